"""Loaded by Schemathesis: each request that asks for a token gets one of the person whose business it is.

Access tokens run out after five minutes, and the attack itself makes log-ins scarce, so the sessions that `description.py` opened
beforehand are refreshed. What ends sessions, or the account, is done by somebody who has nothing else to do.
"""

import json
import os
import urllib.request

import schemathesis

# Access tokens are good for 300 s.
RENEW_AFTER_SECONDS = 200
SESSIONS = json.loads(os.environ["BACKROOM_SESSIONS"])
ENDING = {("POST", "/logout"), ("DELETE", "/me"), ("DELETE", "/me/sessions"), ("DELETE", "/me/sessions/{id}"), ("PUT", "/me/password")}


def person(case, _context):
    """Who does that: the merchant what is tagged so, a buyer all else."""
    if (case.operation.method.upper(), case.operation.path) in ENDING:
        return "leaver"
    return "merchant" if "Merchant" in case.operation.definition.raw.get("tags", []) else "buyer"


@schemathesis.auth(refresh_interval=RENEW_AFTER_SECONDS, cache_by_key=person)
class Token:
    """A fresh access token."""

    def get(self, case, context):
        """The next token of the session, whose refresh token is good once."""
        who = person(case, context)
        if who == "leaver":
            return SESSIONS[who]["access_token"]
        body = json.dumps({"refresh_token": SESSIONS[who]["refresh_token"]}).encode()
        request = urllib.request.Request(f"{os.environ['BACKROOM_API']}/sessions/refresh", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as response:
            SESSIONS[who] = json.load(response)
        return SESSIONS[who]["access_token"]

    def set(self, case, token, _context):
        """Into the header, in the place of what was drawn for it."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
