"""Everything that the description allows, and much that it does not: Schemathesis, and how its requests were answered."""

import json
import os
import pathlib
import subprocess
import urllib.request

import processes
import tools
from attacking import report
from attacking.outcome import Outcome
from console import Trouble, step

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_SECONDS = 3600


def attack(setup, options):
    """Sessions, the description, the requests, the table of operations."""
    sessions = {name: setup.log_in(name) for name in ("merchant", "buyer", "leaver")}
    with step(f"send {options.examples} drawn requests an operation, and the planned ones") as current:
        description = fetch(setup.here)
        table = report.Table(send(setup.here, options, sessions, description), operations(json.loads(description.read_text())))
        current.note(f"{table.cases()} requests")
    failures = table.show()
    figures = [f"{len(table.answers)} operations; {table.gateway} answers of the gateway's own were not judged"]
    return Outcome(table.cases(), [f"{operation} {check}" for operation, check, _ in failures], figures)


def fetch(here):
    """The description as the shop serves it, in a file: an address of its own would be left out of what is tried."""
    file = here.folder / "openapi.json"
    with urllib.request.urlopen(f"{here.stack()['api_url']}/openapi.json", timeout=20) as response:
        file.write_bytes(response.read())
    return file


def operations(description):
    """Each operation, with what it asks for."""
    paths = description["paths"].items()
    return {f"{method.upper()} {path}": item[method].get("security") for path, item in paths for method in item if method != "parameters"}


def send(here, options, sessions, description):
    """Runs Schemathesis. Its words go to a log, and what it sent and got to the file that is returned."""
    events, log, api = here.folder / "attack.ndjson", here.logs / "attack.log", here.stack()["api_url"]
    events.unlink(missing_ok=True)
    command = [tools.binary("attack", "schemathesis"), "--config-file", HERE / "schemathesis.toml", "run", description, "--url", api]
    command += ["--seed", options.seed, "--max-examples", options.examples, "--report", "ndjson", "--report-ndjson-path", events]
    own = {"PATH": os.environ["PATH"], "HOME": str(here.folder), "HYPOTHESIS_STORAGE_DIRECTORY": str(here.folder / "tmp")}
    own |= {"BACKROOM_API": api, "BACKROOM_SESSIONS": json.dumps(sessions)}
    with log.open("w") as out:
        done = subprocess.run([str(part) for part in command], cwd=HERE, env=own, stdout=out, stderr=out, check=False, timeout=LIMIT_SECONDS)
    # 1 is its word for failures, which are counted from the events: some are the local AWS's own.
    if done.returncode not in (0, 1) or not events.exists():
        raise Trouble(f"Schemathesis ended with {done.returncode}: {processes.tail(log)}", f"see {log}")
    return events
