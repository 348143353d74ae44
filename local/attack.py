"""Everything that the description allows, and much that it does not, sent to a local stack of its own: `make schemathesis`.

It ends with 0 only when each answer was as openapi.yaml says. The seed decides what is sent.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import urllib.request

import console
import instance
import processes
import tools
from attacking import report
from console import Trouble, say, step

FOLDER = ".local/attack"
HERE = tools.ROOT / "local" / "attacking"
GOODS = "id,name,description,category,price_minor,currency,stock\ntea-500g,Assam,Black tea,TEAS,1295,USD,1000000\n"


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=30, help="how many requests are drawn for each operation, beside the planned ones (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="draw others (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="leave the stack running for a look")
    return parser.parse_args()


def run():
    """Everything, and whatever happens no program is left."""
    options = arguments()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    tools.ensure("sam", "aws", "attack")
    tools.run_inside("aws")
    here = instance.of(FOLDER)
    try:
        failures = attack(here, options)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if not options.keep:
            processes.forget(here)
    if failures:
        raise Trouble(f"{failures} answers were not as openapi.yaml says.", f"see above; repeat with --seed {options.seed} --keep")


def attack(here, options):
    """Up, people and goods, the attack, the table. How many answers were wrong."""
    import client
    import demo
    import lifecycle

    demo.build()
    lifecycle.up(here, argparse.Namespace(port=None, payment_window=None))
    shop = client.Shop(here.stack())
    demo.appoint_merchant(here, shop)
    people = {"merchant": here.stack()["merchant"], "buyer": shop.sign_up("buyer"), "leaver": shop.sign_up("leaver")}
    sessions = {name: shop.call("POST", "/login", person)[1] for name, person in people.items()}
    goods = here.folder / "goods.csv"
    goods.write_text(GOODS)
    demo.operator(here, "import", str(goods))
    with step(f"send {options.examples} drawn requests an operation, and the planned ones") as current:
        description = fetch(here)
        table = report.Table(send(here, options, sessions, description), operations(json.loads(description.read_text())))
        current.note(f"{table.cases()} requests")
    return table.show()


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
        done = subprocess.run([str(part) for part in command], cwd=HERE, env=own, stdout=out, stderr=out, check=False)
    # 1 is its word for failures, which are counted from the events: some are the local AWS's own.
    if done.returncode not in (0, 1) or not events.exists():
        raise Trouble(f"Schemathesis ended with {done.returncode}: {processes.tail(log)}", f"see {log}")
    return events


if __name__ == "__main__":
    console.main(run)
