"""Asks two models of Stripe the same, and compares what the shop reads: our own, and somebody else's, localstripe. `make compare-localstripe`.

localstripe is under the GPL: it is run as a program, never imported. It listens on every address of this machine and has no option for
less, so it lives for these seconds only, and knows nothing that is not made up here.
"""

import contextlib
import pathlib
import signal
import sys
import tempfile
import urllib.request

import console
import deployment
import exchange
import processes
import tools
from console import Trouble, paint, say

# Where localstripe writes all that it knows, whatever HOME or TMPDIR say.
STATE = pathlib.Path("/tmp/localstripe.pickle")
# What is compared always, and what only where both say it: localstripe has no amount_received, and a code for declines alone.
ALWAYS, WHERE_BOTH = ("http", "status", "amount", "currency", "order_id", "again"), ("amount_received", "code", "type")

# Where the two may differ: the request, the field, what each says there, and the reason.
KNOWN = {
    ("create it again, under the same key", "again", True, False): "localstripe ignores Idempotency-Key and makes a second intent; Stripe replays its first answer.",
    ("confirm it, naming a good card", "http", 200, 500): "localstripe has not implemented a card at confirmation (500); below, the card is named at creation.",
    ("confirm one whose card declines", "type", "card_error", "invalid_request_error"): "localstripe calls every error invalid_request_error; at Stripe a decline is a card_error.",
    ("confirm that again, naming a good card", "http", 200, 500): "as above: not implemented (500). At Stripe a declined intent takes another card.",
}


@contextlib.contextmanager
def left_alone(path):
    """Puts a file back as it was: the state may be of a localstripe that somebody uses."""
    try:
        before = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise Trouble(f"localstripe could not use its state file: {error}", f"have {path} removed") from error
    try:
        yield
    finally:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)


def differences(ours, theirs):
    """The fields that differ. Where one refuses and the other does not, that is all there is to say."""
    if ours["http"] // 100 != theirs["http"] // 100:
        return ["http"]
    both = [name for name in WHERE_BOTH if ours[name] is not None and theirs[name] is not None]
    return [name for name in (*ALWAYS, *both) if ours.get(name) != theirs.get(name)]


def compare(rows):
    """Prints the table and its notes. Returns whether all that differs is known."""
    notes, unknown, seen = [], [], set()
    say(f"  {'request':<50}{'local Stripe':<38}{'localstripe':<38}same")
    for (request, ours), (_, theirs) in rows:
        found = {(request, name, ours.get(name), theirs.get(name)) for name in differences(ours, theirs)}
        seen |= found
        new = found - KNOWN.keys()
        unknown += [f"{request}: {name} is {mine!r} here, {other!r} there" for _, name, mine, other in sorted(new, key=str)]
        why = [KNOWN[each] for each in sorted(found - new, key=str)] + [exchange.LEFT_OUT[each["left_out"]] for each in (ours, theirs) if "left_out" in each]
        notes += [note for note in why if note not in notes]
        marks = "".join(f" [{at}]" for at in sorted(notes.index(note) + 1 for note in why))
        word = paint("NO", 31) if new else paint("known", 33) if found else paint("yes", 32)
        say(f"  {request:<50}{cell(ours):<38}{cell(theirs):<38}{word}{marks}")
    for at, note in enumerate(notes, 1):
        say(f"  [{at}] {note}")
    for request, name, *_ in KNOWN.keys() - seen:
        say(f"  No longer differs like that, take it off the list: {request}, {name}")
    for line in unknown:
        say(f"  {paint('differs:', 31)} {line}")
    return not unknown


def cell(answer):
    """An answer in a few words."""
    return " ".join(str(answer[name]) for name in ("http", "status", "code", "amount", "currency") if answer[name] is not None)


def run():
    """Starts both, asks both, and ends both, also when it is told to end itself."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    tools.ensure("localstripe")
    theirs = [tools.binary("localstripe", "localstripe"), "--from-scratch"]
    with tempfile.TemporaryDirectory() as folder, left_alone(STATE), contextlib.ExitStack() as both:
        here = pathlib.Path(folder)
        our_address = both.enter_context(processes.program(here, [deployment.debug_binary("local-stripe")], "/_local/health"))
        their_address = both.enter_context(processes.program(here, theirs, "/js.stripe.com/v3/"))
        urllib.request.urlopen(urllib.request.Request(f"{their_address}/_config/data", method="DELETE"), timeout=10).close()
        asked = zip(exchange.run(exchange.Ours(our_address)), exchange.run(exchange.Theirs(their_address)), strict=True)
        same = compare(asked)
    if not same:
        raise Trouble("the local Stripe and localstripe differ in what both know.", "find out which one is wrong at Stripe; a difference to keep goes on the list, with its reason")


if __name__ == "__main__":
    console.main(run)
