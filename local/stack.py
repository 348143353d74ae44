"""The local stack: `python3 local/stack.py VERB [--instance FOLDER]`. `make demo` and `make stop` are its everyday names."""

import argparse
import shlex
import time

import building
import deployment
import instance
import processes
import tools
from console import main, say

VERBS = {
    "install": "install the pinned tools, or those named: sam, aws, catalogue, ship, localstripe, attack",
    "up": "start the local AWS and the local Stripe and deploy the shop; does only what is not done",
    "status": "say what runs, and where",
    "env": "print the variables that point programs at the stack: eval \"$(... env)\"",
    "invoke": "run one function on an event: invoke place-order [EVENT.json]",
    "samples": "run every sample of events/ in the order of docs/api-walkthrough.md, and print a table",
    "demo": "up, then a catalogue of real products and one buyer's journey",
    "shop": "up, then say where the shop and its desk are, and whom to log in as",
    "down": "end everything; the shop's local data go with it",
}


def arguments():
    """The command line."""
    lines = "\n".join(f"  {verb:8} {what}" for verb, what in VERBS.items())
    parser = argparse.ArgumentParser(description=f"{__doc__}\n\n{lines}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=VERBS, metavar="VERB")
    parser.add_argument("what", nargs="*", help="for install: tools; for invoke: the function and its event")
    parser.add_argument("--instance", default=instance.USUAL, help="the folder of this instance (default: %(default)s)")
    parser.add_argument("--port", type=int, help="the port of the local AWS (default: 4566 for the usual instance, if it is free; else any)")
    parser.add_argument("--payment-window", type=int, metavar="SECONDS", help="how long an unpaid order keeps its stock (default: as it runs, else 900)")
    parser.add_argument("--build", action="store_true", help="for up: build every function first")
    return parser.parse_args()


def status(here):
    """Says what runs."""
    for name in ("aws", "stripe"):
        pid = here.read("processes").get(name)
        say(f"  {name:8} {f'runs, process {pid}' if processes.running(here, name) else 'does not run'}")
    stack = here.read("stack")
    for name in [key for key in stack if key.endswith("_url")]:
        say(f"  {name.removesuffix('_url'):8} {stack[name]}")
    say(f"  logs     {here.logs}")


def down(here):
    """Ends everything of an instance."""
    started = time.monotonic()
    found = processes.forget(here)
    say(f"  stopped ({time.monotonic() - started:.1f} s)" if found else "  nothing was running")


def env(here):
    """Prints what a shell needs."""
    for key, value in here.stack()["environment"].items():
        say(f"export {key}={shlex.quote(value)}")


def in_tools_python(options, here):
    """The verbs that speak to the local AWS go on in the Python that has its libraries."""
    if options.verb == "install":
        return tools.ensure(*(options.what or ("sam", "aws", "catalogue")))
    started = time.monotonic()
    tools.ensure("sam", "aws", *(["catalogue"] if options.verb == "demo" else []))
    tools.run_inside("aws", time.monotonic() - started)
    import lifecycle  # here, because it imports what only that Python has

    if options.verb == "invoke":
        import invocation

        invocation.show(here, *options.what)
    elif options.verb == "samples":
        import samples

        samples.run(here)
    elif options.verb == "demo":
        import demo

        demo.show(here, options)
    elif options.verb == "shop":
        import demo

        lifecycle.up(here, options)
        demo.addresses(here)
    else:
        if options.build:
            building.build(deployment.function_names())
        lifecycle.up(here, options)


def run():
    """Does one verb."""
    options = arguments()
    here = instance.of(options.instance)
    simple = {"status": status, "env": env, "down": down}
    if options.verb in simple:
        simple[options.verb](here)
    else:
        in_tools_python(options, here)


if __name__ == "__main__":
    main(run)
