"""The same job as a batch in Foredeck, written the way one writes it in Python: pandas chunks and onnxruntime.

    python peer.py REQUEST.json

The request names input, output, model, columns and the number of rows. The best of a few settings is looked for on
the first rows, then the file is scored once with it. Prints one JSON document.
"""

import json
import resource
import sys
import time

import numpy as np
import onnxruntime
import pandas as pd

CHUNKS = [5_000, 20_000, 100_000]
TRIAL_ROWS = 100_000


def open_session(path, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def dtypes_of(columns, numbers):
    """What read_csv makes of each column: categories of the model's own list; numbers as found or as float32."""
    found = {c["name"]: pd.CategoricalDtype(c["values"]) for c in columns if c["type"] == "category"}
    if numbers == "float32":
        found |= {c["name"]: np.float32 for c in columns if c["type"] != "category"}
    return found


def encode(frame, columns):
    matrix = np.empty((len(frame), len(columns)), dtype=np.float32)
    for index, column in enumerate(columns):
        cells = frame[column["name"]]
        matrix[:, index] = cells.cat.codes if column["type"] == "category" else cells
    return matrix


def score(request, session, rows, chunk, numbers, output):
    columns, labels = request["columns"], np.array(request["labels"])
    input_name = session.get_inputs()[0].name
    started, cpu_before = time.perf_counter(), time.process_time()
    done = 0
    with open(output, "w", newline="", encoding="utf-8") as out:
        reader = pd.read_csv(request["input"], chunksize=chunk, nrows=rows, dtype=dtypes_of(columns, numbers))
        for frame in reader:
            (probabilities,) = session.run(["probabilities"], {input_name: encode(frame, columns)})
            frame["prediction"] = labels[probabilities.argmax(axis=1)]
            for index, label in enumerate(labels):
                frame[f"probability_{label}"] = probabilities[:, index]
            frame.to_csv(out, index=False, header=done == 0, lineterminator="\n")
            done += len(frame)
    return done, time.perf_counter() - started, time.process_time() - cpu_before


def best_threads(request, rows):
    """Threads of the runtime that score one chunk fastest; fresh rows each time."""
    frame = pd.read_csv(request["input"], nrows=rows, dtype=dtypes_of(request["columns"], "found"))
    parts = np.array_split(encode(frame, request["columns"]), 5)
    seconds = {}
    for threads in sorted({1, request["cores"]}):
        session = open_session(request["model"], threads)
        name = session.get_inputs()[0].name
        session.run(None, {name: parts[0][:1000]})
        started = time.perf_counter()
        for part in parts:
            session.run(["probabilities"], {name: part})
        seconds[threads] = time.perf_counter() - started
    return min(seconds, key=seconds.get)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    trial_rows = min(TRIAL_ROWS, request["rows"])
    threads = best_threads(request, trial_rows)
    session = open_session(request["model"], threads)
    trials = []
    for numbers in ["found", "float32"]:
        for chunk in CHUNKS:
            rows, seconds, _ = score(request, session, trial_rows, chunk, numbers, request["output"])
            trials.append({"numbers": numbers, "chunk": chunk, "rowsPerSecond": rows / seconds})
    best = max(trials, key=lambda trial: trial["rowsPerSecond"])
    rows, seconds, cpu_seconds = score(request, session, request["rows"], best["chunk"], best["numbers"], request["output"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump({
        "rows": rows,
        "seconds": seconds,
        "rowsPerSecond": rows / seconds,
        "threads": threads,
        "chunk": best["chunk"],
        "numbers": best["numbers"],
        "trials": trials,
        "peakMb": peak / (1024 * 1024 if sys.platform == "darwin" else 1024),
        "cpuSeconds": cpu_seconds,
        "versions": {"python": sys.version.split()[0], "pandas": pd.__version__,
                     "numpy": np.__version__, "onnxruntime": onnxruntime.__version__},
    }, sys.stdout)


if __name__ == "__main__":
    main()
