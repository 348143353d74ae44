"""The bad day: functions and the provider die, the network storms, webhooks get lost; each drawn from the seed, each counted."""

import collections
import json
import os
import pathlib
import random
import signal
import threading
import urllib.request

import keys
import lifecycle
import processes

# How often each kind is drawn, among each other; and the mean time between two.
ACTS = {"function killed": 6, "provider killed": 1, "storm": 2, "webhooks": 2, "provider's own fault": 2}
PAUSE_SECONDS = 0.7
STORM_SECONDS = (0.5, 3.0)
PROVIDER_DOWN_SECONDS = (0.2, 4.0)
WEBHOOKS = [{"mode": "deliver"}, {"mode": "lose"}, {"mode": "double"}, {"mode": "delay", "seconds": 10}, {"mode": "reorder", "seconds": 8}]
FAULTS = ["unavailable", "rate_limited", "lock_timeout", "error_before_commit", "error_after_commit", "hang_before_commit", "hang_after_commit"]


class Chaos(threading.Thread):
    """Does harm until it is told to stop, then heals."""

    def __init__(self, here, links, seed):
        super().__init__(name="chaos", daemon=True)
        self.here, self.links, self.random = here, links, random.Random(f"{seed}:chaos")
        self.stack, self.secrets = here.stack(), keys.of(here)
        self.over, self.counts, self.killed, self.failure = threading.Event(), collections.Counter(), collections.Counter(), None

    def run(self):
        """One act after the other."""
        does = {"function killed": self.kill_function, "provider killed": self.kill_provider, "storm": self.storm,
                "webhooks": self.change_webhooks, "provider's own fault": self.plan_fault}
        for link in self.links:
            link.troubled = True
        try:
            while not self.over.wait(self.random.expovariate(1 / PAUSE_SECONDS)):
                does[self.random.choices(list(ACTS), list(ACTS.values()))[0]]()
        except Exception as failure:  # The soak must not go on in fair weather and call it a storm.
            self.failure = failure

    def stop(self):
        """No more harm; the provider is up."""
        self.over.set()
        self.join()

    def heal(self):
        """Fair weather: nothing is lost any more, the provider is up with no fault planned, and webhooks arrive."""
        self.stop()
        for link in self.links:
            link.troubled = False
        self.kill_provider(down_seconds=0, counted=False)
        self.tell_provider("webhooks", {"mode": "deliver"})

    def kill_function(self):
        """Ends one process of a function, whatever it is doing."""
        leader = self.here.read("processes")["aws"]
        running = sorted(set(processes.members(self.here, "aws")) - {leader})
        if running:
            victim = self.random.choice(running)
            name = function_of(victim)
            processes.signal_all([victim], signal.SIGKILL)
            self.counts["function killed"] += 1
            self.killed[name] += 1

    def died_at_work(self):
        """How many calls were cut off by the death of their process: the local AWS notes each."""
        return (self.here.logs / "aws.log").read_text(errors="replace").count("Runtime exited before returning a response")

    def kill_provider(self, down_seconds=None, counted=True):
        """Ends the provider's program and brings it back; its state file keeps its books."""
        processes.signal_all([self.here.read("processes")["stripe"]], signal.SIGKILL)
        self.counts["provider killed"] += counted
        self.over.wait(self.random.uniform(*PROVIDER_DOWN_SECONDS) if down_seconds is None else down_seconds)
        lifecycle.run_stripe(self.here, self.secrets, self.here.read("stripe-port")["port"])

    def storm(self):
        """One link gets much worse for a moment."""
        self.random.choice(self.links).raise_storm(self.random.uniform(*STORM_SECONDS))
        self.counts["storm"] += 1

    def change_webhooks(self):
        """Webhooks get lost, doubled, late, out of order, or well again."""
        mode = self.random.choice(WEBHOOKS)
        self.tell_provider("webhooks", mode)
        self.counts[f"webhooks: {mode['mode']}"] += 1

    def plan_fault(self):
        """The provider fails one of its next requests by itself."""
        kind = self.random.choice(FAULTS)
        self.tell_provider("fault", {"kind": kind, "requests": 1})
        self.counts[f"provider: {kind.replace('_', ' ')}"] += 1

    def tell_provider(self, what, body):
        """The local Stripe's own door for such things."""
        request = urllib.request.Request(f"{self.stack['stripe_url']}/_local/{what}", json.dumps(body).encode(), {"content-type": "application/json"})
        urllib.request.urlopen(request, timeout=5).close()


def function_of(pid):
    """Which function a process is, where the system tells."""
    try:
        variables = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return "function"
    name = dict(each.partition(b"=")[::2] for each in variables).get(b"AWS_LAMBDA_FUNCTION_NAME", b"function")
    return os.fsdecode(name)
