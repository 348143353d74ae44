"""What the deployed functions are asked while three databases listen: the samples of events/, and requests that must be refused."""

import json
import time

import client
import demo
import invocation

# What a case sets off beside its answer (a mail, a webhook, a sync) is over by then.
QUIET_SECONDS = 1.0
WRONG = "seven herons over the weir"


def body(**members):
    """Another body: these members are otherwise."""
    def change(event):
        event["body"] = json.dumps({**json.loads(event["body"]), **members})
    return change


def line(**members):
    """An order whose line is otherwise, under a key of its own."""
    def change(event):
        order = json.loads(event["body"])
        order["lines"] = [{**order["lines"][0], **members}]
        event["body"] = json.dumps(order)
    return change


def key(value):
    """Another idempotency key."""
    def change(event):
        event["headers"]["idempotency-key"] = value
    return change


def both(*changes):
    """One change after the other."""
    def change(event):
        for each in changes:
            each(event)
    return change


# Each case: what it is, its sample, and what is otherwise about it.
CASES = (
    ("sign up", "sign-up", None),
    ("verify with a wrong code", "verify-email", body(code="00000000")),
    ("verify", "verify-email", None),
    ("verify once more", "verify-email", None),
    ("log in with a wrong password", "log-in", body(password=WRONG)),
    ("log in", "log-in", None),
    ("refresh the session", "refresh-session", None),
    ("list the sessions", "manage-sessions", None),
    ("change the name", "edit-account", None),
    ("write a product", "manage-products", None),
    ("write it again", "manage-products", None),
    ("receive stock", "manage-stock", None),
    ("receive it again, under the same key", "manage-stock", None),
    ("receive another number under that key", "manage-stock", body(quantity=25)),
    ("book out more than there is", "manage-stock", both(key("compare-0123456789abcdef"), body(quantity=-1000))),
    ("list the products", "list-products", None),
    ("read the product", "get-product", None),
    ("place an order", "place-order", key("compare-place-0123456789")),
    ("place it again, under the same key", "place-order", key("compare-place-0123456789")),
    ("place another under that key", "place-order", both(key("compare-place-0123456789"), line(quantity=3))),
    ("place one at a price of yesterday", "place-order", line(unit_price_minor=1)),
    ("place one of more than there is", "place-order", line(quantity=99)),
    ("cancel the order", "cancel-order", None),
    ("cancel it again", "cancel-order", None),
    ("place another order", "place-order", None),
    ("pay it with a card that is declined", "pay-order", body(payment_method="pm_card_chargeDeclined")),
    ("pay it", "pay-order", None),
    ("pay it again", "pay-order", None),
    ("take Stripe's event", "receive-stripe-event", None),
    ("sync the payment", "sync-payment", None),
    ("mail the receipt", "send-notification", None),
    ("cancel it, paid", "cancel-order", None),
    ("refund it", "refund-order", None),
    ("refund it again", "refund-order", None),
    ("read it", "get-order", None),
    ("list the orders", "list-orders", None),
    ("sweep", "sweep-orders", None),
    ("ask for another address", "change-email", None),
    ("move there", "change-email-confirm", None),
    ("change the password, naming a wrong one", "change-password", body(current_password=WRONG)),
    ("change the password", "change-password", None),
    ("end the session", "manage-sessions-end", None),
    ("ask for a reset", "reset-password", None),
    ("reset the password", "reset-password-confirm", None),
    ("end all sessions", "manage-sessions-end-all", None),
    ("log out", "log-out", None),
    ("close the account", "close-account", None),
)


def run(here):
    """Each case in its turn: what it is, and how it was answered."""
    demo.appoint_merchant(here, client.Shop(here.stack()))
    yield "appoint a merchant", "done"
    samples = invocation.Samples(here)
    for name, sample, change in CASES:
        told, answer = samples.invoke(sample, change=change)
        time.sleep(QUIET_SECONDS)
        status = answer.get("statusCode", "done") if isinstance(answer, dict) else "done"
        yield name, "failed" if told.get("FunctionError") else str(status)
