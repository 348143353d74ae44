"""Browsing, by itself and while log-ins keep the processors hashing, ever more a second.

On AWS each function has processors of its own, and the database does not wait for the gateway. Here all share this machine, and the local
AWS is one interpreter. So the storm brings a stack of its own, in which the database is a program of its own, and functions that
hash get what the others leave. It fails the attack only beyond a bound that sharing does not explain.
"""

import multiprocessing
import random
import time

import instance
import processes
from attacking import database, setup
from attacking.asking import ask, connect, percentile
from attacking.outcome import Outcome
from console import step

FOLDER = ".local/storm"
STORMERS = 4
# Log-ins a second, of all together. The last is what the template lets through, and more than this machine may answer.
RATES = (5, 10, 20, 50)
PAGE = "/products?limit=20"
# Whoever asks for a product gives the local AWS as much to do, and no processor a hash.
CONTROL_RATE, PRODUCT = 50, "/products/tea-500g"
# The aim, and the bound beyond which the attack fails.
AIM, BOUND = 2, 5


def attack(_setup, options):
    """A shop with a database apart; browsing; then browsing in storms."""
    here, names = instance.of(FOLDER), [f"stormer-{number}" for number in range(STORMERS)]
    here.prepare()
    try:
        with database.running(here) as address:
            apart = {"AWS_ENDPOINT_URL_DYNAMODB": address, "HASHING_GIVES_WAY": "1"}
            shop = setup.open_shop(here, names, apart, before=lambda: database.lay_tables(here, address))
            return storms(here.stack()["api_url"], [shop.accounts[name] for name in names], options.seconds)
    finally:
        processes.forget(here)


def storms(api, accounts, seconds):
    """The figures, calm and stormy."""
    outcome = Outcome()
    # Processes of their own: threads of this one would wait for each other, and the ratio would tell of that.
    with multiprocessing.get_context("spawn").Pool(STORMERS) as stormers:
        # The first answers wait for processes that start.
        stormers.starmap(keep_asking, [(api, "POST", "/login", account, 5, 1) for account in accounts])
        browse(api, 1)
        with step(f"browse for {seconds} s"):
            calm = browse(api, seconds)
        judge(outcome, "no log-ins", calm, [], calm)
        for rate in RATES:
            with step(f"browse for {seconds} s while {STORMERS} clients log in, {rate} times a second"):
                log_ins = [(api, "POST", "/login", account, rate / STORMERS, seconds) for account in accounts]
                stormy, others = both(stormers, log_ins, api, seconds)
            judge(outcome, f"{len(others) / seconds:.0f} log-ins a second", stormy, others, calm)
        with step(f"browse for {seconds} s while {STORMERS} clients ask for a product, {CONTROL_RATE} times a second"):
            shows = [(api, "GET", PRODUCT, None, CONTROL_RATE / STORMERS, seconds)] * STORMERS
            stormy, others = both(stormers, shows, api, seconds)
        judge(outcome, f"{len(others) / seconds:.0f} products a second, no hash", stormy, others, calm)
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
    """One page after the other, on one connection, as a browser does."""
    answers, connection, until = [], connect(api), time.monotonic() + seconds
    while time.monotonic() < until:
        answers.append(ask(api, "GET", PAGE, kept=connection))
    connection.close()
    return answers


def keep_asking(api, method, path, body, rate, seconds):
    """So many requests a second at random moments, or as many as are answered. A log-in with the right password is given its attempt back: no limit ends the storm."""
    answers, begun, due = [], time.monotonic(), random.expovariate(rate)
    while max(due, time.monotonic() - begun) < seconds:
        time.sleep(max(0.0, begun + due - time.monotonic()))
        answers.append(ask(api, method, path, body))
        due += random.expovariate(rate)
    return answers
