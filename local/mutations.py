"""Plants each bug of tests/mutations in a copy of the sources, and tells whether the test that must notice it does: `make mutations`.

What can be planted on the wire is not here: `tests/src/mutation.rs` has that. These are orders of steps, and rules that ask nobody.
"""

import argparse
import os
import re
import shutil
import subprocess
import time

from console import Trouble, main, say, step
from tools import ROOT

PATCHES = ROOT / "tests" / "mutations"
# The copy is thrown away; what was compiled of it stays, so a second run does not compile the dependencies again.
PLACE = ROOT / ".local" / "mutations"
TREE, TARGET = PLACE / "tree", PLACE / "target"
# How nextest says that a test failed, and not something before it.
TESTS_FAILED = 100
SECONDS_FOR_ONE = 1_800
HEADER = re.compile(r"\A(?P<id>M\d+): (?P<what>.+)\n(?:.*\n)*?Found by: (?P<package>\S+)::(?P<file>\S+) (?P<test>\S+), (?P<check>.+)\ndiff --git ")


class Patch:
    """A bug as a patch, with what its first lines say of it."""

    def __init__(self, path):
        said = HEADER.match(path.read_text())
        if not said:
            raise Trouble(f"{path.name} does not begin as a mutation does", "see the first lines of its neighbours: M1: what is wrong; Found by: package::file test, check")
        self.path, self.name = path, path.stem
        self.id, self.what, self.package, self.file, self.test, self.check = said.group("id", "what", "package", "file", "test", "check")


def run():
    """All patches, or those that are named; one row each."""
    parser = argparse.ArgumentParser(prog="make mutations", description="Plants each bug of tests/mutations, and runs the test that must notice it.")
    parser.add_argument("only", nargs="*", help="only these: M4, or order-id-random")
    wanted = {name.lower() for name in parser.parse_args().only}
    patches = [Patch(path) for path in sorted(PATCHES.glob("*.patch"))]
    patches.sort(key=lambda patch: int(patch.id[1:]))
    patches = [patch for patch in patches if not wanted or {patch.id.lower(), patch.name} & wanted]
    if not patches:
        raise Trouble("there is no such mutation", f"see {PATCHES.relative_to(ROOT)}; those of tests/src/mutation.rs are planted on the wire")
    try:
        with step("copy the sources"):
            copy()
        for patch in patches:
            apply(patch, "--check")
        with step("run the tests without a mutation"):
            honest(patches)
        rows = [(patch, *try_out(patch)) for patch in patches]
    finally:
        shutil.rmtree(TREE, ignore_errors=True)
    say(table(rows))
    lost = [patch.id for patch, found, _ in rows if not found]
    if lost:
        raise Trouble(f"not found: {', '.join(lost)}", "make the test that the patch names notice it")


def copy():
    """What is under version control or could be, as it is now. A file's time stays, so what was compiled of it is known."""
    shutil.rmtree(TREE, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)


def apply(patch, *how):
    """git's word on a patch. Below the copy git must find no repository: it would take the paths for that one's."""
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(PLACE)}
    done = subprocess.run(["git", "apply", *how, str(patch.path)], cwd=TREE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{patch.name} does not apply any more: {done.stderr.strip()}", "write the same mistake into the sources as they are now, and put that diff below its first lines")


def tests(patches):
    """Runs the tests that patches name: nextest's status and words."""
    names = " | ".join(sorted({f"(binary_id(={patch.package}::{patch.file}) & test(={patch.test}))" for patch in patches}))
    files = [f"--test={file}" for file in sorted({patch.file for patch in patches})]
    # With --workspace the features of the dependencies are those of every other build.
    command = ["cargo", "nextest", "run", "--locked", "--workspace", *files, "--no-fail-fast", "--color", "never", "-E", names]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET), "CARGO_INCREMENTAL": "0"}
    done = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, timeout=SECONDS_FOR_ONE, check=False)
    return done.returncode, done.stdout + done.stderr


def honest(patches):
    """Without a mutation each of the tests passes, or its failure under one says nothing."""
    status, words = tests(patches)
    if status:
        raise Trouble(f"the tests that must notice the mutations fail without one:\n{last(words)}", "mend that first")


def try_out(patch):
    """Plants one: whether its test failed by the check that it names, and the seconds that this took."""
    started = time.monotonic()
    with step(f"{patch.id} {patch.name}") as current:
        apply(patch)
        try:
            status, words = tests([patch])
        finally:
            apply(patch, "--reverse")
        if status not in (0, TESTS_FAILED):
            raise Trouble(f"under {patch.name} nothing was tested:\n{last(words)}", "a mutation has to compile")
        found = status == TESTS_FAILED and re.search(rf"^\s*{re.escape(patch.check)}: ", words, re.MULTILINE) is not None
        current.note(f"{patch.check} in {patch.test}" if found else "NOT FOUND")
    return found, time.monotonic() - started


def last(words):
    """The end of what a program said."""
    return "\n".join(words.strip().splitlines()[-30:])


def table(rows):
    """One row a mutation."""
    lines = ["", "| mutation | what is wrong | found by | seconds |", "|---|---|---|---|"]
    for patch, found, seconds in rows:
        by = f"{patch.check} in `{patch.test}`" if found else "**nothing**"
        lines.append(f"| {patch.id} {patch.name} | {patch.what} | {by} | {seconds:.0f} |")
    lines += ["", f"{sum(found for _, found, _ in rows)} of {len(rows)} mutations of the sources were found."]
    return "\n".join(lines)


if __name__ == "__main__":
    main(run)
