"""Starts the pinned MiniStack, the local AWS, in this process, with four repairs; each says why and notices when it is no longer needed.
With HASHING_GIVES_WAY set, functions that hash give way to the others.

Run by local/stack.py in MiniStack's own Python; everything else about it is set by its environment variables.
"""

import importlib.metadata
import inspect
import json
import os
import resource
import socketserver
import subprocess
import sys
from email.utils import parseaddr

import uvicorn

PINNED = "1.5.33"
# A memory size that has a whole processor on AWS, which the template gives to functions that hash.
WHOLE_PROCESSOR_MB = 1769
NICEST = 19


def answer_at_once():
    """The Runtime API writes head and body apart; without TCP_NODELAY each invocation waits 40 ms for a delayed acknowledgement."""
    if socketserver.StreamRequestHandler.disable_nagle_algorithm:
        return "TCP_NODELAY is on by itself"
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    return None


def wait_less_for_logs():
    """After each invocation MiniStack waits 50 ms for a first line of log. Our functions log before they answer."""
    from ministack.core.lambda_runtime import Worker

    first_line_seconds, idle_seconds, most_seconds = Worker._drain_stderr_bounded.__defaults__
    if first_line_seconds <= 0.005:
        return "the wait for a first line of log is short by itself"
    Worker._drain_stderr_bounded.__defaults__ = (0.005, min(idle_seconds, 0.002), most_seconds)
    return None


def send_mail_as_an_identity():
    """AWS authorises SendEmail on the sender's identity; MiniStack on `*`, which would refuse an exact role."""
    from ministack.core import iam_actions

    usual = iam_actions._ses_v2_resource_arn
    sample = json.dumps({"FromEmailAddress": "Shop <a@b.example>"}).encode()
    if usual("POST", "/v2/email/outbound-emails", sample, "us-east-1", "000000000000") != "*":
        return "SendEmail is authorised on an identity by itself"

    def resource(method, path, body, region, account_id):
        if path.rstrip("/") != "/v2/email/outbound-emails":
            return usual(method, path, body, region, account_id)
        address = parseaddr(json.loads(body or b"{}").get("FromEmailAddress", ""))[1]
        return f"arn:aws:ses:{region}:{account_id}:identity/{address}"

    iam_actions._ses_v2_resource_arn = resource
    return None


def tell_functions_of_browsers():
    """An HTTP API gives a function a browser's cookies as a list and not as a header, and the domain name that was asked for; MiniStack
    gives the header, and a name of its own."""
    from ministack.services import apigateway

    if 'event["cookies"]' in inspect.getsource(apigateway._invoke_lambda_proxy):
        return "events have cookies by themselves"
    usual = apigateway.run_reentrant

    def run_reentrant(function, *arguments, **options):
        for event in arguments:
            if isinstance(event, dict) and event.get("version") == "2.0" and "routeKey" in event:
                as_api_gateway(event)
        return usual(function, *arguments, **options)

    apigateway.run_reentrant = run_reentrant
    return None


def as_api_gateway(event):
    """Changes an event to what API Gateway would make of the same request: payload format 2.0."""
    headers = event["headers"]
    cookies = headers.pop("cookie", None)
    if cookies:
        event["cookies"] = [cookie.strip() for cookie in cookies.split(";") if cookie.strip()]
    if host := headers.get("host"):
        event["requestContext"]["domainName"] = host.split(":")[0]


def have_hashing_give_way():
    """On AWS each function has processors of its own; here all share this machine's, and a log-in's hash would hold up whoever only looks."""

    class Popen(subprocess.Popen):
        def __init__(self, *arguments, env=None, **options):
            super().__init__(*arguments, env=env, **options)
            if int((env or {}).get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE") or 0) >= WHOLE_PROCESSOR_MB:
                give_way(self.pid)

    subprocess.Popen = Popen


def give_way(pid):
    """A process gets what nobody else wants. Linux has a class for it; elsewhere it is as nice as can be."""
    try:
        if hasattr(os, "SCHED_IDLE"):
            os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
        else:
            os.setpriority(os.PRIO_PROCESS, pid, NICEST)
    except ProcessLookupError:
        pass  # It has ended already.


def serve():
    """MiniStack's own server, Hypercorn, is in Python and keeps each closed connection's task for 75 s; this one is in C and does not."""
    from ministack.app import app

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    place = {"host": os.environ["BIND_HOST"], "port": int(os.environ["GATEWAY_PORT"])}
    # AWS names no server, and MiniStack gives each answer its date.
    as_aws = {"server_header": False, "date_header": False, "timeout_keep_alive": 75}
    uvicorn.run(app, **place, **as_aws, loop="uvloop", http="httptools", lifespan="on", access_log=False, log_level="warning")


def main():
    """Refuses any other version, repairs, and serves until it is told to end."""
    found = importlib.metadata.version("ministack")
    if found != PINNED:
        sys.exit(f"the repairs are for MiniStack {PINNED}, this is {found}: see whether each is still needed, then change the pin")
    for repair in (answer_at_once, wait_less_for_logs, send_mail_as_an_identity, tell_functions_of_browsers):
        if reason := repair():
            print(f"{repair.__name__} is no longer needed: {reason}", flush=True)
    if os.environ.get("HASHING_GIVES_WAY"):
        have_hashing_give_way()
    serve()


if __name__ == "__main__":
    main()
