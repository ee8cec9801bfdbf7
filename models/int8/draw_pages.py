"""Pages that page-layout has never seen, as a table: page, image (base64) and boxes, like its sample.

    .venv/bin/python draw_pages.py FIRST_NUMBER COUNT FILE.csv

The same number gives the same page. Calibrate on other numbers than you compare on.
"""

import base64
import csv
import io
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "page-layout"))

from pages import page  # noqa: E402


def main(first: int, count: int, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["page", "image", "boxes"])
        for number in range(first, first + count):
            picture, parts = page(number)
            content = io.BytesIO()
            picture.save(content, "JPEG", quality=85)
            boxes = [{"label": label, "box": [left, top, right - left, bottom - top]}
                     for label, (left, top, right, bottom) in parts]
            table.writerow([number, base64.b64encode(content.getvalue()).decode(), json.dumps(boxes)])


main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
