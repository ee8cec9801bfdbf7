"""Draws pages of papers that nobody wrote, and says where their parts are: the pictures the model is
measured with. The same number gives the same page.

A page is laid out on 1216 × 1600 pixels and made smaller afterwards, so that its letters look scanned.
Boxes are [left, top, right, bottom] in pixels of the small page, around what is printed.
"""

from pathlib import Path

import font_caladea
import font_roboto
import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 608, 800
LARGE = 2
INK, GREY, PAPER = (28, 28, 30), (120, 120, 124), (255, 255, 255)
COLOURS = [(52, 101, 164), (196, 77, 52), (78, 134, 74), (130, 90, 150), (90, 90, 90)]
SERIF = Path(font_caladea.__file__).parent / "files" / "Caladea-{}.ttf"
SANS = Path(font_roboto.__file__).parent / "files" / "Roboto-{}.ttf"

NOUNS = ("harbour", "ferry", "tide", "signal", "model", "crew", "cargo", "deck", "engine", "route", "sensor", "vessel",
         "schedule", "current", "buoy", "channel", "crane", "berth", "delay", "forecast", "measurement", "container",
         "passage", "inspection", "lighthouse", "estimate")
VERBS = ("follows", "predicts", "limits", "reaches", "carries", "delays", "explains", "exceeds", "precedes",
         "determines", "resembles", "replaces")
FILLERS = ("in the morning", "under load", "for most of the season", "without notice", "at low water", "on average",
           "as expected", "in every second case", "near the breakwater", "after the repair", "by a wide margin")


class Page:
    """A page while it is drawn."""

    def __init__(self, number: int):
        self.rng = np.random.default_rng([2026, number])
        self.image = Image.new("RGB", (WIDTH * LARGE, HEIGHT * LARGE), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.family = SERIF if self.rng.random() < 0.6 else SANS
        self.parts: list[tuple[str, list[float]]] = []
        self.body_px = int(self.rng.integers(19, 23))

    def font(self, style: str, px: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(self.family).format(style), px, layout_engine=ImageFont.Layout.BASIC)

    def mark(self, label: str, left: float, top: float, right: float, bottom: float) -> None:
        self.parts.append((label, [round(float(edge) / LARGE, 1) for edge in (left, top, right, bottom)]))

    def sentence(self) -> str:
        pick = lambda words: words[self.rng.integers(len(words))]
        text = f"The {pick(NOUNS)} {pick(VERBS)} the {pick(NOUNS)}"
        if self.rng.random() < 0.7:
            text += f" {pick(FILLERS)}"
        if self.rng.random() < 0.5:
            text += f", and the {pick(NOUNS)} {pick(VERBS)} a {pick(NOUNS)} of {self.rng.integers(2, 90)} units"
        return text + ". "

    def words(self, count: int) -> str:
        return " ".join(NOUNS[self.rng.integers(len(NOUNS))] for _ in range(count)).capitalize()

    def lines(self, text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if font.getlength(longer) > width and line:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line] if line else lines

    def block(self, label: str, text: str, left: float, top: float, width: float, font: ImageFont.FreeTypeFont,
              leading: float, justify: bool = False, center: bool = False, colour=INK) -> float:
        """Text as lines of that width, marked as one part; gives where it ends."""
        lines, edges = self.lines(text, font, width), []
        for number, line in enumerate(lines):
            y = top + number * leading
            x = left + (width - font.getlength(line)) / 2 if center else left
            if justify and number < len(lines) - 1:
                self.spread(line, x, y, width, font, colour)
                edges.append((left, y + font.getbbox(line)[1], left + width, y + font.getbbox(line)[3]))
            else:
                self.draw.text((x, y), line, fill=colour, font=font)
                box = font.getbbox(line)
                edges.append((x + box[0], y + box[1], x + box[2], y + box[3]))
        lefts, tops, rights, bottoms = zip(*edges)
        self.mark(label, min(lefts), min(tops), max(rights), max(bottoms))
        return top + len(lines) * leading

    def spread(self, line: str, x: float, y: float, width: float, font: ImageFont.FreeTypeFont, colour) -> None:
        words = line.split()
        gap = (width - sum(font.getlength(word) for word in words)) / max(1, len(words) - 1)
        for word in words:
            self.draw.text((x, y), word, fill=colour, font=font)
            x += font.getlength(word) + gap

    def paragraph(self, left: float, top: float, width: float, sentences: int) -> float:
        text = "".join(self.sentence() for _ in range(sentences))
        return self.block("text", text, left, top, width, self.font("Regular", self.body_px), self.body_px * 1.32,
                          justify=True)

    def heading(self, left: float, top: float, width: float, number: int) -> float:
        text = f"{number}  {self.words(int(self.rng.integers(2, 4)))}"
        return self.block("title", text, left, top, width, self.font("Bold", self.body_px + 5), self.body_px * 1.6)

    def figure(self, left: float, top: float, width: float, number: int) -> float:
        """A chart of lines or bars, and its caption below."""
        height = width * self.rng.uniform(0.5, 0.7)
        small = self.font("Regular", 16)
        right, bottom = left + width, top + height
        axis_left, axis_bottom = left + 44, bottom - 34
        self.draw.line([(axis_left, top), (axis_left, axis_bottom), (right, axis_bottom)], fill=INK, width=2)
        for step in range(5):
            y = axis_bottom - (axis_bottom - top - 10) * step / 4
            self.draw.line([(axis_left, y), (right, y)], fill=(225, 225, 228), width=1)
            self.draw.text((left, y - 10), f"{step * 25}", fill=GREY, font=small)
        bars = self.rng.random() < 0.5
        span, tall = right - axis_left - 16, axis_bottom - top - 12
        if bars:
            count = int(self.rng.integers(5, 11))
            for bar in range(count):
                x = axis_left + 12 + span * bar / count
                y = axis_bottom - tall * self.rng.uniform(0.15, 1)
                self.draw.rectangle([x, y, x + span / count * 0.65, axis_bottom - 1],
                                    fill=COLOURS[bar % 2 if count < 8 else 0])
        else:
            for colour in range(int(self.rng.integers(1, 4))):
                walk = np.cumsum(self.rng.normal(0, 1, 30))
                walk = (walk - walk.min()) / (np.ptp(walk) + 1e-9)
                points = [(axis_left + 8 + span * at / 29, axis_bottom - 6 - (tall - 8) * float(high))
                          for at, high in enumerate(walk)]
                self.draw.line(points, fill=COLOURS[colour], width=3)
        label = self.words(2)
        self.draw.text((axis_left + (span - small.getlength(label)) / 2, bottom - 24), label, fill=INK, font=small)
        self.mark("figure", left, top, right, bottom)
        return self.block("figure_caption", f"Figure {number}. {self.words(5)}", left, bottom + 10, width,
                          self.font("Regular", self.body_px - 2), self.body_px * 1.25, center=True)

    def table(self, left: float, top: float, width: float, number: int) -> float:
        """Caption above, then rows between lines."""
        top = self.block("table_caption", f"Table {number}. {self.words(4)}", left, top, width,
                         self.font("Regular", self.body_px - 2), self.body_px * 1.25, center=True) + 8
        font, bold = self.font("Regular", self.body_px - 2), self.font("Bold", self.body_px - 2)
        rows, columns = int(self.rng.integers(4, 9)), int(self.rng.integers(3, 6))
        step = self.body_px * 1.5
        ruled = self.rng.random() < 0.5
        for row in range(rows):
            y = top + row * step + 5
            for column in range(columns):
                x = left + 10 + (width - 10) * column / columns
                number_text = f"{self.rng.uniform(0, 100):.{1 + column % 2}f}"
                cell = self.words(1)[:10] if row == 0 or column == 0 else number_text
                self.draw.text((x, y), cell, fill=INK, font=bold if row == 0 else font)
            if ruled or row in (0, 1):
                self.draw.line([(left, y - 5), (left + width, y - 5)], fill=INK, width=2 if row < 2 else 1)
        bottom = top + rows * step + 4
        self.draw.line([(left, bottom), (left + width, bottom)], fill=INK, width=2)
        if ruled:
            for column in range(columns + 1):
                x = left + (width if column == columns else width * column / columns)
                self.draw.line([(x, top), (x, bottom)], fill=INK, width=1)
        self.mark("table", left, top, left + width, bottom)
        return bottom

    def equation(self, left: float, top: float, width: float, number: int) -> float:
        italic = self.font("Italic", self.body_px + 5)
        a, b, c, d = (chr(97 + letter) for letter in self.rng.choice(26, 4, replace=False))
        text = f"{a}({b}) = {c}{b} + {self.rng.integers(2, 9)}{d} / ({b} – {self.rng.integers(1, 9)}{c})"
        start = left + (width - italic.getlength(text)) / 2
        self.draw.text((start, top), text, fill=INK, font=italic)
        box = italic.getbbox(text)
        tag = f"({number})"
        tag_font = self.font("Regular", self.body_px)
        self.draw.text((left + width - tag_font.getlength(tag), top + 4), tag, fill=INK, font=tag_font)
        self.mark("equation", start, top + box[1], left + width, top + box[3])
        return top + self.body_px * 1.9

    def references(self, left: float, top: float, width: float, count: int) -> float:
        font, leading, first = self.font("Regular", self.body_px - 3), (self.body_px - 3) * 1.3, len(self.parts)
        for number in range(count):
            text = (f"[{number + 1}] {chr(65 + self.rng.integers(26))}. {self.words(1)}, {self.words(5)}. "
                    f"{self.words(2)}, {self.rng.integers(1, 60)}, {self.rng.integers(1980, 2024)}.")
            top = self.block("reference", text, left, top, width, font, leading)
        boxes = [box for _, box in self.parts[first:]]
        self.parts[first:] = [("reference", [min(box[0] for box in boxes), min(box[1] for box in boxes),
                                             max(box[2] for box in boxes), max(box[3] for box in boxes)])]
        return top


def page(number: int, large: bool = False) -> tuple[Image.Image, list[tuple[str, list[float]]]]:
    """The page with this number, and its parts as (label, box); large: as it was laid out, twice the size."""
    sheet = Page(number)
    rng, gap = sheet.rng, 20
    wide, margin = WIDTH * LARGE, int(rng.integers(90, 130))
    inner = wide - 2 * margin
    small = sheet.font("Regular", 18)
    sheet.block("header", f"{sheet.words(3)}, {rng.integers(1990, 2026)}", margin, 48, inner, small, 22,
                center=rng.random() < 0.5)
    foot = f"– {number % 400 + 1} –"
    sheet.block("footer", foot, margin, HEIGHT * LARGE - 72, inner, small, 22, center=True)
    top = 104.0
    if rng.random() < 0.6:
        top = sheet.block("title", sheet.words(int(rng.integers(4, 8))), margin, top, inner,
                          sheet.font("Bold", 44), 54, center=True) + 34
    columns = 2 if rng.random() < 0.65 else 1
    between = 36
    width = (inner - between * (columns - 1)) / columns
    bottom = HEIGHT * LARGE - 110
    made = {"heading": 0, "figure": 0, "table": 0, "equation": 0}
    for column in range(columns):
        left, y = margin + column * (width + between), top
        last = column == columns - 1
        while True:
            kind = rng.choice(["paragraph", "heading", "figure", "table", "equation"], p=[0.48, 0.17, 0.13, 0.12, 0.10])
            room = bottom - y
            needed = {"paragraph": 190, "heading": 250, "figure": width * 0.7 + 70, "table": 400, "equation": 230}
            if room < 190:
                break
            if last and room < 420 and rng.random() < 0.5:
                sheet.references(left, y, width, int(room / (60 if columns == 2 else 36)))
                break
            if needed[str(kind)] > room or (kind in ("figure", "table") and columns == 1 and made[str(kind)] > 0):
                kind = "paragraph"
            if kind == "paragraph":
                most = int(room / (sheet.body_px * 1.32 * (2.2 if columns == 2 else 1.1)))
                y = sheet.paragraph(left, y, width, int(rng.integers(2, max(3, min(9, most))))) + gap
                continue
            made[str(kind)] += 1
            y = getattr(sheet, str(kind))(left, y, width, made[str(kind)]) + (10 if kind == "heading" else gap + 6)
            if kind == "heading":
                y = sheet.paragraph(left, y, width, int(rng.integers(2, 5))) + gap
    if large:
        return sheet.image, [(label, [LARGE * edge for edge in box]) for label, box in sheet.parts]
    return sheet.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), sheet.parts
