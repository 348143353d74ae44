"""Runs one deployed function on an event, as `make invoke F=place-order`."""

import base64
import hashlib
import hmac
import json
import time

import client
from console import Trouble, say
from tools import ROOT

MERCHANT_FUNCTIONS = ("put-product", "adjust-stock", "refund-order", "manage-shipments")


def invoke(here, functions, name="", event_file=""):
    """Invokes a function and prints its answer and the end of its log."""
    stack = here.stack()
    if name not in stack["functions"]:
        raise Trouble(f"there is no function {name!r}.", "name one of: " + ", ".join(sorted(stack["functions"])))
    path = ROOT / (event_file or f"events/{name}.json")
    if not path.exists():
        raise Trouble(f"there is no event {path.relative_to(ROOT)}.", "name one: invoke FUNCTION EVENT.json")
    event = renew(json.loads(path.read_text()), name, stack, here.read("secrets"))
    answer = functions.invoke(FunctionName=stack["functions"][name], Payload=json.dumps(event).encode(), LogType="Tail")
    say(base64.b64decode(answer.get("LogResult", "")).decode(errors="replace").rstrip())
    say(json.dumps(json.loads(answer["Payload"].read() or b"null"), indent=2))
    if answer.get("FunctionError"):
        raise Trouble(f"{name} failed: {answer['FunctionError']}", f"see its log above, and {here.logs / 'aws.log'}")


def renew(event, name, stack, secrets):
    """A sample's token and signature are of another time and another key: puts in ones that this stack accepts, as a client would."""
    headers = event.get("headers", {})
    if "authorization" in headers:
        person = stack.get("merchant" if name in MERCHANT_FUNCTIONS else "buyer")
        if person:
            headers["authorization"] = f"Bearer {client.Shop(stack).log_in(person)}"
    if "stripe-signature" in headers:
        body = base64.b64decode(event["body"]) if event.get("isBase64Encoded") else event["body"].encode()
        now = int(time.time())
        digest = hmac.new(secrets["stripe_webhook_secret"].encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        headers["stripe-signature"] = f"t={now},v1={digest}"
    return event
