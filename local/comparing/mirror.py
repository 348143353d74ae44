"""A DynamoDB that is several: each request goes to all of them, one after the other, and the first one's answer goes back.

All get the same requests in the same order, so all must answer alike. What they answered is kept for whoever compares.
"""

import collections
import contextlib
import decimal
import http.client
import http.server
import json
import threading
import urllib.parse

PATIENCE_SECONDS = 20
# What each connection has for itself.
OF_ITS_OWN = {"connection", "transfer-encoding", "content-length", "date", "server", "keep-alive"}
# What an answer tells beside its matter.
ACCOUNTING = ("ConsumedCapacity", "ItemCollectionMetrics", "ResponseMetadata")

Exchange = collections.namedtuple("Exchange", "operation request answers")


class Mirror(http.server.ThreadingHTTPServer):
    """Listens on a port of this machine, which any is. `databases` are names and addresses, the one that is believed first."""

    daemon_threads = True

    def __init__(self, databases):
        super().__init__(("127.0.0.1", 0), Handler)
        self.databases, self.lock, self.exchanges = databases, threading.Lock(), []

    @property
    def address(self):
        """Where functions reach it."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def ask_all(self, headers, body):
        """Asks each; keeps what was asked and answered. The first one's answer."""
        with self.lock:
            answers = {name: ask(address, headers, body) for name, address in self.databases.items()}
            operation = headers.get("x-amz-target", "").rpartition(".")[2]
            read = {name: plain(status, text) for name, (status, _, text) in answers.items()}
            self.exchanges.append(Exchange(operation, json.loads(body or b"{}"), read))
            return next(iter(answers.values()))

    def taken(self):
        """What was exchanged since this was last asked."""
        with self.lock:
            taken, self.exchanges = self.exchanges, []
            return taken


class Handler(http.server.BaseHTTPRequestHandler):
    """One request of a function."""

    protocol_version = "HTTP/1.1"
    # Head and body go out apart; the second would wait for an acknowledgement.
    disable_nagle_algorithm = True

    def do_POST(self):
        """DynamoDB knows no other method."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, got, text = self.server.ask_all(headers, body)
        self.send_response_only(status)
        for name, value in got:
            if name.lower() not in OF_ITS_OWN:
                self.send_header(name, value)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """Says nothing."""


@contextlib.contextmanager
def running(databases):
    """A mirror that listens."""
    with Mirror(databases) as mirror:
        thread = threading.Thread(target=mirror.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield mirror
        finally:
            mirror.shutdown()


def ask(address, headers, body):
    """One database's answer: status, headers, bytes. The signature is of the mirror's own name, which stays."""
    url = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("POST", "/", body, {name: value for name, value in headers.items() if name not in OF_ITS_OWN})
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    except (OSError, http.client.HTTPException) as error:
        return 599, [], json.dumps({"__type": repr(error)}).encode()
    finally:
        connection.close()


def plain(status, text):
    """What an answer says, whatever it looks like: the value, or the error's type with what it tells of the rows in the way."""
    body = json.loads(text or b"{}")
    if status < 300:
        return {name: value_of(part) for name, part in body.items() if name not in ACCOUNTING and part not in ({}, None)}
    reasons = [(reason.get("Code"), value_of(reason.get("Item") or {})) for reason in body.get("CancellationReasons", [])]
    error = body.get("__type", str(status)).rpartition("#")[2]
    return {"error": error, "item": value_of(body.get("Item") or {}), "reasons": reasons}


def value_of(part):
    """An attribute's value without its wire form: numbers as numbers, sets in order."""
    if isinstance(part, list):
        return [value_of(each) for each in part]
    if not isinstance(part, dict):
        return part
    if len(part) == 1:
        (kind, value), = part.items()
        if kind == "N" and isinstance(value, str):
            return decimal.Decimal(value)
        if kind in ("SS", "NS", "BS") and isinstance(value, list):
            return sorted(value)
    return {name: value_of(each) for name, each in part.items()}
