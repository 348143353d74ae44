"""Deploys to AWS: `python3 local/release.py dev|prod`. `make deploy` is its everyday name.

Looks first at what an account may lack, deploys with the unmodified SAM CLI, protects the tables once they exist, and tries every route.
"""

import argparse
import os
import subprocess
import tomllib

import tools
from console import Trouble, main, say, step

# A parameter of the template, which says what is wanted in the end; a stack's first deployment goes without.
PROTECTION = "DeletionProtection"


def settings(environment):
    """An environment of samconfig.toml: the stack's name, its region, its parameters."""
    own = tomllib.loads((tools.ROOT / "samconfig.toml").read_text())[environment]["deploy"]["parameters"]
    parameters = dict(pair.split("=", 1) for pair in own["parameter_overrides"])
    if boundary := os.environ.get("PERMISSIONS_BOUNDARY_ARN"):
        parameters["PermissionsBoundary"] = boundary
    return own["stack_name"], own["region"], parameters


def command(environment, parameters, surroundings):
    """The call of SAM. The template is named: SAM would rather deploy what an old `sam build` left in .aws-sam."""
    call = [str(tools.binary("sam", "sam")), "deploy", "--config-env", environment, "--template-file", "template.yaml", "--no-progressbar"]
    bucket, role = surroundings.get("ARTIFACT_BUCKET"), surroundings.get("EXECUTION_ROLE_ARN")
    call += ["--s3-bucket", bucket] if bucket else ["--resolve-s3"]
    call += ["--role-arn", role] if role else []
    return [*call, "--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items())]


def rounds(parameters, is_first):
    """The deployments to make, by their parameters: a first one leaves tables unprotected until all of the stack is there."""
    if is_first and parameters.get(PROTECTION) == "true":
        return [{**parameters, PROTECTION: "false"}, parameters]
    return [parameters]


def sam(environment, parameters):
    """Lets SAM deploy; its words are the deployment's."""
    done = subprocess.run(command(environment, parameters, os.environ), cwd=tools.ROOT, env={**os.environ, "SAM_CLI_TELEMETRY": "0"}, check=False)
    if done.returncode:
        raise Trouble("sam deploy failed.", "docs/deploying.md says what to do with a deployment that failed half-way")


def listeners(sns, topic):
    """Who hears alarms: how many subscriptions are confirmed, and how many wait."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    arns = [one["SubscriptionArn"] for page in pages for one in page["Subscriptions"]]
    confirmed = sum(arn.startswith("arn:") for arn in arns)
    return confirmed, len(arns) - confirmed


def tell_listeners(sns, topic):
    """Alarms reach nobody before the subscription is confirmed: says so."""
    confirmed, waiting = listeners(sns, topic)
    if waiting:
        say(f"  {waiting} subscription to the alarms waits for its confirmation: follow the link in the mail from AWS Notifications.")
    if not confirmed:
        say("  Alarms reach nobody yet.")


def run():
    """Looks, deploys, tries."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environment", choices=("dev", "prod"))
    parser.add_argument("--only-look", action="store_true", help="look at the account, and deploy nothing")
    options = parser.parse_args()
    tools.ensure("sam")
    tools.run_inside("sam")
    import boto3  # here, because only that Python has it

    import deployment
    import readiness
    import smoke

    stack_name, region, parameters = settings(options.environment)
    session = boto3.Session(region_name=region)
    with step("look at the account") as current:
        stack = readiness.stack(session.client("cloudformation"), stack_name)
        found = list(readiness.look(session.client, options.environment, stack_name, stack, parameters))
        current.note(f"{len(found)} remarks" if found else "nothing lacks")
    for remark in found:
        say(f"  {'To do: ' if remark.blocks else 'Note:  '} {remark.text}")
    if blocking := [remark for remark in found if remark.blocks]:
        raise Trouble(f"the account is not ready: {len(blocking)} to do, nothing was deployed.", "docs/deploying.md")
    if options.only_look:
        return
    for wanted in rounds(parameters, stack is None):
        sam(options.environment, wanted)
    told = deployment.outputs(session.client("cloudformation"), stack_name)
    with step("try every route") as current:
        current.note(f"{smoke.test(told['ApiUrl'])} routes answer as they should")
    tell_listeners(session.client("sns"), told["AlarmsTopicArn"])


if __name__ == "__main__":
    main(run)
