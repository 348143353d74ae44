"""The suites in process that attack the shop, and how many rows of bad input they hold."""

import collections
import re
import subprocess

import tools
from attacking.outcome import Outcome
from console import Trouble, step

SUITES = ("input", "accounts", "secrets", "description")
# `b31_b32_b33_a_password_...`, `b86_to_b92_an_event_...`: a test of these rows.
CHOSEN = f"binary(/^({'|'.join(SUITES)})$/) + test(/(^|::)b[0-9]+_/)"
LINE = re.compile(r"^\s+(PASS|FAIL|SIGABRT|SIGSEGV|TIMEOUT)\s+\[[^]]*\] (?:\([^)]*\) )?\S+::(\S+) (\S+)$")
LIMIT_SECONDS = 3600


def attack(_setup, _options):
    """Runs them all, counts by suite, and counts rows."""
    outcome, counts, rows = Outcome(), collections.Counter(), {}
    with step("run the suites in process"):
        command = ["cargo", "nextest", "run", "--workspace", "--locked", "--ignore-default-filter", "--no-fail-fast", "--color", "never", "-E", CHOSEN]
        done = subprocess.run(command, cwd=tools.ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS)
    results = {(suite, test): word for word, suite, test in (match.groups() for match in map(LINE.match, done.stderr.splitlines()) if match)}
    if not results:
        raise Trouble(f"the suites did not run: {done.stderr.strip()[-300:]}", "cargo-nextest must be installed, and the tests must compile")
    for (suite, test), word in results.items():
        outcome.cases += 1
        counts[suite] += 1
        outcome.check(word == "PASS", f"{suite} {test}: {word}")
        for row in rows_of(test.split("::")[-1]):
            rows[row] = rows.get(row, True) and word == "PASS"
    outcome.check(not done.returncode or outcome.failures, f"nextest ended with {done.returncode}")
    outcome.figures.append(", ".join(f"{suite} {counts[suite]}" for suite in sorted(counts)))
    outcome.figures.append(f"rows of bad input: {sum(rows.values())} of {len(rows)} passed")
    return outcome


def rows_of(test):
    """The rows in a test's name."""
    words, rows = re.match(r"(?:b\d+_(?:to_(?=b\d))?)*", test).group().split("_"), set()
    for at, word in enumerate(words):
        if word == "to":
            rows |= set(range(int(words[at - 1][1:]), int(words[at + 1][1:])))
        elif word:
            rows.add(int(word[1:]))
    return rows
