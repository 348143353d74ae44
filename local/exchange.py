"""What the two models of Stripe are asked, as the shop's adapter asks it (shared/stripe/src/client.rs)."""

import json
import urllib.error
import urllib.parse
import urllib.request

from console import Trouble

HEADERS = {"authorization": "Bearer sk_test_local", "stripe-version": "2025-03-31.basil"}
GOOD, DECLINED, AUTHENTICATES = "pm_card_visa", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired"
# Parameters that localstripe may refuse; then it is asked without.
LEFT_OUT = {"automatic_payment_methods": "localstripe does not know automatic_payment_methods and is asked without."}


class Ours:
    """The local Stripe, and how both are asked."""

    def __init__(self, address):
        self.address, self.orders = address, 0

    def ask(self, method, path, form=None, key=None):
        """One request as the shop's adapter sends it. Returns what the shop reads, and what the next request needs."""
        data = form if form is None or isinstance(form, bytes) else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.address + path, data, HEADERS | ({"idempotency-key": key} if key else {}), method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                http, text = response.status, response.read()
        except urllib.error.HTTPError as error:
            http, text = error.code, error.read()
        except OSError as error:
            raise Trouble(f"{method} {request.full_url} got no answer: {error}") from error
        body = json.loads(text) if text[:1] == b"{" else {}
        names = ("id", "client_secret", "status", "amount", "currency", "amount_received")
        answer = {"http": http, **{name: body.get(name) for name in names}, "order_id": (body.get("metadata") or {}).get("order_id")}
        error = body.get("error", {})
        answer |= {"code": error.get("code"), "type": error.get("type")}
        unknown = error.get("message", "").removeprefix("Unexpected ")
        if unknown in LEFT_OUT and form:
            answer = self.ask(method, path, {name: value for name, value in form.items() if not name.startswith(unknown)}, key)
            answer["left_out"] = unknown
        return answer

    def create(self, card=None, order=None):
        """An intent for the next order, or again for one that has one."""
        self.orders += 0 if order else 1
        order = order or f"order-{self.orders}"
        form = {"amount": "2500", "currency": "eur", "automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
        form |= {"metadata[order_id]": order, "metadata[buyer_id]": "buyer-1"} | ({"payment_method": self.card(card)} if card else {})
        return self.ask("POST", "/v1/payment_intents", form, f"{order}:create:1")

    def read(self, intent):
        return self.ask("GET", f"/v1/payment_intents/{intent['id']}")

    def confirm(self, intent, card=None):
        return self.ask("POST", f"/v1/payment_intents/{intent['id']}/confirm", {"payment_method": card} if card else {})

    def cancel(self, intent):
        return self.ask("POST", f"/v1/payment_intents/{intent['id']}/cancel", {})

    def refund(self, intent):
        return self.ask("POST", "/v1/refunds", {"payment_intent": intent["id"]})

    def card(self, name):
        """What a test card is called here."""
        return name

    def authenticate(self, intent, outcome):
        """The customer's part."""
        self.ask("POST", f"/_local/authentication/{intent['id']}", json.dumps({"outcome": outcome}).encode())


class Theirs(Ours):
    """localstripe, where it wants to be asked otherwise."""

    def card(self, name):
        """It knows this test card by its number alone: https://docs.stripe.com/testing, always authenticate."""
        if name != AUTHENTICATES:
            return name
        number = {"card[number]": "4000002760003184", "card[exp_month]": "12", "card[exp_year]": "2050", "card[cvc]": "123"}
        return self.ask("POST", "/v1/payment_methods", {"type": "card", **number})["id"]

    def authenticate(self, intent, outcome):
        form = {"client_secret": intent["client_secret"], "success": str(outcome == "succeed").lower()}
        self.ask("POST", f"/v1/payment_intents/{intent['id']}/_authenticate", form)


def run(stripe):
    """Every request in its turn: what it is, and its answer."""
    made = stripe.create()
    yield "create an intent", made
    again = stripe.create(order="order-1")
    yield "create it again, under the same key", again | {"again": again["id"] == made["id"]}
    yield "read it", stripe.read(made)
    yield "confirm it, naming a good card", stripe.confirm(made, GOOD)
    paid = stripe.create(GOOD)
    yield "create one with a good card", paid
    yield "confirm that", stripe.confirm(paid)
    yield "read it, succeeded", stripe.read(paid)
    yield "confirm it once more", stripe.confirm(paid)
    yield "cancel it, succeeded", stripe.cancel(paid)
    yield "refund it", stripe.refund(paid)
    yield "read it, refunded", stripe.read(paid)
    declined = stripe.create(DECLINED)
    yield "confirm one whose card declines", stripe.confirm(declined)
    yield "read it, declined", stripe.read(declined)
    yield "refund it, unpaid", stripe.refund(declined)
    yield "confirm that again, naming a good card", stripe.confirm(declined, GOOD)
    opened = stripe.create()
    yield "cancel an open one", stripe.cancel(opened)
    yield "read it, canceled", stripe.read(opened)
    yield "cancel it once more", stripe.cancel(opened)
    yield "confirm it, canceled", stripe.confirm(opened)
    for outcome, done in (("succeed", "authenticated"), ("fail", "not authenticated")):
        asked = stripe.create(AUTHENTICATES)
        yield f"confirm one to be authenticated: {outcome}", stripe.confirm(asked)
        stripe.authenticate(asked, outcome)
        yield f"read it, {done}", stripe.read(asked)
    left = stripe.create(AUTHENTICATES)
    stripe.confirm(left)
    yield "cancel one that waits for authentication", stripe.cancel(left)
    yield "read an unknown one", stripe.read({"id": "pi_unknown"})
    yield "cancel an unknown one", stripe.cancel({"id": "pi_unknown"})
