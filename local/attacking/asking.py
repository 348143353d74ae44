"""Requests as an attacker sends them: each on a connection of its own unless one is given, timed, and nothing of the answer thrown away."""

import collections
import http.client
import json
import statistics
import time
import urllib.parse

PATIENCE_SECONDS = 60
# What differs between two answers that are the same to their reader.
OF_ITS_OWN = ("date", "apigw-requestid", "x-amzn-requestid", "x-amzn-trace-id")

Answer = collections.namedtuple("Answer", "status headers body seconds")


def connect(api):
    """A connection for many requests. It is opened by the first, and again after an answer that closed it."""
    url = urllib.parse.urlsplit(api)
    return http.client.HTTPConnection(url.hostname, url.port, timeout=PATIENCE_SECONDS)


def ask(api, method, path, body=None, kept=None):
    """One request. Status 0 is none at all, and then the body says why."""
    url, started = urllib.parse.urlsplit(api + path), time.monotonic()
    connection = kept or connect(api)
    try:
        target = f"{url.path}?{url.query}" if url.query else url.path
        connection.request(method, target, json.dumps(body) if body is not None else None, {"content-type": "application/json"})
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        headers = sorted((name.lower(), value) for name, value in response.getheaders() if name.lower() not in OF_ITS_OWN)
        return Answer(response.status, headers, text, time.monotonic() - started)
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return Answer(0, [], repr(error), time.monotonic() - started)
    finally:
        if not kept:
            connection.close()


def percentile(answers, share):
    """The time in which so many of a hundred were answered, in milliseconds."""
    seconds = sorted(answer.seconds for answer in answers)
    return 1000 * seconds[min(len(seconds) - 1, len(seconds) * share // 100)]


def median_ms(answers):
    """The median time in milliseconds, as text; a dash where there was no answer."""
    return f"{1000 * statistics.median(answer.seconds for answer in answers):.0f} ms" if answers else "-"
