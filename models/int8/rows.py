"""Rows of a table as a card's tensors: what calibration has to see. It follows the card like the product's own encoder;
a row with a cell that is missing or not allowed is left out instead of explained."""

import base64
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from tokenizers import Tokenizer

MISSING = {"", "NA", "N/A", "NaN", "nan", "NULL", "null", "None"}
WORDS = {"true": 1, "false": 0, "yes": 1, "no": 0, "1": 1, "0": 0}


class NotARow(Exception):
    """A row that the card does not take."""


def read_rows(path: Path, limit: int) -> Iterator[dict[str, str]]:
    """The first `limit` rows of a CSV or TSV file."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = "\t" if path.suffix == ".tsv" else ","
        for number, row in enumerate(csv.DictReader(file, delimiter=delimiter)):
            if number == limit:
                return
            yield row


def feeds_of(card: dict, folder: Path, rows: Iterator[dict[str, str]]) -> Iterator[dict[str, np.ndarray]]:
    """Feeds of one row each, for a graph that takes any number of rows or `rowsPerRun` of them."""
    inputs = {feature["name"]: feature for feature in card["inputs"]}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json")) if "tokenizer" in card else None
    copies = card.get("rowsPerRun") or 1
    for row in rows:
        try:
            feeds = {t["name"]: _tensor(t, card, inputs, row, tokenizer) for t in card["tensors"]}
        except NotARow:
            continue
        yield {name: np.repeat(value, copies, axis=0) for name, value in feeds.items()}


def _tensor(tensor: dict, card: dict, inputs: dict, row: dict[str, str], tokenizer: Tokenizer | None) -> np.ndarray:
    kind = tensor.get("kind", "features")
    if kind == "image":
        return _picture(tensor, row.get(tensor["feature"], ""))[np.newaxis]
    if kind == "tokens":
        return _tokens(tensor, card["tokenizer"], row.get(tensor["feature"], ""), tokenizer)
    if tensor["type"] == "string":
        return np.array([[row.get(name) or "" for name in tensor["features"]]], dtype=object)
    values = np.array([_number(inputs[name], row.get(name)) for name in tensor["features"]], dtype="float64")
    shape = tensor.get("dims") or ([] if tensor.get("shape") == "vector" else [len(values)])
    return values.reshape([1, *shape]).astype(tensor["type"])


def _number(feature: dict, cell: str | None) -> float:
    text = (cell or "").strip()
    if text in MISSING:
        if feature.get("default") is not None:
            text = str(feature["default"])
        elif feature.get("acceptsMissing"):
            return float("nan")
        else:
            raise NotARow
    if feature["type"] == "category":
        if text not in feature["values"]:
            raise NotARow
        return feature["values"].index(text)
    if feature["type"] == "boolean":
        if text.lower() not in WORDS:
            raise NotARow
        return WORDS[text.lower()]
    try:
        value = float(text)
    except ValueError:
        raise NotARow from None
    scale = feature.get("scale", {"subtract": 0, "divide": 1})
    return (value - scale["subtract"]) / scale["divide"]


def _tokens(tensor: dict, about: dict, text: str, tokenizer: Tokenizer) -> np.ndarray:
    encoded = tokenizer.encode(text)
    part = {"ids": encoded.ids, "mask": encoded.attention_mask, "types": encoded.type_ids}[tensor["part"]]
    numbers = part[: about["maxTokens"]]
    if about.get("padToMax"):
        numbers = numbers + [0] * (about["maxTokens"] - len(numbers))
    return np.array([numbers], dtype=tensor["type"])


def _picture(tensor: dict, text: str) -> np.ndarray:
    """Fit by `stretch` or `contain`; `cover` is cut evenly. Resizing differs a little from the product's."""
    try:
        image = Image.open(io.BytesIO(base64.b64decode(text, validate=True)))
        image = image.convert("L" if tensor["channels"] == "L" else "RGB")
    except Exception:
        raise NotARow from None
    size = (tensor["width"], tensor["height"])
    if tensor["fit"] == "stretch":
        image = image.resize(size, Image.Resampling.BICUBIC)
    else:
        choose = min if tensor["fit"] == "contain" else max
        ratio = choose(size[0] / image.width, size[1] / image.height)
        image = image.resize((max(1, round(image.width * ratio)), max(1, round(image.height * ratio))), Image.Resampling.BICUBIC)
        left, top = max(0, (image.width - size[0]) // 2), max(0, (image.height - size[1]) // 2)
        whole = Image.new(image.mode, size, tensor.get("pad", 0) if image.mode == "L" else (tensor.get("pad", 0),) * 3)
        whole.paste(image.crop((left, top, left + size[0], top + size[1])) if tensor["fit"] == "cover" else image, (0, 0))
        image = whole
    pixels = np.asarray(image, dtype=np.float32).reshape(size[1], size[0], -1)
    if tensor["channels"] == "BGR":
        pixels = pixels[:, :, ::-1]
    mean, std = (np.array(tensor.get(key, [usual]), np.float32) for key, usual in (("mean", 0), ("std", 1)))
    values = (pixels * np.float32(tensor.get("scale", 1)) - mean) / std
    return (values.transpose(2, 0, 1) if tensor["layout"] == "NCHW" else values).astype(tensor["type"])
