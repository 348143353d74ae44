"""The gates that are other people's programs: cfn-lint with the serverless rules, checkov, detect-secrets. `make gates`.

Each looks at what is there and, in the same run, at something broken on purpose: a gate that does not notice that is no gate. What may
pass all the same stands in gates.toml with its reason. Nothing here asks the network, once the tools are installed.
"""

import concurrent.futures
import fnmatch
import json
import os
import re
import shutil
import subprocess
import tomllib

import planted
import tools
from console import Trouble, main, say, step

EXCEPTIONS = tools.ROOT / "gates.toml"
PLANTED = tools.ROOT / ".local" / "gates"
SHORTEST_REASON = 30


def lint(templates):
    """What cfn-lint finds: (file, rule, resource, words)."""
    program = tools.binary("sam", "cfn-lint")
    found = output([program, "--append-rules", "cfn_lint_serverless.rules", "--format", "json", "--template", *templates])
    for one in found:
        path = [str(part) for part in one["Location"]["Path"] or ["", "the template"]]
        yield one["Filename"], one["Rule"]["Id"], path[1] if len(path) > 1 else path[0], one["Message"]


def check(templates):
    """What checkov finds, without downloading anything."""
    files = [argument for template in templates for argument in ("--file", template)]
    program = tools.binary("gates", "checkov")
    report = output([program, *files, "--framework", "cloudformation", "--skip-download", "--quiet", "--output", "json"])
    if report["summary"]["parsing_errors"] or not report["summary"]["passed"]:
        raise Trouble(f"checkov could not read the templates: {report['summary']}")
    for one in report["results"]["failed_checks"]:
        yield one["file_abs_path"], one["check_id"], one["resource"].rsplit(".", 1)[-1], one["check_name"]


def scan(files):
    """What detect-secrets finds in each file: (file, kind, the whole line). Its own ways of looking away are off."""
    from detect_secrets.core import scan as scanner
    from detect_secrets.settings import default_settings

    with default_settings() as settings:
        settings.disable_filters("detect_secrets.filters.allowlist.is_line_allowlisted")
        for file in files:
            found = {(secret.type, secret.line_number) for secret in scanner.scan_file(str(file))}
            lines = file.read_text(errors="replace").splitlines() if found else []
            for kind, at in sorted(found):
                yield str(file), kind, lines[at - 1].strip(), "looks like a secret"


def output(command):
    """The JSON that a program prints. Its status says whether it found something, and so do the findings."""
    ran = subprocess.run([str(part) for part in command], cwd=tools.ROOT, env={**os.environ, "LOG_LEVEL": "ERROR"}, capture_output=True, text=True, check=False)
    try:
        return json.loads(ran.stdout)
    except ValueError:
        last = (ran.stderr or ran.stdout).strip().splitlines() or ["nothing"]
        raise Trouble(f"{command[0].name} said what nobody can read: {last[-1]}") from None


def excused(exception, file, rule, where):
    """Whether an exception is for this finding."""
    if "line" in exception:
        here = exception["kind"] == rule and fnmatch.fnmatch(file, exception["file"])
        return here and re.fullmatch(exception["line"], where) is not None
    return exception["rule"] == rule and where in exception.get("only", [where])


def judge(tool, found, exceptions):
    """What is left of the findings after the exceptions; and the exceptions that nothing needed."""
    left, needed = [], set()
    for file, rule, where, words in found:
        name = os.path.relpath(file, tools.ROOT)
        matching = [at for at, exception in enumerate(exceptions) if excused(exception, name, rule, where)]
        needed.update(matching)
        if not matching:
            left.append(f"{tool}: {name}: {rule}: {where}: {words}")
    stale = [f"gates.toml: nothing needs this any more: {exception}" for at, exception in enumerate(exceptions) if at not in needed]
    return left + stale


def tracked():
    """The files under version control, and those that are about to be."""
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=tools.ROOT, capture_output=True, text=True, check=True)
    paths = [tools.ROOT / name for name in names.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def run():
    """Installs what is missing, looks, and tells all that is wrong."""
    tools.ensure("sam", "gates")
    tools.run_inside("gates")
    exceptions = tomllib.loads(EXCEPTIONS.read_text())
    wrong = [f"gates.toml: no reason: {one}" for entries in exceptions.values() for one in entries if len(one.get("reason", "")) < SHORTEST_REASON]
    shutil.rmtree(PLANTED, ignore_errors=True)
    PLANTED.mkdir(parents=True)
    template, broken = tools.ROOT / "template.yaml", planted.template(PLANTED)
    with concurrent.futures.ThreadPoolExecutor() as pool, step("cfn-lint, checkov and detect-secrets") as current:
        jobs = {
            "cfn-lint": pool.submit(lambda: list(lint([template, broken]))),
            "checkov": pool.submit(lambda: list(check([template, broken]))),
            "detect-secrets": pool.submit(lambda: list(scan([*tracked(), *planted.files(PLANTED)]))),
        }
        for tool, job in jobs.items():
            found = job.result()
            aside = [one for one in found if str(PLANTED) in one[0]]
            wrong += judge(tool, [one for one in found if one not in aside], exceptions.get(tool, []))
            wrong += planted.unnoticed(tool, aside)
        current.note(f"{planted.count()} planted mistakes noticed")
    for line in wrong:
        say(f"  {line}")
    if wrong:
        raise Trouble(f"the gates found {len(wrong)} wrongs.", "put each right; what may stay goes into gates.toml, with the reason")


if __name__ == "__main__":
    main(run)
