"""Runs the public clients against a server: python record.py http://127.0.0.1:PORT [--record exchanges.json] [CASE …]

Prints a line of JSON a case: {"case", "error"}, error null when it held. With --record the clients go through a proxy
that writes down what they sent and what was answered; README.md describes the file."""

import argparse
import base64
import http.client
import json
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cases import CASES, on_refusal

KEPT_OF_REQUEST = ("authorization", "content-type", "content-encoding", "accept-encoding", "inference-header-content-length")
KEPT_OF_ANSWER = ("content-type", "content-encoding", "inference-header-content-length")
BETWEEN_HOSTS = {"connection", "keep-alive", "transfer-encoding"}


def as_json(body: bytes) -> dict:
    """Text as it is, bytes as base64; nothing where there is nothing."""
    if not body:
        return {}
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
    return {"text": text}


def kept(headers, names: tuple[str, ...]) -> dict[str, str]:
    return {name: headers[name] for name in names if headers.get(name) is not None}


class Recorder:
    """A proxy on this machine that notes every exchange."""

    def __init__(self, target: str):
        host = urlsplit(target).netloc
        self.exchanges: list[dict] = []
        exchanges = self.exchanges

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("content-length", 0)))
                connection = http.client.HTTPConnection(host, timeout=60)
                passed = {k: v for k, v in self.headers.items() if k.lower() not in BETWEEN_HOSTS | {"host"}}
                connection.request(self.command, self.path, body=sent or None, headers={**passed, "Host": host})
                response = connection.getresponse()
                got = response.read()
                exchanges.append({
                    "request": {
                        "method": self.command, "path": self.path,
                        "headers": kept(self.headers, KEPT_OF_REQUEST), **as_json(sent),
                    },
                    "answer": {
                        "status": response.status, "headers": kept(response.headers, KEPT_OF_ANSWER), **as_json(got),
                    },
                })
                self.send_response_only(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in BETWEEN_HOSTS | {"content-length"}:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(got)))
                self.end_headers()
                self.wfile.write(got)
                connection.close()

            do_GET = do_POST = answer

            def log_message(self, *_) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("url")
    arguments.add_argument("--record", type=Path)
    arguments.add_argument("cases", nargs="*")
    asked = arguments.parse_args()
    recorder = Recorder(asked.url) if asked.record else None
    if recorder:
        on_refusal.append(lambda words: recorder.exchanges[-1].update(mentions=words))
    recorded, failed = [], 0
    for name, run in CASES.items():
        if asked.cases and name not in asked.cases:
            continue
        try:
            run(recorder.url if recorder else asked.url)
            error = None
        except Exception as thrown:  # noqa: BLE001 - whatever a client throws is the case's outcome
            error = f"{type(thrown).__name__}: {thrown}"
            traceback.print_exc(file=sys.stderr)
            failed += 1
        print(json.dumps({"case": name, "error": error}), flush=True)
        if recorder:
            recorded.append({"case": name, "exchanges": list(recorder.exchanges)})
            recorder.exchanges.clear()
    if asked.record and not failed:
        lines = ",\n".join(
            json.dumps({"case": item["case"]}, ensure_ascii=False)[:-1] + ', "exchanges": [\n  '
            + ",\n  ".join(json.dumps(exchange, ensure_ascii=False) for exchange in item["exchanges"]) + "]}"
            for item in recorded
        )
        asked.record.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
