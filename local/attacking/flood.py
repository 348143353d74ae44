"""Many wrong passwords at one account at the same time, and its owner, who logs in meanwhile on a device that is known."""

import collections
import concurrent.futures
import time

import lifecycle
from attacking.asking import ask, median_ms
from attacking.outcome import Outcome
from console import step

# As `shared/domain/src/accounts/attempts.rs` has it.
LIMIT, WINDOW_SECONDS = 10, 900
# What a flood may take. It waits for the next window where this one is about to end: two windows have twice the limit.
FLOOD_SECONDS = 120
# The local AWS starts a process for each call in flight, and starting more at once than this, it loses some (502). In
# process, where nothing of it is between, two hundred really are in flight.
IN_FLIGHT = 32


def attack(setup, options):
    """The flood, with the owner in it; then the owner again, and somebody with the right password and no device."""
    if (left := WINDOW_SECONDS - time.time() % WINDOW_SECONDS) < FLOOD_SECONDS:
        with step("wait for the next quarter of an hour"):
            time.sleep(left + 1)
    api, owner, outcome = setup.here.stack()["api_url"], setup.accounts["owner"], Outcome(options.parallel + 3)
    stranger = {"email": owner["email"], "password": owner["password"]}
    with step(f"{options.parallel} wrong log-ins at once, and the owner's"):
        answers, during = at_once(api, options.parallel, {**stranger, "password": "seven herons over the weir"}, owner)
    after, refused = ask(api, "POST", "/login", owner), ask(api, "POST", "/login", stranger)

    statuses = collections.Counter(answer.status for answer in answers)
    counted = most_counted(setup.here.stack())
    outcome.check(set(statuses) <= {401, 429}, f"wrong log-ins were answered with {dict(statuses)}")
    outcome.check(statuses[401] <= LIMIT, f"{statuses[401]} wrong passwords were looked at")
    outcome.check(counted <= LIMIT, f"a counter holds {counted} attempts")
    outcome.check(all("retry-after" in dict(answer.headers) for answer in answers if answer.status == 429), "a 429 does not say when to come back")
    outcome.check(during.status == 200, f"the owner was answered {during.status} during the attack: {during.body[:200]}")
    outcome.check(after.status == 200, f"the owner was answered {after.status} after the attack: {after.body[:200]}")
    outcome.check(refused.status == 429, f"the account was not closed to unknown devices: {refused.status}")
    looked_at, turned_away = ([answer for answer in answers if answer.status == status] for status in (401, 429))
    outcome.figures = [
        f"{options.parallel} wrong log-ins: {statuses[401]} of them 401 ({median_ms(looked_at)}), {statuses[429]} of them 429 ({median_ms(turned_away)})",
        f"attempts that the account's counter let through to a hash: {counted}",
        f"its owner meanwhile: {during.status} in {during.seconds:.1f} s of {max(answer.seconds for answer in answers):.1f} s; afterwards {after.status}; the right password and no device: {refused.status}",
    ]
    return outcome


def at_once(api, count, wrong, owner):
    """So many wrong log-ins, and one of the owner's in their midst. Their answers."""
    bodies = [wrong] * count
    bodies.insert(IN_FLIGHT // 2, owner)
    with concurrent.futures.ThreadPoolExecutor(IN_FLIGHT) as pool:
        answers = list(pool.map(lambda body: ask(api, "POST", "/login", body), bodies))
    owners = answers.pop(IN_FLIGHT // 2)
    return answers, owners


def most_counted(stack):
    """The most attempts in a quarter of an hour that any account's counter holds: whoever is not in it, got no hash."""
    table, most = stack["tables"]["accounts"], 0
    pages = lifecycle.clients(stack["endpoint_url"])("dynamodb").get_paginator("scan").paginate(TableName=table)
    for row in (row for page in pages for row in page["Items"] if row["pk"]["S"].startswith("LIMIT#account#")):
        most = max([most, *(len(value["SS"]) for name, value in row.items() if name.startswith(f"within_{WINDOW_SECONDS}_s"))])
    return most
