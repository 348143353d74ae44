"""Whether anything tells a known address from an unknown one: bytes over HTTP, and time in process.

Over HTTP a network has a hundred attempts in a quarter of an hour, and the local AWS's own waits are longer than what is
looked for. So time is measured in process, by `tests/src/bin/guesses.rs`, optimised: without that the area of a log-in was 0.53, most
likely because it is slow then to read the row of who is known.
"""

import json
import math
import re
import secrets
import subprocess

from attacking import optimised
from attacking.asking import ask
from attacking.outcome import Outcome
from console import Trouble, step

ROUNDS = 3
WRONG = "seven herons over the weir"
QUESTIONS = (("/login", True, 401), ("/signup", True, 202), ("/password-reset", False, 202))
# How far from one half the area under the curve may be with so many samples, which is 3.3 standard errors; further with fewer.
TOLERANCE, SAMPLES = 0.03, 2000
# What the measurement must make of a log-in that tells.
TELLS = 0.9
SECONDS_A_SAMPLE, SECONDS_TO_START = 2, 300


def attack(setup, options):
    """The same bytes, and the same times."""
    outcome = Outcome()
    with step("ask about known and unknown addresses over HTTP"):
        same_bytes(setup, outcome)
    same_times(options.samples, outcome)
    return outcome


def same_bytes(setup, outcome):
    """Status, headers and body, but for what names a sign-up, which is random."""
    api, known = setup.here.stack()["api_url"], setup.accounts["victim"]["email"]
    for path, with_password, status in QUESTIONS:
        for _ in range(ROUNDS):
            emails = known, f"nobody-{secrets.token_hex(4)}@customers.example"
            bodies = [{"email": email, **({"password": WRONG} if with_password else {})} for email in emails]
            one, other = (ask(api, "POST", path, body) for body in bodies)
            outcome.cases += 2
            outcome.check(one.status == status, f"POST {path} answered {one.status}, not {status}: {one.body}")
            outcome.check(same(one) == same(other), f"POST {path} tells a known address: {same(one)} but {same(other)}")
    outcome.figures.append(f"status, headers and body the same in {ROUNDS * len(QUESTIONS)} pairs over HTTP" if not outcome.failures else "they differ")


def same(answer):
    """What an answer says."""
    return answer.status, answer.headers, re.sub(r"sup_[a-z0-9]+", "sup_", answer.body)


def same_times(samples, outcome):
    """The area under the ROC curve for each question, and for a log-in that tells."""
    program = optimised.program("tests", "guesses")
    limit = SECONDS_TO_START + SECONDS_A_SAMPLE * samples
    with step(f"time {samples} answers about each, in process"):
        done = subprocess.run([program, str(samples)], capture_output=True, text=True, check=False, timeout=limit)
    if done.returncode:
        raise Trouble(f"the measurement in process failed: {done.stderr.strip()[-300:]}")
    tolerance = TOLERANCE * max(1, math.sqrt(SAMPLES / samples))
    *measured, control = (json.loads(line) for line in done.stdout.splitlines())
    for each in measured:
        outcome.check(abs(each["auc"] - 0.5) <= tolerance, f"{each['question']}: time tells a known address, area {each['auc']:.3f}")
    outcome.check(control["auc"] >= TELLS, f"the measurement does not see a log-in that spends less on nobody: area {control['auc']:.3f}")
    for each in (*measured, control):
        outcome.cases += 2 * each["samples"]
        medians = f"medians {each['median_known_ms']:.1f} and {each['median_unknown_ms']:.1f} ms"
        outcome.figures.append(f"{each['question']}: area {each['auc']:.3f} ± {each['standard_error']:.3f}, {each['samples']} samples each, {medians}")
