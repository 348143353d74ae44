"""What buyers were told: every order that the shop acknowledged, every end that it told, every answer, every mail."""

import collections
import dataclasses
import json
import threading
import urllib.request

import client

ENDS = ("paid", "expired", "cancelled")


@dataclasses.dataclass
class Person:
    """An account."""

    email: str
    password: str
    tokens: dict


@dataclasses.dataclass
class Order:
    """An order that the shop acknowledged, and what it said about it since."""

    body: dict
    key: str
    wish: dict
    person: Person
    told: str = ""
    charged: bool = False


class Ledger:
    """What all buyers saw."""

    def __init__(self):
        self.lock, self.abandoned, self.orders = threading.Lock(), threading.Event(), {}
        self.answers, self.journeys, self.violations = collections.Counter(), collections.Counter(), []

    def count(self, status):
        """An answer, or none (0)."""
        with self.lock:
            self.answers[f"{status // 100}xx" if status else "none"] += 1

    def went(self, what):
        """What a buyer did, or met."""
        with self.lock:
            self.journeys[what] += 1

    def violation(self, text):
        """Something that must not be."""
        self.violations.append(text)

    def placed(self, order):
        """An order was acknowledged."""
        with self.lock:
            before = self.orders.setdefault(order.body["id"], order)
        if before is not order:
            self.violation(f"{order.body['id']} was given to two requests")

    def told(self, order, state):
        """The shop said that an order has ended so. It must not say otherwise later."""
        with self.lock:
            before, order.told = order.told, order.told or state
        if before not in ("", state):
            self.violation(f"{order.body['id']} was told to be {before}, then {state}")


def mails(mailbox):
    """All that was mailed, the newest first."""
    with urllib.request.urlopen(mailbox, timeout=client.REQUEST_SECONDS) as response:
        accounts = json.load(response)["messages"]
    return [mail for mails in accounts.values() for mail in reversed(mails)]
