"""What must be true when the bad day is over: asked of the shop, its tables, its queues, the mailbox, and the audit."""

import collections
import concurrent.futures
import json
import os
import subprocess
import time

import client
import deployment
import lifecycle
from console import Trouble
from soaking.ledger import ENDS, mails

# After the payment window: a lost receipt or message comes again after 180 s, and the sweep runs once a minute.
REPEAT_SECONDS, SWEEP_SECONDS, SLACK_SECONDS = 180, 60, 60
DEAD_LETTERS = ("payment-syncs_dlq", "notifications_dlq")


class Books:
    """The shop's own record, read past the shop."""

    def __init__(self, stack):
        self.stack = stack
        aws = lifecycle.clients(stack["endpoint_url"])
        self.dynamodb, self.sqs = aws("dynamodb"), aws("sqs")

    def rows(self, table):
        """All rows of a table."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.stack["tables"][table], ConsistentRead=True)
        return [row for page in pages for row in page["Items"]]

    def orders(self):
        """All orders by their id."""
        return {row["id"]["S"]: row for row in self.rows("orders") if row["id"]["S"].startswith("ord_")}

    def put(self, table, row):
        """Writes a row."""
        self.dynamodb.put_item(TableName=self.stack["tables"][table], Item=row)

    def waiting(self):
        """How many messages each queue holds, those that somebody works on included."""
        kinds = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]
        queues = self.stack["queues"].items()
        told = {name: self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=kinds)["Attributes"] for name, url in queues}
        return {name: sum(int(told[name].get(kind, 0)) for kind in kinds) for name in told}

    def operator(self, *words):
        """The operator's program. Its status and all that it said."""
        command = [str(deployment.debug_binary("backroom")), *words]
        environment = {"PATH": os.environ["PATH"], **self.stack["environment"]}
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise Trouble(f"`backroom {' '.join(words)}` ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        return done.returncode, done.stdout + done.stderr

    def due(self):
        """The orders to which somebody still owes something."""
        done, said = self.operator("orders", "due", "--json", "--limit", "1000")
        if done:
            raise Trouble(f"`backroom orders due` failed: {said}")
        return json.loads(said)

    def audit(self):
        """Whether all agrees, and what the audit said."""
        status, said = self.operator("reconcile", "--at-rest")
        return status == 0, said


def await_quiet(books, tell):
    """Waits until nobody owes anything. The seconds it took, or None when it took too long."""
    started = time.monotonic()
    limit = books.stack["payment_window_seconds"] + REPEAT_SECONDS + SWEEP_SECONDS + SLACK_SECONDS
    while (seconds := time.monotonic() - started) < limit:
        due, waiting = books.due(), books.waiting()
        busy = {name: waiting[name] for name in ("payment-syncs", "notifications") if waiting[name]}
        if not due and not busy:
            return seconds
        tell(f"{len(due)} orders due, waiting messages {busy or 'none'}")
        time.sleep(2)
    return None


def replayed(ledger, shop):
    """Sends each acknowledged order once more under its key: the answer must be the same."""
    def renew(person):
        status, answer = shop.call("POST", "/sessions/refresh", {"refresh_token": person.tokens["refresh_token"]}, expect=(200, 401))
        if status != 200:
            answer = shop.call("POST", "/login", {"email": person.email, "password": person.password})[1]
        person.tokens = answer

    def again(order):
        status, body = shop.call("POST", "/orders", order.wish, order.person.tokens["access_token"], order.key, expect=range(100, 600))
        if (status, body) != (201, order.body):
            ledger.violation(f"{order.body['id']} sent again was answered {status} {body}, not {order.body}")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(renew, {order.person.email: order.person for order in ledger.orders.values()}.values()))
        list(pool.map(again, ledger.orders.values()))


def ended(ledger, rows):
    """Compares the orders' rows with what buyers were told. How many ended in each state."""
    states = {order: row["state"]["S"] for order, row in rows.items()}
    for order, state in states.items():
        if state not in ENDS:
            ledger.violation(f"{order} is {state}: it has not ended")
    for order, known in ledger.orders.items():
        state = states.get(order, "gone")
        wanted = "paid" if known.charged else known.told
        if state == "gone" or (wanted and state != wanted):
            ledger.violation(f"{order} is {state}; its buyer was told {known.told or 'nothing'}{', and paid at the provider' * known.charged}")
    return collections.Counter(states.values())


def receipts(ledger, rows, mailbox):
    """Each paid order has a receipt. How many were sent, and how many orders have more than one."""
    texts = [mail["BodyText"] for mail in mails(mailbox) if "receipt" in mail["Subject"]]
    sent = collections.Counter(order for text in texts for order in rows if order in text)
    for order, row in rows.items():
        if row["state"]["S"] == "paid" and not sent[order]:
            ledger.violation(f"{order} is paid and has no receipt")
        if row["state"]["S"] != "paid" and sent[order]:
            ledger.violation(f"{order} is {row['state']['S']} and has a receipt")
    return sent.total(), sum(count > 1 for count in sent.values())


def everything(books, ledger):
    """All checks but the audit. What was counted."""
    rows = books.orders()
    states = ended(ledger, rows)
    sent, doubles = receipts(ledger, rows, books.stack["mailbox_url"])
    waiting = books.waiting()
    for name in DEAD_LETTERS:
        if waiting[name]:
            ledger.violation(f"{waiting[name]} messages in {name}")
    # Last, because the shop would place an order anew that it had lost.
    replayed(ledger, client.Shop(books.stack))
    return {"states": states, "receipts": sent, "doubles": doubles, "parked": waiting["parked"]}
