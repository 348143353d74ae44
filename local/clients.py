"""Checks that openapi.yaml makes good clients: two linters, a client in Python that imports, and the shop's own in TypeScript. `make clients`.

`clients.py types` writes what the TypeScript client is generated from anew. `clients.py order --instance FOLDER` buys something with it.
"""

import argparse
import concurrent.futures
import os
import pathlib
import tempfile

import tools
import typescript
from console import Trouble, main, step
from node import DESCRIPTION, NODE_TOOLS, command, environment, install, node

PYTHON_CONFIG = tools.ROOT / "local" / "clients" / "python-client.yaml"
# A copy of a type per status is the commonest flaw of generated clients: there is one class for every refusal.
PROBLEM_CLASSES = 2


def lint():
    """Redocly's recommended rules, and swagger-parser's validation."""
    programs = NODE_TOOLS / "node_modules" / ".bin"
    with step("lint openapi.yaml with Redocly and swagger-parser"):
        command(programs / "redocly", "lint", DESCRIPTION, env=environment())
        script = f"require('@apidevtools/swagger-parser').default.validate({str(DESCRIPTION)!r}).catch(error => {{ console.error(String(error)); process.exit(1) }})"
        command(node() / "node", "-e", script, cwd=NODE_TOOLS, env=environment())


def python(folder):
    """A client by openapi-python-client that imports, with one class for all refusals."""
    with step("generate and import a Python client") as current:
        out = folder / "python_client"
        # The generator formats what it made with ruff, which its environment brings.
        tool = {**os.environ, "PATH": f"{tools.TOOLS / 'clients' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        command(tools.binary("clients", "openapi-python-client"), "generate", "--path", DESCRIPTION, "--output-path", out, "--meta", "none", "--config", PYTHON_CONFIG, "--fail-on-warning", env=tool)
        modules = sorted(path.relative_to(folder).with_suffix("") for path in out.rglob("*.py"))
        names = [".".join(part for part in module.parts if part != "__init__") for module in modules]
        command(tools.binary("clients", "python"), "-c", "".join(f"import {name}\n" for name in names), cwd=folder)
        problems = [path.name for path in (out / "models").glob("problem*.py")]
        if len(problems) > PROBLEM_CLASSES:
            raise Trouble(f"a refusal has {len(problems)} classes in Python: {', '.join(problems)}", "let every refusal of openapi.yaml refer to components/schemas/Problem")
        current.note(f"{len(list((out / 'models').glob('*.py'))) - 1} models")


def check():
    """Lints, and makes the clients: one in each language at the same time."""
    with concurrent.futures.ThreadPoolExecutor() as pool, tempfile.TemporaryDirectory() as folder:
        ours = pool.submit(typescript.check)
        lint()
        python(pathlib.Path(folder))
        ours.result()


def run():
    """Installs what it needs, then does what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", nargs="?", choices=("check", "types", "order"), default="check")
    parser.add_argument("--instance", help="for order: the folder of the running stack")
    options = parser.parse_args()
    install()
    if options.verb == "types":
        typescript.write_types()
    elif options.verb == "order":
        typescript.order(options.instance)
    else:
        check()


if __name__ == "__main__":
    main(run)
