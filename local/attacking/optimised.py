"""Programs whose own slowness would be measured, built without it."""

import subprocess

import tools
from console import Trouble, step

PROFILE = "simulation"


def program(package, name):
    """The path of a binary of a package, built optimised."""
    with step(f"build {name}, optimised (the first time takes minutes)"):
        command = ("cargo", "build", "--profile", PROFILE, "--locked", "--quiet", "--package", package, "--bin", name)
        built = subprocess.run(command, cwd=tools.ROOT, capture_output=True, text=True, check=False)
    if built.returncode:
        raise Trouble(f"{name} did not build: {built.stderr.strip()[-600:]}")
    return tools.TARGET / PROFILE / name
