"""Runs every sample of events/ on the running stack, in the order of docs/api-walkthrough.md, and prints a table. `make samples`."""

import re

import client
import demo
import invocation
import tools
from console import Trouble, paint, say

PAGE = tools.ROOT / "docs" / "api-walkthrough.md"
# `| 3 | `sign-up` | 202 | ...`: the sample and its answer, a status or `done`.
ROW = re.compile(r"^\| `([a-z-]+)` \| (\d{3}|done) \|", re.MULTILINE)


def run(here):
    """All of them; whoever fails does not keep the others from being tried."""
    rows = ROW.findall(PAGE.read_text())
    if missing := {path.stem for path in (tools.ROOT / "events").glob("*.json")} - {name for name, _ in rows}:
        raise Trouble(f"{PAGE.name} does not list {', '.join(sorted(missing))}.", "add a row for each")
    demo.appoint_merchant(here, client.Shop(here.stack()))
    samples, failed = invocation.Samples(here), []
    # Those of an earlier run are of an account that is closed.
    samples.note(**dict.fromkeys(samples.known))
    say(f"  {'sample':<36}{'status':<8}ok")
    for name, wanted in rows:
        status, why = tried(samples, name)
        good = status == wanted
        say(f"  {name:<36}{status:<8}{paint('yes', 32) if good else paint(f'NO, wanted {wanted}', 31)}")
        failed += [] if good else [f"{name} came to {status}, not {wanted}: {why}"]
    say(f"\n  {len(rows) - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise Trouble("\n        ".join(failed), f"see {here.logs / 'aws.log'}")


def tried(samples, name):
    """What a sample came to: an HTTP status, `done` for work without a failed record, or `failed`; and the answer."""
    try:
        told, answer = samples.invoke(name)
    except Trouble as trouble:
        return "failed", trouble.what
    if told.get("FunctionError"):
        return "failed", answer
    if isinstance(answer, dict) and "statusCode" in answer:
        return str(answer["statusCode"]), answer.get("body", "")[:300]
    return "failed" if isinstance(answer, dict) and answer.get("batchItemFailures") else "done", answer
