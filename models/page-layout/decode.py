"""From a picture to boxes, as the product does it: the reference for its tests."""

import numpy as np
import onnxruntime
from PIL import Image

from graph import HEIGHT, WIDTH

LABELS = ["text", "title", "figure", "figure_caption", "table", "table_caption", "header", "footer", "reference",
          "equation"]
MEAN, STD, SCALE = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], 1 / 255
MIN_SCORE, MAX_OVERLAP, MAX_BOXES = 0.5, 0.5, 100


def tensor(picture: Image.Image) -> np.ndarray:
    """[1, 3, 800, 608]: stretched to the size (bilinear, as wide as the shrinking asks for), channels RGB,
    (pixel × scale - mean) / std."""
    picture = picture.convert("RGB")
    if picture.size != (WIDTH, HEIGHT):
        picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    pixels = np.asarray(picture, np.float64)
    return ((pixels * SCALE - MEAN) / STD).transpose(2, 0, 1)[None].astype(np.float32)


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes given by their corners."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return float(both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both))


def keep(boxes: np.ndarray, scores: np.ndarray) -> list[tuple[str, float, np.ndarray]]:
    """Label, score and corners in pixels of the tensor; the best score first. Every box counts for each
    class that it has MIN_SCORE for; of two of one class that overlap by more than MAX_OVERLAP the better stays."""
    cells, classes = np.nonzero(scores >= MIN_SCORE)
    order = np.argsort(-scores[cells, classes], kind="stable")
    kept = []
    for cell, label in zip(cells[order], classes[order]):
        if len(kept) == MAX_BOXES:
            break
        if all(label != other or overlap(boxes[cell], boxes[at]) <= MAX_OVERLAP for at, other in kept):
            kept.append((cell, label))
    return [(LABELS[label], float(scores[cell, label]), boxes[cell]) for cell, label in kept]


def find(session: onnxruntime.InferenceSession, picture: Image.Image) -> list[tuple[str, float, list[float]]]:
    """Label, score and corners in pixels of the picture."""
    boxes, scores = session.run(["boxes", "scores"], {"image": tensor(picture)})
    across, down = picture.width / WIDTH, picture.height / HEIGHT
    return [(label, score, [float(edge) * factor for edge, factor in zip(box, [across, down, across, down])])
            for label, score, box in keep(boxes[0], scores[0])]
