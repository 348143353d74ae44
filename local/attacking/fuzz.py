"""libFuzzer at what strangers send: the targets of tests/fuzz, each for so many minutes, as many at once as there are processors."""

import base64
import concurrent.futures
import hashlib
import os
import platform
import re
import shutil
import subprocess

import tools
from attacking.outcome import Outcome
from console import Trouble, step

HERE = tools.ROOT / "tests" / "fuzz"
# What was found on this machine, beside what is in the repository.
FOUND = tools.ROOT / ".local" / "fuzz"
TRIPLE = f"{platform.machine()}-unknown-linux-gnu"
PROGRAM = HERE / "libfuzzer" / "target" / TRIPLE / "release" / "libfuzzer"
# The coverage that libFuzzer is guided by, as LLVM's own pass puts it in: cargo-fuzz passes the same flags.
COVERAGE = " ".join([
    "-Cpasses=sancov-module", "-Cllvm-args=-sanitizer-coverage-level=4", "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table", "-Cllvm-args=-sanitizer-coverage-trace-compares", "--cfg=fuzzing",
])
# One input may take so many seconds, and so many megabytes.
LIMITS = ("-timeout=10", "-rss_limit_mb=2048")
EXECUTED = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
COVERED = re.compile(r"cov: (\d+) ft: (\d+)")


def attack(_setup, options):
    """Builds the targets, lets libFuzzer try, and counts."""
    build()
    names = sorted(file.stem for file in (HERE / "corpus").iterdir())
    outcome, seconds = Outcome(), max(1, round(options.minutes * 60))
    with step(f"fuzz {len(names)} targets, {options.minutes:g} min each"):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            logs = dict(zip(names, pool.map(lambda name: run(name, seconds, options.seed), names)))
    for name, (status, log) in logs.items():
        executed, covered = EXECUTED.findall(log), COVERED.findall(log)
        runs = int(executed[-1]) if executed else 0
        outcome.cases += runs
        outcome.check(status == 0 and runs, f"{name} ended with {status}; the input is in {FOUND / 'crashes'}: {log[-800:]}")
        edges = covered[-1][0] if covered else "?"
        outcome.figures.append(f"{name}: {runs:,} inputs, {runs // seconds:,} a second, {edges} edges")
        if options.grow and status == 0:
            grow(name)
    return outcome


def build():
    """One program with every target in it."""
    command = ["cargo", "build", "--release", "--locked", "--quiet", "--target", TRIPLE]
    flags = {"CARGO_ENCODED_RUSTFLAGS": COVERAGE.replace(" ", "\x1f")}
    with step("build the targets"):
        done = subprocess.run(command, cwd=HERE / "libfuzzer", env=os.environ | flags, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"the targets did not build: {done.stderr.strip()[-600:]}", "libFuzzer itself wants a C++ compiler (Debian: apt-get install g++)")


def seeds_of(name):
    """What a target begins with: its corpus, one input a line there, one a file for libFuzzer."""
    seeds = FOUND / f"{name}.seeds"
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir(parents=True)
    for line in (HERE / "corpus" / f"{name}.b64").read_text().splitlines():
        data = base64.b64decode(line)
        (seeds / hashlib.sha256(data).hexdigest()).write_bytes(data)
    return [seeds, *([tools.ROOT / "events"] if name == "gateway_event" else [])]


def libfuzzer(name, *arguments):
    """Runs one target."""
    done = subprocess.run([PROGRAM, *LIMITS, *arguments], env=os.environ | {"FUZZ_TARGET": name}, capture_output=True, text=True, errors="replace", check=False)
    return done.returncode, done.stderr


def run(name, seconds, seed):
    """Lets one target try for so long. Its status, and what it said."""
    for folder in (FOUND / name, FOUND / "crashes"):
        folder.mkdir(parents=True, exist_ok=True)
    return libfuzzer(name, f"-max_total_time={seconds}", f"-seed={seed}", "-print_final_stats=1", f"-artifact_prefix={FOUND / 'crashes'}/{name}-", FOUND / name, *seeds_of(name))


def grow(name):
    """Puts the fewest inputs that cover what was covered in the place of the corpus."""
    fewest = FOUND / f"{name}.fewest"
    shutil.rmtree(fewest, ignore_errors=True)
    fewest.mkdir()
    status, log = libfuzzer(name, "-set_cover_merge=1", fewest, *seeds_of(name), FOUND / name)
    if status:
        raise Trouble(f"the corpus of {name} could not be merged: {log[-300:]}")
    lines = {base64.b64encode(file.read_bytes()).decode() for file in fewest.iterdir()} - {""}
    (HERE / "corpus" / f"{name}.b64").write_text("".join(f"{line}\n" for line in sorted(lines, key=lambda line: (len(line), line))))
