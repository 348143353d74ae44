"""Runs tests/browser on a running stack: `browser_tests.py --instance FOLDER [what Playwright takes]`. `make browser-tests` is its everyday name.

The packages are those of tests/browser/package-lock.json; Node comes from PyPI, and the browser is the system's.
"""

import argparse
import shutil
import subprocess
import sys

import instance
import node
import tools
from console import main, step

SUITE = tools.ROOT / "tests" / "browser"
MODULES = SUITE / "node_modules"
CATALOGUE = SUITE / "catalogue.csv"


def install():
    """The suite's packages, once for each version of its lock file. None of them runs anything while it is installed."""
    tools.ensure("clients")
    lock, mark = SUITE / "package-lock.json", MODULES / "installed"
    with tools.alone("browser-node"):
        if mark.exists() and mark.read_text() == lock.read_text():
            return
        with step("install the browser tests' packages (pinned, in tests/browser/node_modules)"):
            shutil.rmtree(MODULES, ignore_errors=True)
            node.command(node.node() / "node", node.npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=SUITE, env=node.environment())
        mark.write_text(lock.read_text())


def furnish(here):
    """The catalogue, an owner and a buyer, once per stack."""
    import client
    import demo  # here, because it imports what only that Python has

    shop = client.Shop(here.stack())
    if here.stack().get("browser_catalogue") != CATALOGUE.read_text():
        with step("import the browser tests' catalogue"):
            demo.operator(here, "import", str(CATALOGUE))
        here.write("stack", {**here.stack(), "browser_catalogue": CATALOGUE.read_text()})
    demo.appoint_merchant(here, shop)
    if "buyer" not in here.stack():
        with step("sign a buyer up"):
            here.write("stack", {**here.stack(), "buyer": shop.sign_up("buyer")})


def run():
    """Installs, furnishes the shop, and lets Playwright do the rest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instance", default=instance.USUAL, help="the folder of the running stack (default: %(default)s)")
    options, more = parser.parse_known_args()
    tools.ensure("sam", "aws")
    tools.run_inside("aws")
    here = instance.of(options.instance)
    install()
    furnish(here)
    environment = {**node.environment(), "BACKROOM_STACK": str(here.stack_file), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}
    command = [node.node() / "node", MODULES / "@playwright" / "test" / "cli.js", "test", *more]
    sys.exit(subprocess.run([str(word) for word in command], cwd=SUITE, env=environment, check=False).returncode)


if __name__ == "__main__":
    main(run)
