"""One instance of the local stack: a folder with its settings, keys, logs and stack.json. Several run side by side."""

import contextlib
import dataclasses
import fcntl
import json
import os
import pathlib

from console import Trouble
from tools import ROOT

# The folder of the everyday instance.
USUAL = ".local"
REGION = "us-east-1"
# MiniStack takes this user for the account's root. Functions get credentials of their own roles.
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@dataclasses.dataclass
class Instance:
    """Where everything of one instance is."""

    folder: pathlib.Path

    @property
    def stack_file(self):
        """What clients and tests read."""
        return self.folder / "stack.json"

    @property
    def logs(self):
        """One log per program."""
        return self.folder / "logs"

    def prepare(self):
        """Makes the folders."""
        for each in (self.folder, self.logs, self.folder / "tmp", self.folder / "aws"):
            each.mkdir(parents=True, exist_ok=True)

    def read(self, name):
        """A JSON file of this instance; empty when there is none."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def write(self, name, value):
        """Replaces a JSON file of this instance, whole or not at all; only its owner may read it."""
        path = self.folder / f"{name}.json"
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(json.dumps(value, indent=2) + "\n")
        fresh.replace(path)

    def stack(self):
        """stack.json of a running stack."""
        if not self.stack_file.exists():
            raise Trouble("the local stack is not running.", "start it with: make demo")
        return self.read("stack")


def of(folder):
    """The instance in a folder, which may be given relative to the checkout."""
    return Instance((ROOT / folder).resolve())


def environment(endpoint):
    """What points any AWS SDK at a local AWS."""
    return {**KEYS, "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}


@contextlib.contextmanager
def lock(folder):
    """One program at a time works in a folder; it is let go when the program ends, however it ends."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
