"""Asks three models of DynamoDB the same: the local AWS's, the tests' embedded one, and moto, somebody else's. `make compare-aws`.

The deployed functions do the asking: accounts, sessions, stock, orders, payments and refunds, what is served and what is refused. A mirror
sends each of their requests to all three, so each conditional write, each transaction and each row that a refusal shows is compared.
"""

import argparse
import contextlib
import json
import signal
import subprocess
import sys

import console
import deployment
import instance
import processes
import tools
from console import Trouble, paint, say, step

FOLDER = ".local/compare-aws"
BELIEVED, EMBEDDED, MOTO = "local AWS", "embedded", "moto"
SHOWN = 400
# Where the others may answer otherwise than the local AWS: who, the operation, and whether it is that difference; and the reason.
KNOWN = []


@contextlib.contextmanager
def embedded(here):
    """The tests' DynamoDB as a program. Its address; it ends with its input."""
    command = [deployment.debug_binary("bench-database"), here.folder / "authority.pem"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        try:
            yield f"http://127.0.0.1:{json.loads(program.stdout.readline())['http']}"
        finally:
            program.stdin.close()


def moto(here):
    """moto's server, which answers on this machine alone."""
    return processes.program(here.folder, [tools.binary("moto", "moto_server"), "--host", "127.0.0.1"], "/moto-api/")


def compare(here, mirror):
    """Every case, a row each; then the tables. Whether all that differs is known."""
    from comparing import cases

    others = (EMBEDDED, MOTO)
    unknown, total = [], 0
    notes = {}
    say(f"\n  {'case':<46}{'answer':<8}{'calls':>6}   {EMBEDDED:<12}{MOTO}")
    for name, status in cases.run(here):
        exchanges = mirror.taken()
        total += len(exchanges)
        cells = [cell(exchanges, other, notes, unknown, name) for other in others]
        say(f"  {name:<46}{status:<8}{len(exchanges):>6}   {cells[0]:<12}{cells[1]}")
    say(f"\n  {total} calls of functions, each asked of all three")
    for note, number in notes.items():
        say(f"  [{number}] {note}")
    for line in unknown:
        say(f"  {paint('differs:', 31)} {line}")
    return not unknown


def cell(exchanges, other, notes, unknown, case):
    """How one database's answers in a case compare with those of the one that is believed."""
    different = [each for each in exchanges if each.answers[other] != each.answers[BELIEVED]]
    reasons = [next((why for who, operation, is_it, why in KNOWN if (who, operation) == (other, each.operation) and is_it(each)), None) for each in different]
    for each, why in zip(different, reasons):
        if why:
            notes.setdefault(why, len(notes) + 1)
        else:
            told = (f"{name} {json.dumps(value, default=str)[:SHOWN]}" for name, value in (("asked", each.request), (BELIEVED, each.answers[BELIEVED]), (other, each.answers[other])))
            unknown.append(f"{case}, {each.operation}\n      " + "\n      ".join(told))
    if not different:
        return "same"
    if None in reasons:
        return "DIFFERENT"
    return "known " + "".join(f"[{number}]" for number in sorted({notes[why] for why in reasons}))


def run():
    """Starts all, compares, and ends all, also when it is told to end itself."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    tools.ensure("sam", "aws", "moto")
    tools.run_inside("aws")
    here = instance.of(FOLDER)
    here.prepare()
    try:
        same = compared(here)
    finally:
        processes.forget(here)
    if not same:
        raise Trouble("the models of DynamoDB differ.", "find out in AWS's own documentation which is right; a difference to keep goes on the list of known ones, with its reason")


def compared(here):
    """One stack, whose functions find all three behind one address."""
    import lifecycle
    from attacking import database
    from comparing import mirror

    port = processes.free_port()
    with embedded(here) as first, moto(here) as second:
        with mirror.running({BELIEVED: f"http://127.0.0.1:{port}", EMBEDDED: first, MOTO: second}) as all_three:
            options = argparse.Namespace(port=port, payment_window=None)
            lifecycle.up(here, options, also={"AWS_ENDPOINT_URL_DYNAMODB": all_three.address})
            with step("lay the same tables in the others"):
                for address in (first, second):
                    database.lay_tables(here, address)
            return compare(here, all_three)


if __name__ == "__main__":
    console.main(run)
