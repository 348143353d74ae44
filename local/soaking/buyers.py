"""Simulated buyers.

A buyer repeats a request until it has a final answer, an order always under the same key, as a sane client does.
"""

import concurrent.futures
import http.client
import json
import random
import re
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import client
from console import Trouble
from soaking.ledger import ENDS, Order, Person, mails

ADDRESS = {"name": "Ada Buyer", "line1": "1 Market Street", "city": "Cincinnati", "postal_code": "45202", "country": "US"}
GOOD, DECLINED = "pm_card_visa", "pm_card_chargeDeclined"
# Of all orders, those with a product of which there is too little.
SCARCE_SHARE = 0.3
# What a browser authenticates with at the local Stripe.
PUBLISHABLE_KEY = "pk_test_local"
ANY_STATUS = range(100, 600)
# How long a buyer insists on one answer, and waits for a mail before asking for another.
INSISTENCE_SECONDS, MAIL_SECONDS = 120, 12


class GaveUp(Exception):
    """No final answer, however often it was asked for."""


class Buyer(threading.Thread):
    """One buyer after the other, each until the shop's limit of orders, in one thread."""

    def __init__(self, number, seed, stack, through, goods, ledger, closing):
        super().__init__(name=f"buyer-{number}", daemon=True)
        self.random, self.number, self.serial = random.Random(f"{seed}:buyer:{number}"), number, 0
        api, self.provider = through
        self.shop = client.Shop({**stack, "api_url": api})
        self.goods, self.ledger, self.closing, self.person, self.failure = goods, ledger, closing, None, None

    def run(self):
        """Journeys until the shop closes; the last one is finished."""
        journeys = [self.pay, self.pay_after_decline, self.pay_twice_at_once, self.pay_in_browser, self.cancel, self.cancel_while_paying, self.walk_away]
        while not self.closing.is_set() and not self.ledger.abandoned.is_set():
            try:
                self.person = self.person or self.newcomer()
                if order := self.place():
                    journey = self.random.choice(journeys)
                    self.ledger.went(journey.__name__.replace("_", " "))
                    journey(order)
            except GaveUp as gave_up:
                self.ledger.went(f"gave up: {gave_up}")
            except Exception as failure:  # A buyer that is broken must not look like one who is content.
                self.failure = failure
                return

    def ask(self, method, path, body=None, key=None):
        """One request. The status, 0 for no answer, and the body."""
        token = self.person.tokens["access_token"] if self.person else None
        try:
            status, answer = self.shop.call(method, path, body, token, key, expect=ANY_STATUS)
        except (Trouble, OSError, http.client.HTTPException, ValueError):
            status, answer = 0, None
        self.ledger.count(status)
        return status, answer

    def insist(self, method, path, body=None, key=None):
        """The same request until there is a final answer."""
        until = time.monotonic() + INSISTENCE_SECONDS
        while time.monotonic() < until and not self.ledger.abandoned.is_set():
            status, answer = self.ask(method, path, body, key)
            if status == 401 and self.person and path != "/login":
                self.log_in(self.person)
            elif 0 < status < 500:
                return status, answer
            time.sleep(self.random.uniform(0.1, 1))
        raise GaveUp(f"{method} {path.split('/')[1]}")

    def log_in(self, person):
        """New tokens for a person; the status."""
        status, answer = self.insist("POST", "/login", {"email": person.email, "password": person.password})
        person.tokens = answer if status == 200 else person.tokens
        return status

    def newcomer(self):
        """A new account, verified by the mailed code, whatever gets lost on the way."""
        self.person = None
        while True:
            self.serial += 1
            name = f"soak-{self.number}-{self.serial}-{secrets.token_hex(4)}"
            person = Person(f"{name}@customers.example", secrets.token_urlsafe(18), {})
            sign_up = self.insist("POST", "/signup", {"email": person.email, "password": person.password})[1]["sign_up_id"]
            if not (code := self.mailed_code(person.email)):
                self.ledger.went("sign-up mail did not come in time")
                continue
            status, answer = self.insist("POST", "/signup/verify", {"sign_up_id": sign_up, "code": code})
            person.tokens = answer if status == 200 else {}
            # A code that was taken, though the answer was lost, is refused the second time: then the password opens.
            if status == 200 or self.log_in(person) == 200:
                return person

    def mailed_code(self, email):
        """The code that was mailed to an address, if it comes in time."""
        until = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < until:
            for mail in mails(self.shop.mailbox):
                if email in mail["To"] and (code := re.search(r"\b\d{6,}\b", mail["BodyText"])):
                    return code.group()
            time.sleep(0.5)
        return None

    def place(self):
        """An order of one to three products; None when it was refused for good."""
        chosen = self.random.sample(self.goods["plentiful"], self.random.randint(1, 3))
        if self.random.random() < SCARCE_SHARE:
            chosen[0] = self.random.choice(self.goods["scarce"])
        lines = [{"sku": each["id"], "quantity": self.random.randint(1, 3), "unit_price_minor": each["price_minor"]} for each in chosen]
        wish, key = {"currency": "USD", "shipping_address": ADDRESS, "lines": lines}, secrets.token_urlsafe(24)
        status, body = self.insist("POST", "/orders", wish, key)
        if status == 201:
            order = Order(body, key, wish, self.person)
            self.ledger.placed(order)
            return order
        self.ledger.went(f"refused: {body['code'].replace('_', ' ')}")
        if status == 429:
            self.person = None
        elif body["code"] != "out_of_stock":
            self.ledger.violation(f"an order was refused with {status} {body['code']}")
        return None

    def try_to_pay(self, order, method=None):
        """Pays, and notes what the shop says. The status and the answer."""
        status, answer = self.insist("POST", f"/orders/{order.body['id']}/payment", {"payment_method": method} if method else {})
        self.note(order, status, answer, expected=(200, 202, 402, 409))
        return status, answer

    def note(self, order, status, answer, expected):
        """Remembers an end that the shop told."""
        if status not in expected:
            self.ledger.violation(f"{order.body['id']} got {status} {answer}")
        elif answer.get("state") in ENDS:
            self.ledger.told(order, answer["state"])

    def pay(self, order):
        """With a good card."""
        self.try_to_pay(order, GOOD)

    def pay_after_decline(self, order):
        """With a card that is declined, then with a good one."""
        self.try_to_pay(order, DECLINED)
        self.try_to_pay(order, GOOD)

    def pay_twice_at_once(self, order):
        """Two clicks."""
        at_once(*[lambda: self.try_to_pay(order, GOOD)] * 2)

    def pay_in_browser(self, order):
        """Takes the client secret, pays at the provider, and goes away without a word to the shop."""
        status, begun = self.try_to_pay(order)
        if status != 200 or "client_secret" not in begun:
            return
        url = f"{self.provider}/v1/payment_intents/{begun['payment_intent']}/confirm"
        form = urllib.parse.urlencode({"client_secret": begun["client_secret"], "payment_method": GOOD, "return_url": "http://shop.localhost/back"}).encode()
        until = time.monotonic() + INSISTENCE_SECONDS
        while time.monotonic() < until and not self.ledger.abandoned.is_set():
            status, answer = form_post(url, form)
            intent = answer if status == 200 else answer.get("error", {}).get("payment_intent", {})
            if intent.get("status") == "succeeded":
                order.charged = True
            if 200 <= status < 500 and status not in (409, 429):
                return
            time.sleep(self.random.uniform(0.1, 1))

    def cancel(self, order):
        """Gives the order up, and asks again while the shop says that it is under way."""
        for _ in range(5):
            status, answer = self.insist("POST", f"/orders/{order.body['id']}/cancel")
            self.note(order, status, answer, expected=(200, 202, 409))
            if status != 202:
                return
            time.sleep(1)

    def cancel_while_paying(self, order):
        """Both at once: either may win."""
        at_once(lambda: self.try_to_pay(order, GOOD), lambda: self.cancel(order))

    def walk_away(self, order):
        """Leaves, now and then after having begun to pay."""
        if self.random.random() < 0.5:
            self.try_to_pay(order)


def at_once(*acts):
    """Does several things at the same time."""
    with concurrent.futures.ThreadPoolExecutor(len(acts)) as pool:
        for each in [pool.submit(act) for act in acts]:
            each.result()


def form_post(url, form):
    """What a browser sends to the provider. The status, 0 for no answer, and the body."""
    try:
        request = urllib.request.Request(url, form, {"authorization": f"Bearer {PUBLISHABLE_KEY}"})
        with urllib.request.urlopen(request, timeout=client.REQUEST_SECONDS) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
