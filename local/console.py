"""What the local tools say: steps with their time, plain lines, and troubles that tell what to do."""

import contextlib
import sys
import time

COLOURED = sys.stdout.isatty()


class Trouble(Exception):
    """Something that the person at the keyboard can act on: what went wrong, and what to do."""

    def __init__(self, what, do=""):
        super().__init__(what)
        self.what, self.do = what, do


def paint(text, code):
    """The text in a colour, on a terminal; plain elsewhere."""
    return f"\033[{code}m{text}\033[0m" if COLOURED else text


def say(text=""):
    """One line, at once, also through a pipe."""
    print(text, flush=True)


class Step:
    """A step under way. `note` adds what is worth knowing about its outcome."""

    def __init__(self):
        self.text = ""

    def note(self, text):
        self.text = text


@contextlib.contextmanager
def step(name):
    """Names a step when it starts and prints its time, and its note, when it ends."""
    started, current = time.monotonic(), Step()
    if COLOURED:
        print(f"  … {name}", end="\r", flush=True)
    try:
        yield current
    except BaseException:
        say(f"  {paint('✗', 31)} {name:<58} {time.monotonic() - started:6.1f} s")
        raise
    note = paint(f"  {current.text}", 2) if current.text else ""
    say(f"  {paint('✓', 32)} {name:<58} {time.monotonic() - started:6.1f} s{note}")


def main(run):
    """Runs a program's main function; a Trouble ends it with status 1 and two sentences."""
    try:
        run()
    except Trouble as trouble:
        print(f"\n{paint('Failed:', 31)} {trouble.what}", file=sys.stderr)
        if trouble.do:
            print(f"To do:  {trouble.do}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
