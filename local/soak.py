"""A soak: buyers at work on a local stack of its own while functions and the provider die and the network loses things; then the books are audited.

`make soak MINUTES=2`. It ends with 0 only when all is well. The seed decides what is drawn, not how threads meet.
"""

import argparse
import json
import random
import signal
import sys
import threading
import time

import building
import console
import deployment
import instance
import processes
import tools
from console import Trouble, paint, say, step

FOLDER = ".local/soak"
PAYMENT_WINDOW_SECONDS = 20
PROGRESS_SECONDS = 10
SCARCE, PLENTIFUL = 3, 6
# Units of a scarce product, for each minute of the soak.
SCARCE_UNITS = 10


def positive(text):
    """A whole number above zero."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 10000, not {text!r}")
    return int(text)


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=positive, default=5, help="how long the bad day lasts (default: %(default)s)")
    parser.add_argument("--buyers", type=positive, default=12, help="how many buy at the same time (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32), help="draw what an earlier soak drew (default: a new one)")
    parser.add_argument("--keep", action="store_true", help="leave the stack running for a look when something is wrong")
    return parser.parse_args()


def stock_the_shelves(here, minutes):
    """A few products of which there are too few, and some of which there are enough."""
    import demo

    goods = [{"id": f"soak-{number}", "price_minor": 250 + 75 * number, "stock": SCARCE_UNITS * minutes if number < SCARCE else 1_000_000}
             for number in range(SCARCE + PLENTIFUL)]
    lines = [f"{each['id']},Product {each['id']},For the soak,soak,{each['price_minor']},USD,{each['stock']}" for each in goods]
    file = here.folder / "goods.csv"
    file.write_text("\n".join(["id,name,description,category,price_minor,currency,stock", *lines]) + "\n")
    demo.operator(here, "import", str(file))
    return {"scarce": goods[:SCARCE], "plentiful": goods[SCARCE:]}


def links_of(seed):
    """The proxy's ports before anything listens: what buyers call, what functions call, and the provider."""
    from soaking.proxy import Link

    aws, stripe = processes.free_port(), processes.free_port()
    return [Link(name, processes.free_port(), target, seed) for name, target in (("buyers to shop", aws), ("functions to AWS", aws), ("all to provider", stripe))]


def run():
    """Everything, and whatever happens no program is left."""
    options = arguments()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    tools.ensure("sam", "aws")
    tools.run_inside("aws")
    here, well = instance.of(FOLDER), False
    try:
        here.prepare()
        processes.forget(here)
        well = soak(here, options)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if well or not options.keep:
            processes.forget(here)
        else:
            say(f"  The stack is left running; end it with: python3 local/stack.py down --instance {FOLDER}")
    if not well:
        raise Trouble(f"not all is well; the soak's seed was {options.seed}.", f"see {here.folder / 'evidence.json'}, and repeat with --seed {options.seed} --keep")


def soak(here, options):
    """Up, load and chaos, heal, quiet, checks, audit, tampering, table. Whether all is well."""
    import demo
    import lifecycle
    from soaking import checks, proxy, tampering
    from soaking.ledger import Ledger

    say(f"  seed {options.seed}, {options.minutes} min, {options.buyers} buyers")
    building.build(deployment.function_names())
    links = links_of(options.seed)
    proxy.start(links)
    here.write("stripe-port", {"port": links[2].target})
    wishes = argparse.Namespace(port=links[1].target, payment_window=PAYMENT_WINDOW_SECONDS)
    lifecycle.up(here, wishes, through=(links[1].url, links[2].url))
    goods = stock_the_shelves(here, options.minutes)
    books, ledger = checks.Books(here.stack()), Ledger()

    chaos = bad_day(here, options, links, goods, ledger)
    with step("wait until nobody owes anything") as current:
        quiet = checks.await_quiet(books, current.note)
        current.note(current.text if quiet is None else "")
    if quiet is None:
        ledger.violation(f"it did not become quiet: {current.text}")
    with step("reconcile"):
        agrees, said = books.audit()
    with step("check what buyers were told, and what they got"):
        counted = checks.everything(books, ledger)
    found = {name: None for name in tampering.WRONGS}
    if agrees:
        with step("three wrongs by hand, which the audit must find"):
            found = tampering.each_found(books)
            clean, said = books.audit()
    well = not ledger.violations and agrees and all(found.values()) and clean
    show(options, ledger, chaos, links, quiet, counted, agrees, said, found)
    if not well:
        keep_evidence(here, books, ledger, said)
    return well


def bad_day(here, options, links, goods, ledger):
    """Buyers and chaos for so many minutes; then fair weather, in which every buyer finishes."""
    from soaking.buyers import Buyer
    from soaking.chaos import Chaos

    stack, closing = here.stack(), threading.Event()
    through = stack["api_url"].replace(stack["endpoint_url"], links[0].url), links[2].url
    buyers = [Buyer(number, options.seed, stack, through, goods, ledger, closing) for number in range(options.buyers)]
    chaos = Chaos(here, links, options.seed)
    started = time.monotonic()
    for each in (*buyers, chaos):
        each.start()
    try:
        while (seconds := time.monotonic() - started) < options.minutes * 60:
            progress(seconds, ledger, chaos, links)
            time.sleep(1 if console.COLOURED else PROGRESS_SECONDS)
        closing.set()
        with step("heal, and let every buyer finish"):
            chaos.heal()
            for each in buyers:
                each.join()
    except BaseException:
        ledger.abandoned.set()
        chaos.stop()
        raise
    if failed := [each.failure for each in (*buyers, chaos) if each.failure]:
        raise failed[0]
    return chaos


def progress(seconds, ledger, chaos, links):
    """One line; on a terminal always the same one."""
    faults = sum(link.faults.total() for link in links) + chaos.counts.total()
    line = f"  {seconds:5.0f} s  {len(ledger.orders)} orders, {dict(sorted(ledger.answers.items()))}, {faults} troubles"
    print(f"{line:<110}\r" if console.COLOURED else f"{line}\n", end="", flush=True)


def show(options, ledger, chaos, links, quiet, counted, agrees, said, found):
    """The one table."""
    states = counted["states"]
    rows = [
        ("seed", options.seed), ("minutes", options.minutes), ("buyers at once", options.buyers),
        ("orders acknowledged", len(ledger.orders)), ("orders in the table", states.total()), *((f"  {state}", states[state]) for state in sorted(states)),
        *((f"journey: {name}", count) for name, count in sorted(ledger.journeys.items())),
        ("requests of buyers", ledger.answers.total()), *((f"  {kind}", count) for kind, count in sorted(ledger.answers.items())),
        *((name, count) for name, count in sorted(chaos.counts.items())),
        *((f"killed: {name}", count) for name, count in chaos.killed.most_common()), ("calls that died with their function", chaos.died_at_work()),
    ]
    for link in links:
        rows += [(f"{link.name}: requests", link.requests), *((f"  {kind}", count) for kind, count in sorted(link.faults.items()))]
    rows += [
        ("seconds from heal to quiet", "too long" if quiet is None else f"{quiet:.0f}"),
        ("receipts", counted["receipts"]), ("orders with more than one", counted["doubles"]), ("messages parked", counted["parked"]),
        ("reconcile", "no difference" if agrees else "differences, see below"),
        *((f"tampering: {name}", "not tried" if each is None else "found" if each else "NOT FOUND") for name, each in found.items()),
        ("violations", len(ledger.violations)),
    ]
    say()
    for name, value in rows:
        say(f"  {name:<44}{value}")
    for line in ledger.violations[:20]:
        say(f"  {paint('violation:', 31)} {line}")
    if not agrees or not all(found.values()):
        say(said)


def keep_evidence(here, books, ledger, said):
    """Writes down what a person needs to find out more: both sides' books, and what buyers were told."""
    import urllib.request

    with urllib.request.urlopen(f"{books.stack['stripe_url']}/_local/state", timeout=30) as response:
        provider = json.load(response)
    told = {order: {"told": each.told, "charged": each.charged, "key": each.key} for order, each in ledger.orders.items()}
    here.write("evidence", {"violations": ledger.violations, "reconcile": said, "buyers": told, "orders": books.orders(), "stock": books.rows("stock"), "provider": provider})


if __name__ == "__main__":
    console.main(run)
