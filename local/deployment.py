"""Puts the built binaries where the template expects them and deploys it, unchanged, with the unmodified SAM CLI."""

import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import tomllib

import building
from building import BUILT
from console import Trouble
from instance import lock
from tools import ROOT, TOOLS, binary

TEMPLATE = ROOT / "template.yaml"
PLACED = ROOT / "target" / "lambda"


def function_names():
    """The functions of the template, by the folder of their code."""
    return re.findall(r"CodeUri: target/lambda/([a-z-]+)/", TEMPLATE.read_text())


def settings():
    """The `local` environment of samconfig.toml: the stack's name and its parameters."""
    local = tomllib.loads((ROOT / "samconfig.toml").read_text())["local"]["deploy"]["parameters"]
    return local["stack_name"], dict(pair.split("=", 1) for pair in local["parameter_overrides"])


def architecture():
    """This machine's processor, in Lambda's words."""
    return {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}[platform.machine().lower()]


def place():
    """Copies each function's binary to target/lambda/NAME/bootstrap, stripped where `strip` exists. Only what changed is copied."""
    PLACED.mkdir(parents=True, exist_ok=True)
    with lock(PLACED):
        place_changed(PLACED / "placed.json")


def place_changed(marks_file):
    """Copies what differs from what the marks remember. What is not built yet is built at its first call."""
    marks = json.loads(marks_file.read_text()) if marks_file.exists() else {}
    for name in function_names():
        source, target = BUILT / name, PLACED / name / "bootstrap"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not source.exists():
            put(target, building.at_first_call(name))
        elif marks.get(name) != [mark(source), mark(target)]:
            copy(source, target)
            marks[name] = [mark(source), mark(target)]
    marks_file.write_text(json.dumps(marks))


def mark(path):
    """What changes when a file does."""
    return [path.stat().st_size, path.stat().st_mtime_ns] if path.exists() else None


def put(target, script):
    """A script in the place of a binary."""
    fresh = target.parent.with_suffix(".new")
    fresh.write_text(script)
    fresh.chmod(0o755)
    fresh.replace(target)


def copy(source, target):
    """A smaller copy of a binary, put in place whole: a running deployment never reads half of one."""
    fresh = target.parent.with_suffix(".new")
    strip = shutil.which("strip")
    if not strip or subprocess.run([strip, "-o", str(fresh), str(source)], capture_output=True, check=False).returncode:
        shutil.copy(source, fresh)
    fresh.chmod(0o755)
    fresh.replace(target)


def fingerprint(parameters):
    """Changes when the template, a parameter or a binary does."""
    digest = hashlib.sha256(TEMPLATE.read_bytes() + json.dumps(parameters, sort_keys=True).encode())
    for name in function_names():
        with (PLACED / name / "bootstrap").open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def deploy(instance, environment, stack_name, parameters):
    """`sam deploy`, as anybody would; its words go to the instance's deploy.log."""
    log = instance.logs / "deploy.log"
    command = [binary("sam", "sam"), "deploy", "--config-env", "local", "--template-file", TEMPLATE, "--stack-name", stack_name, "--no-progressbar"]
    command += ["--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items())]
    quiet = {"SAM_CLI_TELEMETRY": "0", "__SAM_CLI_APP_DIR": str(TOOLS / "sam-home"), "HOME": str(instance.folder), "PATH": os.environ["PATH"]}
    with log.open("w") as out:
        done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**quiet, **environment}, stdout=out, stderr=out, check=False)
    if done.returncode:
        raise Trouble(f"sam deploy failed: {reason(log)}", f"see {log} and {instance.logs / 'aws.log'}")


def reason(log):
    """The line of SAM's log that says what failed."""
    lines = log.read_text().splitlines()
    told = [line for line in lines if "FAILED" in line or line.startswith("Error")]
    return (told or lines or ["it said nothing"])[-1].strip()


def outputs(cloudformation, stack_name):
    """The outputs of the deployed stack."""
    stack = cloudformation.describe_stacks(StackName=stack_name)["Stacks"][0]
    return {row["OutputKey"]: row["OutputValue"] for row in stack["Outputs"]}


def debug_binary(name):
    """The path of a built program that is not a function."""
    path = pathlib.Path(BUILT / name)
    if not path.exists():
        raise Trouble(f"the program {name} is missing: {path}", "build with: make build")
    return path
