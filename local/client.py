"""A client of the shop, as somebody else would write one: the public API, and the mailbox of the local AWS."""

import json
import re
import secrets
import time
import urllib.error
import urllib.request

from console import Trouble

PATIENCE_SECONDS = 30
REQUEST_SECONDS = 20


class Shop:
    """The shop at the address that stack.json gives."""

    def __init__(self, stack):
        self.api, self.mailbox = stack["api_url"], stack["mailbox_url"]

    def call(self, method, path, body=None, token=None, key=None, expect=(200,)):
        """One call. Returns the status and the answer; any status that is not expected is trouble."""
        headers = {"content-type": "application/json"}
        headers |= {"authorization": f"Bearer {token}"} if token else {}
        headers |= {"idempotency-key": key} if key else {}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.api + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as response:
                status, text = response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        except OSError as error:
            raise Trouble(f"{method} {path} got no answer: {error}") from error
        if status not in expect:
            raise Trouble(f"{method} {path} answered {status}, not {expect[0]}: {text}")
        return status, json.loads(text) if text else None

    def sign_up(self, name):
        """A new account under a fresh address, verified by the mailed code. Returns its address and password."""
        person = {"email": f"{name}-{secrets.token_hex(4)}@customers.example", "password": secrets.token_urlsafe(18)}
        sign_up = self.call("POST", "/signup", person, expect=(202,))[1]["sign_up_id"]
        code = re.search(r"\b\d{6,}\b", self.mail(person["email"], "code"))
        if not code:
            raise Trouble(f"the mail to {person['email']} holds no code.")
        self.call("POST", "/signup/verify", {"sign_up_id": sign_up, "code": code.group()})
        return person

    def log_in(self, person):
        """An access token."""
        return self.call("POST", "/login", {"email": person["email"], "password": person["password"]})[1]["access_token"]

    def mail(self, address, about):
        """Waits for a mail to an address that has a word in it. Returns its subject and text."""
        return wait_for(f"a mail to {address} with {about!r} in it", lambda: next((text for text in self.mails(address) if about in text), None))

    def mails(self, address):
        """Subject and text of each mail to an address, the newest first."""
        with urllib.request.urlopen(self.mailbox, timeout=REQUEST_SECONDS) as response:
            accounts = json.load(response)["messages"]
        return [f"{mail['Subject']}\n{mail['BodyText']}" for mails in accounts.values() for mail in reversed(mails) if address in mail["To"]]


def upload(form, file):
    """Sends a file by a form of the shop's, as a browser does."""
    boundary = secrets.token_hex(16)
    part = lambda name, value, more="": f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"
    fields = b"".join(part(name, value.encode()) for name, value in form["fields"].items())
    body = fields + part("file", file, '; filename="picture"') + f"--{boundary}--\r\n".encode()
    request = urllib.request.Request(form["url"], body, {"content-type": f"multipart/form-data; boundary={boundary}"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS):
            pass
    except urllib.error.HTTPError as error:
        raise Trouble(f"the bucket answered {error.code} to a form: {error.read().decode()}") from error
    except OSError as error:
        raise Trouble(f"the bucket gave no answer to a form: {error}") from error


def wait_for(what, look):
    """Looks until there is something to see."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.1)
    raise Trouble(f"waited {PATIENCE_SECONDS} s for {what}.")
