"""Browsing, by itself and while log-ins keep the processors hashing, at rates that double.

On AWS each function has processors of its own. Here all share this machine's, and one interpreter is the gateway and the
database of everybody, so the ratio says how they divide their time. It fails the attack only beyond a bound that no such
sharing explains.
"""

import multiprocessing
import time

from attacking.asking import ask, percentile
from attacking.outcome import Outcome
from console import step

STORMERS = 4
# Log-ins a second, of all together. The last is more than the local AWS has ever answered: they go on without a pause.
RATES = (5, 10, 20, 200)
PAGE = "/products?limit=20"
# The aim, and the bound beyond which the attack fails.
AIM, BOUND = 2, 10


def attack(scene, options):
    """Browsing; then browsing in storms."""
    api, outcome = scene.here.stack()["api_url"], Outcome()
    people = [scene.people[f"stormer-{number}"] for number in range(STORMERS)]
    # Processes of their own: threads of this one would wait for each other, and the ratio would tell of that.
    with multiprocessing.get_context("spawn").Pool(STORMERS) as stormers:
        # The first answers wait for processes that start.
        stormers.starmap(keep_logging_in, [(api, person, 1, 1) for person in people])
        browse(api, 1)
        with step(f"browse for {options.seconds} s"):
            calm = browse(api, options.seconds)
        judge(outcome, "no log-ins", calm, [], calm)
        for rate in RATES:
            with step(f"browse for {options.seconds} s while {STORMERS} clients log in, {rate} times a second"):
                storm = stormers.starmap_async(keep_logging_in, [(api, person, rate / STORMERS, options.seconds) for person in people])
                stormy = browse(api, options.seconds)
                log_ins = [answer for answers in storm.get() for answer in answers]
            judge(outcome, f"{len(log_ins) / options.seconds:.0f} log-ins a second", stormy, log_ins, calm)
    outcome.figures.append(f"the aim: at most {AIM} times the p99 of browsing without log-ins")
    return outcome


def judge(outcome, name, pages, log_ins, calm):
    """Every answer is right, and the ratio is not beyond its bound."""
    outcome.cases += len(pages) + len(log_ins)
    for answer in (*pages, *log_ins):
        outcome.check(answer.status == 200, f"answered {answer.status}: {answer.body[:200]}")
    ratio = percentile(pages, 99) / percentile(calm, 99)
    outcome.check(ratio <= BOUND, f"browsing's p99 grew {ratio:.1f} times")
    figure = f"{name}: {len(pages)} pages, p50 {percentile(pages, 50):.1f} ms, p99 {percentile(pages, 99):.1f} ms, {ratio:.1f} times"
    outcome.figures.append(figure + (f"; a log-in p50 {percentile(log_ins, 50):.0f} ms, p99 {percentile(log_ins, 99):.0f} ms" if log_ins else ""))


def browse(api, seconds):
    """One page after the other."""
    answers, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        answers.append(ask(api, "GET", PAGE))
    return answers


def keep_logging_in(api, person, rate, seconds):
    """So many log-ins a second, or as many as are answered. A right password is given its attempt back: each costs its hash, and no limit ends the storm."""
    answers, begun = [], time.monotonic()
    while (due := len(answers) / rate) < seconds:
        time.sleep(max(0.0, begun + due - time.monotonic()))
        if time.monotonic() - begun >= seconds:
            break
        answers.append(ask(api, "POST", "/login", person))
    return answers
