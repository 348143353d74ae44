"""A CycloneDX bill of materials for each binary that is shipped: target/sbom/NAME.cdx.json, each held against the standard's own schema.
`make sbom`. It compiles the tool once, which takes a minute or two, and nothing of the shop."""

import json
import os
import pathlib
import shutil
import subprocess

import tools
from console import Trouble, main, say, step

TOOL, VERSION = "cargo-cyclonedx", "0.5.9"
CARGO_TOOLS = tools.TOOLS / "cargo"
OUT = tools.ROOT / "target" / "sbom"
# What is deployed, and the operator's program; not the local Stripe, nor the tests.
SHIPPED = ("functions", "operator")
# Lambda's processor in dev and prod.
TARGET = "aarch64-unknown-linux-gnu"


def command(*words, **options):
    """Runs a program in the repository; what it says is shown only when it fails."""
    ran = subprocess.run(words, cwd=tools.ROOT, capture_output=True, text=True, check=False, **options)
    if ran.returncode:
        raise Trouble(f"{words[0]} {words[1]} failed: {(ran.stderr or ran.stdout).strip().splitlines()[-1]}")
    return ran.stdout.strip()


def ensure_tool():
    """Installs the tool in its pinned version, with the versions that it was tested with, unless it is there."""
    program = CARGO_TOOLS / "bin" / TOOL
    if not program.exists() or VERSION not in command(str(program), "cyclonedx", "--version"):
        with step(f"install {TOOL} {VERSION} (pinned, in .local/tools/cargo)"):
            command("cargo", "install", "--locked", "--debug", "--force", "--root", str(CARGO_TOOLS), TOOL, "--version", VERSION)


def written():
    """The documents that the tool left beside the manifests, which is the only place where it writes them."""
    return [path for folder in ("functions", "operator", "local", "shared", "tests") for path in (tools.ROOT / folder).rglob("*.cdx.json")]


def write():
    """One document for each binary, without the paths of this machine, dated as the commit."""
    dated = {**os.environ, "SOURCE_DATE_EPOCH": command("git", "log", "-1", "--format=%ct"), "PATH": f"{CARGO_TOOLS / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    try:
        command("cargo", "cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5", "--describe", "binaries", "--target", TARGET, env=dated)
        for path in written():
            if path.relative_to(tools.ROOT).parts[0] in SHIPPED:
                text = path.read_text().replace(f"{tools.ROOT}/", "")
                (OUT / path.name.replace("_bin.cdx.json", ".cdx.json")).write_text(text)
    finally:
        for path in written():
            path.unlink()
    return sorted(OUT.iterdir())


def validate(documents):
    """Holds each document against the schema; and that it says the same as Cargo.lock."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    lock = (tools.ROOT / "Cargo.lock").read_text()
    for path in documents:
        text = path.read_text()
        wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
        if wrong:
            raise Trouble(f"{path.name} is no CycloneDX document: {str(wrong).splitlines()[0]}")
        named = crates(text)
        unknown = [part for part in named if f'name = "{part[0]}"\nversion = "{part[1]}"' not in lock]
        if unknown or len(named) < 50:
            raise Trouble(f"{path.name} and Cargo.lock differ: {unknown[:3]}")


def crates(text):
    """The crates that a document names."""
    return [(part["name"], part["version"]) for part in json.loads(text)["components"]]


def run():
    """Writes and validates them all."""
    tools.ensure("gates")
    tools.run_inside("gates")
    ensure_tool()
    with step("bills of materials") as current:
        documents = write()
        wanted = {path.name for path in (tools.ROOT / "functions").iterdir()} | {"backroom"}
        found = {path.name.removesuffix(".cdx.json") for path in documents}
        if found != wanted:
            raise Trouble(f"some binaries have none, or some have one and are not shipped: {sorted(found ^ wanted)}")
        validate(documents)
        current.note(f"{len(documents)} documents in {pathlib.Path('target') / 'sbom'}")
    say(f"  {len(crates(documents[-1].read_text()))} crates in {documents[-1].name}")


if __name__ == "__main__":
    main(run)
