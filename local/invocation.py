"""Runs one deployed function on an event, as `make invoke F=place-order`.

A sample is of another time and another shop: its token, its signature, its codes and its identifiers are put in anew, as a client would.
What the answers tell is kept in the stack's samples.json, so that the next sample goes on from there.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
import urllib.parse

import client
import lifecycle
import pictures
from console import Trouble, say
from tools import ROOT

# The functions of staff, by the beginnings of their samples' names.
AS_MERCHANT = (
    "list-audit-log", "manage-customers", "manage-products", "manage-settings", "manage-shipments", "manage-staff", "manage-stock", "manage-webhooks", "order-desk",
    "refund-order", "cancel-order-merchant",
)
# What ends the session that asks.
ENDS_SESSION = ("manage-customers-unblock", "manage-staff", "manage-staff-revoke", "manage-sessions-end", "manage-sessions-end-all", "log-out", "reset-password-confirm", "close-account")
# A token is good for 300 s.
RENEW_AFTER_SECONDS = 240
# What stands in the samples for what only a running shop knows.
STAND_INS = {"order": "ord_" + 26 * "a", "sign_up": "sup_" + 26 * "a", "user": "usr_" + 26 * "a", "session": "ses_" + 26 * "a", "shipment": "shp_" + 26 * "a", "webhook": "whk_" + 26 * "a", "refund": "rfd_" + 26 * "a", "intent": "pi_sample", "file": 26 * "a" + "-320.webp", "guest": "<guest access token>"}


class Samples:
    """The samples of one stack, and what is known about them."""

    def __init__(self, here):
        self.here, self.stack, self.known = here, here.stack(), here.read("samples")
        self.aws, self.shop = lifecycle.clients(self.stack["endpoint_url"]), client.Shop(self.stack)

    def invoke(self, name, event_file="", change=None):
        """Invokes the function of a sample, or another event, or with a `change` to it. Returns what the local AWS answered, and the function's answer."""
        function = self.function_of(name)
        path = ROOT / (event_file or f"events/{name}.json")
        if not path.exists():
            raise Trouble(f"there is no event {path.relative_to(ROOT)}.", "name one: invoke FUNCTION EVENT.json")
        if name.startswith(("manage-shipments", "order-desk-show", "refund-order", "cancel-order-merchant")):
            self.await_desk()
        if name == "refund-order-decide":
            self.put_aside()
        event = self.renew(json.loads(path.read_text()), name)
        if change:
            change(event)
        told = self.aws("lambda").invoke(FunctionName=self.stack["functions"][function], Payload=json.dumps(event).encode(), LogType="Tail")
        answer = json.loads(told["Payload"].read() or b"null")
        if not told.get("FunctionError"):
            self.keep(name, event, answer)
        return told, answer

    def function_of(self, name):
        """The function whose name a sample's begins with."""
        found = [function for function in self.stack["functions"] if name == function or name.startswith(f"{function}-")]
        if not found:
            raise Trouble(f"there is no function {name!r}.", "name one of: " + ", ".join(sorted(self.stack["functions"])))
        return max(found, key=len)

    def account(self):
        """Who asks: the account of the last sign-up, else the demonstration's buyer."""
        account = self.known.get("account") or self.stack.get("buyer")
        if not account:
            raise Trouble("there is no account to ask with.", "make invoke F=sign-up, then F=verify-email")
        return account

    def session(self):
        """The tokens of the account's session; a new one where there is none or its token is old."""
        session = self.known.get("session")
        if not session or time.time() - session["at"] > RENEW_AFTER_SECONDS:
            account = self.account()
            self.enter(self.shop.call("POST", "/login", {name: account[name] for name in ("email", "password")})[1])
        return self.known["session"]

    def enter(self, tokens):
        """Goes on with these tokens."""
        claims = tokens["access_token"].split(".")[1]
        read = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        kept = {name: tokens[name] for name in ("access_token", "refresh_token")}
        self.note(session={**kept, "at": time.time(), "user": read["sub"], "session": read["sid"]})

    def note(self, **facts):
        """Keeps something for the next sample; None forgets it."""
        self.known = {key: value for key, value in {**self.known, **facts}.items() if value is not None}
        self.here.write("samples", self.known)

    def renew(self, event, name):
        """The event as it would be sent to this shop now."""
        text = json.dumps(event)
        for what, stand_in in STAND_INS.items():
            if stand_in in text and "refresh_token" not in text:
                text = text.replace(stand_in, self.fact(what))
        event = json.loads(text)
        headers = event.get("headers", {})
        if headers.get("content-type") == "application/json" and "stripe-signature" not in headers:
            event["body"] = json.dumps(self.body(json.loads(event["body"]), name))
        if "authorization" in headers:
            token = self.shop.log_in(self.stack["merchant"]) if name.startswith(AS_MERCHANT) else self.session()["access_token"]
            headers["authorization"] = f"Bearer {token}"
        if name == "manage-customers":
            event["queryStringParameters"] = {"email": self.account()["email"]}
            event["rawQueryString"] = urllib.parse.urlencode(event["queryStringParameters"])
        if name in ("place-order", "manage-stock-count", "manage-shipments"):
            headers["idempotency-key"] = f"sample-{secrets.token_hex(8)}"
        if "stripe-signature" in headers:
            headers["stripe-signature"] = signature(event["body"], self.here.read("secrets")["stripe_webhook_secret"])
        return event

    def fact(self, what):
        """What a stand-in stands for."""
        if what in ("user", "session"):
            return self.session()[what]
        if what == "intent":
            return self.intent() or STAND_INS[what]
        found = self.known.get(what) or self.stack.get(what)
        if not found:
            raise Trouble(f"no {what.replace('_', ' ')} is known yet.", f"make invoke F={ {'order': 'place-order', 'shipment': 'manage-shipments', 'refund': 'refund-order', 'webhook': 'manage-webhooks', 'file': 'manage-products-images', 'guest': 'start-guest'}.get(what, 'sign-up')} makes one")
        return found

    def await_desk(self):
        """Waits until the order desk knows the order: it is a moment behind."""
        key = {"pk": {"S": f"ORDER#{self.fact('order')}"}, "sk": {"S": "SUMMARY"}}
        client.wait_for("the order on the desk", lambda: "Item" in self.aws("dynamodb").get_item(TableName=self.stack["tables"]["desk"], Key=key))

    def put_aside(self):
        """Places an order and puts it aside for a person, as the shop does where Stripe's record differs."""
        self.invoke("place-order")
        self.await_desk()
        key = {"buyer_id": {"S": self.session()["user"]}, "id": {"S": self.fact("order")}}
        self.aws("dynamodb").update_item(
            TableName=self.stack["tables"]["orders"], Key=key, UpdateExpression="SET #state = :review REMOVE due_shard, due_at_ms",
            ExpressionAttributeNames={"#state": "state"}, ExpressionAttributeValues={":review": {"S": "needs_review"}},
        )

    def intent(self):
        """The payment intent of the order, which no answer tells."""
        key = {"buyer_id": {"S": self.fact("user")}, "id": {"S": self.fact("order")}}
        row = self.aws("dynamodb").get_item(TableName=self.stack["tables"]["orders"], Key=key).get("Item", {})
        return row.get("payment_intent", {}).get("S")

    def body(self, body, name):
        """A body with the account's address and passwords, and with what was mailed."""
        if name == "sign-up":
            return {**body, "email": f"sample-{secrets.token_hex(4)}@customers.example"}
        if name == "manage-webhooks":
            return {**body, "url": f"{body['url']}/{secrets.token_hex(4)}"}
        if name == "manage-stock-count":
            seen = self.shop.call("GET", "/products/tea-500g")[1]["variants"][0]["available"]
            return {**body, "seen": seen, "counted": seen}
        sets_password = name in ("change-password", "reset-password-confirm")
        fresh = {
            "email": lambda: f"sample-{secrets.token_hex(4)}@customers.example" if name == "change-email" else self.account()["email"],
            "password": lambda: body["password"] if sets_password else self.account()["password"],
            "current_password": lambda: self.account()["password"],
            "refresh_token": lambda: self.session()["refresh_token"],
            "code": lambda: self.mailed(self.known.get("new_email") if name == "change-email-confirm" else self.account()["email"], r"\b\d{6,}\b"),
            "token": lambda: self.mailed(self.account()["email"], r"(?<![\w-])[\w-]{43}(?![\w-])"),
        }
        return {member: fresh[member]() if member in fresh else value for member, value in body.items()}

    def mailed(self, address, pattern):
        """What a mail to an address says, of this form."""
        return client.wait_for(f"a mail to {address}", lambda: next((found for text in self.shop.mails(address) if (found := re.search(pattern, text))), None)).group()

    def keep(self, name, event, answer):
        """What later samples need of an answer that served."""
        if not isinstance(answer, dict) or answer.get("statusCode", 500) >= 300:
            return
        sent, got = (json.loads(each.get("body") or "{}") if name in KEPT else {} for each in (event, answer))
        KEPT.get(name, lambda *_: None)(self, sent, got)
        if name in ENDS_SESSION:
            self.note(session=None)


def signed_up(samples, sent, got):
    """The next samples are of this account."""
    samples.note(account=sent, sign_up=got["sign_up_id"], session=None, order=None)


def uploaded(samples, _sent, got):
    """A file is uploaded by the form, and looked at."""
    client.upload(got, pictures.picture(secrets.token_hex(4), "TEAS"))
    show = lambda: samples.shop.call("GET", "/products/tea-500g")[1].get("images")
    found = client.wait_for("the image", lambda: next((image for image in show() or [] if image["id"] == got["image_id"]), None))
    samples.note(file=found["files"][0]["url"].rsplit("/", 1)[1])


def moved(samples, _sent, _got):
    """The account has its new address."""
    samples.note(account={**samples.account(), "email": samples.known["new_email"]}, new_email=None)


def closed(samples, _sent, _got):
    """The account is gone, and so is the demonstration's buyer if it was that."""
    account, stack = samples.account(), samples.here.stack()
    if stack.get("buyer", {}).get("email") == account["email"]:
        samples.here.write("stack", {key: value for key, value in stack.items() if key not in ("buyer", "order")})
    samples.note(account=None, order=None)


def password_set(samples, sent, _got):
    """The account has another password."""
    samples.note(account={**samples.account(), "password": sent["password"]})


KEPT = {
    "sign-up": signed_up,
    "start-guest": lambda samples, _, got: samples.note(guest=got["access_token"]),
    "verify-email": lambda samples, _, got: samples.enter(got),
    "log-in": lambda samples, _, got: samples.enter(got),
    "refresh-session": lambda samples, _, got: samples.enter(got),
    "place-order": lambda samples, _, got: samples.note(order=got["id"]),
    "manage-products-images": uploaded,
    "manage-shipments": lambda samples, _, got: samples.note(shipment=got["id"]),
    "refund-order": lambda samples, _, got: samples.note(refund=got["id"]),
    "manage-webhooks": lambda samples, _, got: samples.note(webhook=got["id"]),
    "manage-webhooks-remove": lambda samples, *_: samples.note(webhook=None),
    "change-email": lambda samples, sent, _: samples.note(new_email=sent["email"]),
    "change-email-confirm": moved,
    "change-password": password_set,
    "reset-password-confirm": password_set,
    "close-account": closed,
}


def signature(body, secret):
    """Stripe's signature of a body, now."""
    now = int(time.time())
    digest = hmac.new(secret.encode(), f"{now}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={now},v1={digest}"


def show(here, name="", event_file=""):
    """Invokes a function and prints its answer and the end of its log."""
    told, answer = Samples(here).invoke(name, event_file)
    say(base64.b64decode(told.get("LogResult", "")).decode(errors="replace").rstrip())
    say(json.dumps(answer, indent=2))
    if told.get("FunctionError"):
        raise Trouble(f"{name} failed: {told['FunctionError']}", f"see its log above, and {here.logs / 'aws.log'}")
