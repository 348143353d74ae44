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
# Asks for a product cost the database two calls, a log-in six: so many a second give the local AWS as much to do, and no processor a hash.
CONTROL_RATE, PRODUCT = 60, "/products/tea-500g"
# The aim, and the bound beyond which the attack fails.
AIM, BOUND = 2, 10


def attack(scene, options):
    """Browsing; then browsing in storms."""
    api, outcome = scene.here.stack()["api_url"], Outcome()
    people = [scene.people[f"stormer-{number}"] for number in range(STORMERS)]
    # Processes of their own: threads of this one would wait for each other, and the ratio would tell of that.
    with multiprocessing.get_context("spawn").Pool(STORMERS) as stormers:
        # The first answers wait for processes that start.
        stormers.starmap(keep_asking, [(api, "POST", "/login", person, 1, 1) for person in people])
        browse(api, 1)
        with step(f"browse for {options.seconds} s"):
            calm = browse(api, options.seconds)
        judge(outcome, "no log-ins", calm, [], calm)
        for rate in RATES:
            with step(f"browse for {options.seconds} s while {STORMERS} clients log in, {rate} times a second"):
                log_ins = [(api, "POST", "/login", person, rate / STORMERS, options.seconds) for person in people]
                stormy, others = both(stormers, log_ins, api, options.seconds)
            judge(outcome, f"{len(others) / options.seconds:.0f} log-ins a second", stormy, others, calm)
        with step(f"browse for {options.seconds} s while {STORMERS} clients ask for a product, {CONTROL_RATE} times a second"):
            shows = [(api, "GET", PRODUCT, None, CONTROL_RATE / STORMERS, options.seconds)] * STORMERS
            stormy, others = both(stormers, shows, api, options.seconds)
        judge(outcome, f"{len(others) / options.seconds:.0f} products a second, no hash", stormy, others, calm)
    outcome.figures.append(f"the aim: at most {AIM} times the p99 of browsing without log-ins")
    return outcome


def both(stormers, requests, api, seconds):
    """Browses while the others ask: the pages, and their answers."""
    storm = stormers.starmap_async(keep_asking, requests)
    pages = browse(api, seconds)
    return pages, [answer for answers in storm.get() for answer in answers]


def judge(outcome, name, pages, others, calm):
    """Every answer is right, and the ratio is not beyond its bound."""
    outcome.cases += len(pages) + len(others)
    for answer in (*pages, *others):
        outcome.check(answer.status == 200, f"answered {answer.status}: {answer.body[:200]}")
    ratio = percentile(pages, 99) / percentile(calm, 99)
    outcome.check(ratio <= BOUND, f"browsing's p99 grew {ratio:.1f} times")
    figure = f"{name}: {len(pages)} pages, p50 {percentile(pages, 50):.1f} ms, p99 {percentile(pages, 99):.1f} ms, {ratio:.1f} times"
    outcome.figures.append(figure + (f"; the others p50 {percentile(others, 50):.0f} ms, p99 {percentile(others, 99):.0f} ms" if others else ""))


def browse(api, seconds):
    """One page after the other."""
    answers, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        answers.append(ask(api, "GET", PAGE))
    return answers


def keep_asking(api, method, path, body, rate, seconds):
    """So many requests a second, or as many as are answered. A log-in with the right password is given its attempt back: no limit ends the storm."""
    answers, begun = [], time.monotonic()
    while (due := len(answers) / rate) < seconds:
        time.sleep(max(0.0, begun + due - time.monotonic()))
        if time.monotonic() - begun >= seconds:
            break
        answers.append(ask(api, method, path, body))
    return answers
