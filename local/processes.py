"""The programs of an instance: started apart from the terminal, found again by group and folder, and ended for certain."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

from console import Trouble

START_SECONDS = 30
STOP_SECONDS = 5


def free_port(wanted=0):
    """The wanted port where it is free, else one that is. 0 wants any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
            except OSError:
                continue
    raise Trouble("no port is free on 127.0.0.1.", "end some programs")


def start(instance, name, command, environment, health):
    """Starts a program in a process group of its own and waits until `health` answers. Returns its process id."""
    log = instance.logs / f"{name}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [str(part) for part in command], env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    remember(instance, name, process.pid)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Trouble(f"{pathlib.Path(command[0]).name} ended at once: {tail(log)}", f"see {log}")
        if answers(health):
            return process.pid
        time.sleep(0.05)
    stop(instance, name)
    raise Trouble(f"{name} did not answer at {health} within {START_SECONDS} s.", f"see {log}")


@contextlib.contextmanager
def program(folder, command, health):
    """A program that runs, in a folder of its own, as long as it is needed. Gives its address."""
    port = free_port()
    log, address = folder / f"{command[0].name}.log", f"http://127.0.0.1:{port}"
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)}
    with log.open("w") as out:
        words = [str(word) for word in (*command, "--port", port)]
        process = subprocess.Popen(words, cwd=folder, env=own, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    try:
        await_answer(process, address + health, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def await_answer(process, url, log):
    """Waits until a program answers."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Trouble(f"{log.stem} does not answer at {url}: {tail(log)}", f"see {log}; localstripe wants IPv6 on this machine, if only for itself")
        time.sleep(0.05)


def answers(url):
    """Whether a URL answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status < 300
    except OSError:
        return False


def tail(log):
    """The last words of a log."""
    return log.read_text(errors="replace").strip()[-300:] or "it said nothing"


def remember(instance, name, pid):
    """Writes a process id down, so that a later command finds the program; None forgets it."""
    known = {key: value for key, value in instance.read("processes").items() if key != name}
    instance.write("processes", {**known, name: pid} if pid else known)


def members(instance, name):
    """The ids of a program and of all that it started: its process group, of which each command names the instance's folder."""
    group = instance.read("processes").get(name)
    if not group:
        return []
    listing = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,pgid=,stat=,command="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(None, 3) for line in listing.splitlines())
    ours = [row for row in rows if len(row) == 4 and row[1] == str(group) and not row[2].startswith("Z")]
    return [int(row[0]) for row in ours if str(instance.folder) in row[3]]


def running(instance, name):
    """Whether a program itself (not only what it started) runs."""
    return instance.read("processes").get(name) in members(instance, name)


def stop(instance, name):
    """Ends a program: asks it, so that it ends what it started, then ends what is left. Returns whether there was anything to end."""
    found = members(instance, name)
    leader = instance.read("processes").get(name)
    signal_all([pid for pid in found if pid == leader], signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running(instance, name) and time.monotonic() < deadline:
        time.sleep(0.05)
    signal_all(members(instance, name), signal.SIGKILL)
    remember(instance, name, None)
    return bool(found)


def signal_all(pids, sign):
    """Signals processes, some of which may be gone already."""
    for pid in pids:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            continue


def forget(here):
    """Ends what is left of an earlier run, and removes what only it knew."""
    here.prepare()
    found = [stop(here, name) for name in ("aws", "stripe")]
    for name in ("stack", "stripe", "deployed", "samples"):
        (here.folder / f"{name}.json").unlink(missing_ok=True)
    for name in ("aws", "tmp"):
        shutil.rmtree(here.folder / name, ignore_errors=True)
    here.prepare()
    return any(found)
