"""Builds the corpus: real exporters' models in models/, what onnxruntime answers for them in expected/, and the files
that must be refused in refused/.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python build.py

Names after it build only those models. Two runs on one machine give the same bytes. A few minutes on one core.
"""

import os
import sys

# skl2onnx writes sets in the order of their hashes.
if os.environ.get("PYTHONHASHSEED") != "0":
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, *sys.argv])

# Parallel sums depend on the number of threads; one makes them the same everywhere.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import importlib
import shutil
import time
import traceback
import warnings

from record import HERE, Corpus, write
from refused import write_refused

FAMILIES = [
    "linear", "trees", "kernels", "mixtures", "tables", "everyday", "texts", "options", "boosting", "networks", "sequences",
    "precision", "keras_models",
]


def gather() -> Corpus:
    corpus = Corpus()
    for family in FAMILIES:
        for name, make in importlib.import_module(f"families.{family}").MODELS.items():
            corpus.case(name)(make)
    return corpus


def build(names: list[str]) -> int:
    """The number of models that could not be made."""
    failed, total = 0, 0
    for name, make in gather().items():
        if names and name not in names:
            continue
        started = time.monotonic()
        try:
            entry = write(name, make())
        except Exception as error:
            failed += 1
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
            if names:
                traceback.print_exc()
            continue
        size = (HERE / "models" / f"{name}.onnx").stat().st_size
        total += size
        outputs = " ".join(f"{o['role']}:{o['type']}" for o in entry["outputs"])
        print(f"{name:36} {size / 1000:7.1f} kB {time.monotonic() - started:5.1f} s  {outputs}", flush=True)
    print(f"{total / 1e6:.2f} MB, {failed} failed")
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="build only these models")
    chosen = parser.parse_args().names
    warnings.simplefilter("ignore")
    if not chosen:
        for folder in ("models", "expected", "refused"):
            shutil.rmtree(HERE / folder, ignore_errors=True)
        print(f"{write_refused()} files to refuse")
    sys.exit(1 if build(chosen) else 0)
