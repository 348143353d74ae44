"""What came of the description's part: one table of operations, and each answer that was not as described."""

import base64
import collections
import json

from console import paint, say

SHOWN = 20
# What the gateway says where no function was asked, on AWS as here.
NO_ROUTE = {"message": "Not Found"}


class Table:
    """Reads the events that Schemathesis wrote, one a line."""

    def __init__(self, events, operations):
        self.answers = {operation: collections.Counter() for operation in operations}
        self.guarded = {operation for operation, security in operations.items() if security and {} not in security}
        self.elsewhere, self.failures, self.gateway = collections.Counter(), [], 0
        with events.open() as lines:
            for line in lines:
                (name, event), = json.loads(line).items()
                if name == "ScenarioFinished":
                    self.read(event["recorder"])
                elif name in ("NonFatalError", "FatalError"):
                    self.failures.append((event.get("label", "all"), name, str(event.get("value", event))))

    def read(self, recorder):
        """The requests of one scenario, their answers, and how they were judged."""
        for case, exchange in recorder.get("interactions", {}).items():
            drawn, answer = recorder["cases"][case]["value"], exchange.get("response")
            operation = f"{drawn['method']} {drawn['path']}"
            status = answer["status_code"] if answer else "none"
            self.answers.get(operation, self.elsewhere)[status] += 1
            wrong = [each for each in recorder.get("checks", {}).get(case, []) if each["status"] == "failure"]
            if wrong and answer and is_the_gateways(answer):
                self.gateway += 1
                continue
            self.failures += [(operation, each["name"], told(each, exchange)) for each in wrong]

    def cases(self):
        """How many requests were sent."""
        return sum(counter.total() for counter in self.answers.values()) + self.elsewhere.total()

    def show(self):
        """Prints it all. The failures."""
        locked = [operation for operation in self.guarded if set(self.answers[operation]) <= {401}]
        self.failures += [(operation, "let in", "no request with a token got past 401: nothing was tried") for operation in locked]
        by_operation = collections.Counter(operation for operation, _, _ in self.failures)
        say(f"\n  {'operation':<34}{'requests':>9}{'served':>8}{'refused':>9}{'failures':>10}  answers")
        for operation, counter in self.answers.items():
            served = sum(count for status, count in counter.items() if isinstance(status, int) and status < 400)
            told_apart = " ".join(f"{status}:{count}" for status, count in sorted(counter.items(), key=str))
            say(f"  {operation:<34}{counter.total():>9}{served:>8}{counter.total() - served:>9}{by_operation[operation]:>10}  {told_apart}")
        say(f"  {'methods that no route has':<34}{self.elsewhere.total():>9}")
        say(f"\n  {self.cases()} requests, {len(self.failures)} failures; {self.gateway} answers of the gateway's own were not judged")
        for operation, check, what in self.failures[:SHOWN]:
            say(f"  {paint(operation, 31)} {check}: {what}")
        return self.failures


def is_the_gateways(answer):
    """A path that no route matches never reaches a function, and no description can speak for it."""
    try:
        return answer["status_code"] == 404 and json.loads(base64.b64decode(answer["content"]["$base64"])) == NO_ROUTE
    except (KeyError, ValueError):
        return False


def told(check, exchange):
    """What was wrong, with the request that showed it."""
    failure = check.get("failure_info", {}).get("failure", {})
    request, answer = exchange["request"], exchange.get("response", {})
    sent = base64.b64decode(request.get("body", {}).get("$base64", "")).decode(errors="replace")[:300]
    got = base64.b64decode(answer.get("content", {}).get("$base64", "")).decode(errors="replace")[:300]
    why = f"{failure.get('title', '')} {failure.get('message', '')}".strip().replace("\n", " ")[:400]
    return f"{why}\n    {request['method']} {request['uri']} {sent}\n    {answer.get('status_code')} {got}"
