"""Tries a deployed shop: every route of the template answers as somebody without a token and a body is answered. Changes nothing."""

import concurrent.futures
import json
import re
import urllib.error
import urllib.request

from console import Trouble
from tools import ROOT

# A route's path parameters, filled: with what exists nowhere, but for the page's own parts.
PARAMETERS = {"/v1/docs/{file}": "/v1/docs/page.js"}
NOWHERE = "smoke-test"
# What a call without a token, a body or a signature comes to. A route that is not there is a 404 of another form.
REFUSED = {400, 401, 415, 422}


def routes():
    """Method and path of each route of the template."""
    return re.findall(r'Method: ([A-Z]+), Path: "([^"]+)"', (ROOT / "template.yaml").read_text())


def ask(url, method):
    """Status, type and body of an answer."""
    request = urllib.request.Request(url, method=method, headers={"accept": "*/*"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def judge(status, kind, body):
    """What is wrong with an answer; None if nothing is."""
    if 200 <= status < 300:
        return None
    try:
        code = json.loads(body).get("code")
    except (ValueError, AttributeError):
        code = None
    if kind != "application/problem+json" or not code:
        return f"{status}, which is not the shop's own answer"
    if status in REFUSED or (status, code) == (404, "not_found"):
        return None
    return f"{status} {code}"


def one(base, method, path):
    """Tries one route."""
    filled = re.sub(r"\{[a-z_]+\}", NOWHERE, PARAMETERS.get(path, path))
    try:
        wrong = judge(*ask(base + filled, method))
    except OSError as error:
        wrong = f"no answer: {error}"
    return f"{method} {path}: {wrong}" if wrong else None


def test(api_url):
    """Tries all routes. How many there are; raises what is wrong."""
    base, all_routes = api_url.removesuffix("/v1"), routes()
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        wrong = [said for said in pool.map(lambda route: one(base, *route), all_routes) if said]
    if wrong:
        raise Trouble("the deployed shop does not answer as it should: " + "; ".join(wrong), "see the functions' logs (docs/runbook.md)")
    return len(all_routes)
