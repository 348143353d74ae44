"""The pinned tools: one virtual environment each under .local/tools, made from local/requirements/NAME.txt."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import subprocess
import sys

from console import Trouble, step

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".local" / "tools"
# Where cargo builds, which its own variable may change.
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
# The pins install on each of these versions; local/README.md says how that is known.
PYTHONS = ((3, 11), (3, 14))
# How long the installation took, told to the Python that goes on.
SECONDS = "BACKROOM_SECONDS_TO_INSTALL"


def binary(tool, name):
    """The path of a program in a tool's environment."""
    return TOOLS / tool / "bin" / name


def ensure(*tools):
    """Installs each tool whose requirements, or whose Python, changed since it was last installed; does nothing when all are there."""
    found = "{}.{}".format(*sys.version_info)
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        raise Trouble(f"the local tools want Python 3.11 to 3.14, this is {found}.", "install one of these, or say PYTHON=/path/to/python")
    for tool in tools:
        wanted = f"{hashlib.sha256(requirements(tool).read_bytes()).hexdigest()} for Python {found}"
        mark = TOOLS / tool / "installed"
        with alone(tool):
            if not mark.exists() or mark.read_text() != wanted:
                with step(f"install {tool} (pinned, in .local/tools/{tool})"):
                    install(tool)
                mark.write_text(wanted)


@contextlib.contextmanager
def alone(tool):
    """Whoever else wants the same tool meanwhile waits."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / f"{tool}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def requirements(tool):
    """The file that pins a tool and all that it brings."""
    return ROOT / "local" / "requirements" / f"{tool}.txt"


def install(tool):
    """Makes the environment anew and fills it. pip's words go to .local/tools/TOOL.log."""
    log = TOOLS / f"{tool}.log"
    make = [sys.executable, "-m", "venv", "--clear", str(TOOLS / tool)]
    fill = [str(binary(tool, "python")), "-m", "pip", "install", "--disable-pip-version-check", "-r", str(requirements(tool))]
    with log.open("w") as out:
        if subprocess.run(make, stdout=out, stderr=out, check=False).returncode:
            raise Trouble(f"Python could not make a virtual environment: see {log}", "install Python's venv module (Debian: apt-get install python3-venv)")
        if subprocess.run(fill, stdout=out, stderr=out, check=False).returncode:
            raise Trouble(f"pip could not install {tool}: {last_line(log)}", f"check the network to the Python package registry, then repeat; pip's words are in {log}")


def last_line(log):
    """The last line that says something."""
    lines = [line.strip() for line in log.read_text().splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def run_inside(tool, seconds=0.0):
    """Goes on in a tool's own Python, unless this is it: the caller's modules may then import what it brings.

    `seconds` is what the installation took, which `seconds_to_install` tells there.
    """
    if pathlib.Path(sys.prefix).resolve() != (TOOLS / tool).resolve():
        os.environ[SECONDS] = str(seconds)
        os.execv(binary(tool, "python"), [str(binary(tool, "python")), *sys.argv])


def seconds_to_install():
    """What the installation took before `run_inside`."""
    return float(os.environ.get(SECONDS, 0))
