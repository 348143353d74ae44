"""What cargo builds for a stack: all functions, those that a demonstration starts, or one at its first call."""

import os
import shlex
import shutil
import subprocess

from console import Trouble, step
from tools import ROOT, TARGET

# With `--workspace` each build, also of one binary, has the features of every other: nothing is compiled twice.
BUILD = ("cargo", "build", "--workspace", "--locked")
BUILT = TARGET / "debug"
# What a demonstration starts: the buyer's requests, the webhook, the queues behind them, the sweep that runs each minute.
DEMO = (
    "sign-up", "verify-email", "log-in", "list-products", "place-order", "pay-order",
    "receive-stripe-event", "sync-payment", "send-notification", "sweep-orders",
    # And what the products on the first page get their pictures by.
    "manage-products", "resize-images", "get-image",
)
# And the operator's program and the local Stripe.
PROGRAMS = ("backroom", "local-stripe")
# What cargo and rustup go by, beside PATH.
CARGO_VARIABLES = ("HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR", "CARGO_INCREMENTAL", "RUSTFLAGS")


def build(functions):
    """These functions, and the programs beside them."""
    run(f"build {len(functions)} functions (the first time takes minutes)", *named(*functions, *PROGRAMS))


def build_demo(functions):
    """What a demonstration starts, and each other function that was built before: no stale one is deployed."""
    build([name for name in functions if name in DEMO or (BUILT / name).exists()])


def named(*binaries):
    """cargo's words for these binaries."""
    return [word for name in binaries for word in ("--bin", name)]


def run(what, *words):
    """One run of cargo, whose own words show how far it is."""
    if not shutil.which("cargo"):
        raise Trouble("there is no cargo.", "install Rust with rustup; rust-toolchain.toml names the version")
    with step(what):
        if subprocess.run([*BUILD, *words], cwd=ROOT, check=False).returncode:
            raise Trouble("the build failed.", "read cargo's words above")


def at_first_call(name):
    """A script in the place of a function that is not built yet: it builds it, and becomes it.

    The local AWS waits 10 s for a function to start, and again as long as the function may run. Where that is too short the call
    fails, cargo goes on, and the next call finds the binary.
    """
    kept = " ".join(f"{key}={shlex.quote(os.environ[key])}" for key in CARGO_VARIABLES if key in os.environ)
    build = f"env {kept} {shlex.join([*BUILD, '--quiet', *named(name)])}"
    binary = shlex.quote(str(BUILT / name))
    return f"#!/bin/sh\n# Builds {name} at its first call.\n[ -x {binary} ] || (cd {shlex.quote(str(ROOT))} && {build}) >&2 || exit 1\nexec {binary}\n"
