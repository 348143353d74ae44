"""What an account may lack before a deployment. Each remark blocks the deployment, or is a note."""

import typing

# States of a stack that takes no update, and what gets it out of there.
STUCK = {
    "ROLLBACK_COMPLETE": "its first deployment failed: delete the stack, which holds nothing",
    "ROLLBACK_FAILED": "its first deployment could not be undone: see docs/deploying.md",
    "UPDATE_ROLLBACK_FAILED": "an update could not be undone: `aws cloudformation continue-update-rollback`",
    "DELETE_FAILED": "it could not be deleted: see docs/deploying.md",
}
# Parameters of the template that name a parameter of the parameter store: one that is public, and those that are kept encrypted.
PUBLIC = ("AccessTokenPublicKeys",)
ENCRYPTED = ("SigningKeyParameter", "StripeSecretKeyParameter", "StripeWebhookSecretsParameter")
# Functions that hash passwords; and what Lambda keeps for all functions without a reservation.
HASHING_FUNCTIONS = 6
UNRESERVED = 100
# Fewer executions than this turn buyers away on an ordinary day: a new account may have ten.
ENOUGH_EXECUTIONS = 200
# Mails a second that SES must take: API Gateway lets twenty sign-ups a second through.
ENOUGH_MAILS = 14


class Remark(typing.NamedTuple):
    """What lacks, and whether nothing can be deployed without it."""

    blocks: bool
    text: str


def stack(cloudformation, name):
    """The stack, or None where there is none."""
    try:
        return cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except cloudformation.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def look(client, environment, stack_name, known, parameters):
    """All remarks. `client` makes a client of a service by its name."""
    is_prod = environment == "prod"
    yield from of_the_stack(client("dynamodb"), stack_name, known)
    yield from of_mail(client("sesv2"), is_prod, parameters)
    yield from of_secrets(client("ssm"), parameters)
    yield from of_the_store(client("ssm"), is_prod)
    yield from of_functions(client("lambda"), is_prod, int(parameters.get("HashingConcurrency", "0")))
    if not parameters.get("AlarmAddress"):
        yield Remark(is_prod, "AlarmAddress is empty: alarms will reach nobody")


def of_the_stack(dynamodb, stack_name, known):
    """A stack that takes no update, and what an earlier one left."""
    if known and known["StackStatus"] in STUCK:
        yield Remark(True, f"the stack {stack_name} is {known['StackStatus']}: {STUCK[known['StackStatus']]}")
    for table in () if known else ("accounts", "carts", "products", "stock", "orders", "desk", "webhooks", "recommendations", "settings"):
        try:
            dynamodb.describe_table(TableName=f"{stack_name}-{table}")
        except dynamodb.exceptions.ResourceNotFoundException:
            continue
        yield Remark(True, f"the table {stack_name}-{table} is there without its stack: import it, or delete it (docs/deploying.md)")


def of_mail(ses, is_prod, parameters):
    """Whether SES sends as the shop, to everybody, and fast enough."""
    identity = parameters.get("SenderIdentity") or parameters["SenderAddress"]
    try:
        if not ses.get_email_identity(EmailIdentity=identity)["VerifiedForSendingStatus"]:
            yield Remark(True, f"SES waits for {identity} to be verified: no mail can be sent")
    except ses.exceptions.NotFoundException:
        yield Remark(True, f"SES does not know {identity}: no mail can be sent")
    account = ses.get_account()
    if not account["SendingEnabled"]:
        yield Remark(True, "SES has paused the account: no mail can be sent")
    if not account["ProductionAccessEnabled"]:
        yield Remark(is_prod, "SES is in its sandbox: only verified addresses get mail; ask for production access")
    elif account["SendQuota"]["MaxSendRate"] < ENOUGH_MAILS:
        yield Remark(False, f"SES takes {account['SendQuota']['MaxSendRate']:g} mails a second, less than {ENOUGH_MAILS}: ask for more")


def of_secrets(ssm, parameters):
    """Whether each parameter is there, and kept as it should be. Its value is not read."""
    names = {parameters[key]: "String" for key in PUBLIC} | {parameters[key]: "SecureString" for key in ENCRYPTED}
    filters = [{"Key": "Name", "Option": "Equals", "Values": list(names)}]
    pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=filters)
    there = {one["Name"]: one["Type"] for page in pages for one in page["Parameters"]}
    for name, kind in names.items():
        if name not in there:
            yield Remark(True, f"the parameter {name} ({kind}) is not in the parameter store")
        elif there[name] != kind:
            yield Remark(True, f"the parameter {name} is a {there[name]}, and has to be a {kind}")


def of_the_store(ssm, is_prod):
    """Whether the parameter store takes more than 40 reads a second: a deployment under load renews all processes at once."""
    setting = ssm.get_service_setting(SettingId="/ssm/parameter-store/high-throughput-enabled")["ServiceSetting"]
    if is_prod and setting["SettingValue"] != "true":
        yield Remark(False, "the parameter store takes 40 reads a second: docs/deploying.md has the setting for more")


def of_functions(functions, is_prod, reserved):
    """Whether Lambda runs enough at once."""
    most = functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    needed = UNRESERVED + HASHING_FUNCTIONS * reserved
    if reserved and most < needed:
        yield Remark(True, f"HashingConcurrency={reserved} needs {needed} executions at once, and the account may have {most}")
    if most < ENOUGH_EXECUTIONS:
        yield Remark(False, f"the account may have {most} executions at once{', which a busy minute exceeds' if is_prod else ''}: ask for 1,000")
