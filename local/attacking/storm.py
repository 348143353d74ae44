"""Browsing, by itself and while log-ins keep every processor hashing.

On AWS each function has processors of its own. Here all share this machine's, with the local AWS and whatever else runs, so
the ratio says how the machine divides its time. It fails the attack only beyond a bound that no such sharing explains.
"""

import threading
import time

from attacking.asking import ask, percentile
from attacking.outcome import Outcome
from console import step

STORMERS = 4
PAGE = "/products?limit=20"
WARM_UP = 20
# The aim, and the bound beyond which the attack fails.
AIM, BOUND = 2, 10


def attack(scene, options):
    """Browsing; then browsing in a storm."""
    api, outcome, log_ins, over = scene.here.stack()["api_url"], Outcome(), [], threading.Event()
    for _ in range(WARM_UP):
        ask(api, "GET", PAGE)
    with step(f"browse for {options.seconds} s"):
        calm = browse(api, options.seconds)
    # A right password is given its attempt back, so that no limit ends the storm: each one costs its hash.
    storm = [threading.Thread(target=keep_logging_in, args=(api, scene.people[f"stormer-{number}"], log_ins, over), daemon=True) for number in range(STORMERS)]
    with step(f"browse for {options.seconds} s while {STORMERS} clients log in and in"):
        for each in storm:
            each.start()
        try:
            stormy = browse(api, options.seconds)
        finally:
            over.set()
        for each in storm:
            each.join()
    judge(outcome, calm, stormy, log_ins)
    rate = len(log_ins) / options.seconds
    outcome.figures.append(f"log-ins meanwhile: {len(log_ins)}, {rate:.1f} a second, p50 {percentile(log_ins, 50):.0f} ms, p99 {percentile(log_ins, 99):.0f} ms")
    return outcome


def judge(outcome, calm, stormy, log_ins):
    """Every answer is right, and the ratio is not beyond its bound."""
    outcome.cases = len(calm) + len(stormy) + len(log_ins)
    for answer in (*calm, *stormy, *log_ins):
        outcome.check(answer.status == 200, f"answered {answer.status}: {answer.body[:200]}")
    ratio = percentile(stormy, 99) / percentile(calm, 99)
    outcome.check(ratio <= BOUND, f"browsing's p99 grew {ratio:.1f} times")
    for name, answers in (("calm", calm), ("in the storm", stormy)):
        outcome.figures.append(f"{name}: {len(answers)} pages, p50 {percentile(answers, 50):.0f} ms, p99 {percentile(answers, 99):.0f} ms")
    outcome.figures.append(f"p99 ratio {ratio:.1f}: the aim of {AIM} is {'met' if ratio <= AIM else 'not met on this machine'}")


def browse(api, seconds):
    """One page after the other."""
    answers, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        answers.append(ask(api, "GET", PAGE))
    return answers


def keep_logging_in(api, person, answers, over):
    """One log-in after the other, until it is over."""
    while not over.is_set():
        answers.append(ask(api, "POST", "/login", person))
