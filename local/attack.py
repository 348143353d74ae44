"""Attacks a local stack of its own, part by part, and prints one table: `make attack`.

  guesses      whether bytes or time tell a known address from an unknown one
  storm        browsing while log-ins keep the processors hashing
  flood        many wrong passwords at one account at once, and its owner, who logs in meanwhile
  description  requests made of openapi.yaml, good and bad, by Schemathesis
  suites       the suites in process that attack the shop, with their rows of bad input
  fuzz         libFuzzer at what strangers send

It sends nothing beyond this machine, and ends with 0 only when every part ran and none failed. docs/security.md has the figures.
"""

import argparse
import importlib
import signal
import sys

import console
import instance
import processes
import tools
from attacking import outcome
from console import Trouble, say, step

FOLDER = ".local/attack"
# In this order: a flood and a description full of log-ins use up what this machine, as one network, may try.
PARTS = ("guesses", "storm", "flood", "description", "suites", "fuzz")
# These need no stack, or bring one of their own.
ALONE = {"storm", "suites", "fuzz"}
ACCOUNTS = ("buyer", "leaver", "victim", "owner")


def within(least, most):
    """A whole number between these."""
    def number(text):
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)
    return number


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help="these parts (default: all)")
    parser.add_argument("--samples", type=within(10, 100_000), default=2000, help="guesses: answers timed about known and about unknown addresses, each (default: %(default)s)")
    parser.add_argument("--seconds", type=within(1, 600), default=20, help="storm: how long to browse, without and with it (default: %(default)s)")
    parser.add_argument("--parallel", type=within(1, 1000), default=200, help="flood: wrong log-ins at once (default: %(default)s)")
    parser.add_argument("--examples", type=within(1, 10_000), default=30, help="description: requests drawn for each operation, beside the planned ones (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="description, fuzz: draw others (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=1, help="fuzz: so long for each target (default: %(default)s)")
    parser.add_argument("--grow", action="store_true", help="fuzz: put what was found worth keeping into the corpora of tests/fuzz")
    parser.add_argument("--keep", action="store_true", help="leave the stack running for a look; the storm's own ends with it")
    return parser.parse_args()


def run():
    """Everything, and whatever happens no program is left."""
    options = arguments()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    tools.ensure("sam", "aws", *(["attack"] if "description" in options.only else []))
    tools.run_inside("aws")
    here = instance.of(FOLDER)
    try:
        failures = attack(here, options)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if not options.keep:
            processes.forget(here)
    if failures:
        raise Trouble(f"the attack found {failures} failures.", f"see above; repeat a part with --only PART --seed {options.seed} --keep")


def attack(here, options):
    """Up, accounts and goods, the parts, the table. How many failures there were."""
    from attacking import setup as setups

    setup = setups.open_shop(here, ACCOUNTS) if set(options.only) - ALONE else None
    outcomes = {}
    for part in (part for part in PARTS if part in options.only):
        say(f"\n  {console.paint(part, 1)}")
        try:
            outcomes[part] = importlib.import_module(f"attacking.{part}").attack(setup, options)
        except Trouble as trouble:
            # A part that cannot run has failed; what the others showed is told all the same.
            outcomes[part] = outcome.Outcome(failures=[f"{trouble.what} {trouble.do}"])
    return outcome.show(outcomes)


if __name__ == "__main__":
    console.main(run)
