"""Mistakes made on purpose, one for each thing that a gate is there for; `gates.py` says which of them went unnoticed."""

from console import Trouble
from tools import ROOT

# In a copy of the template: the tool, the rule that must notice, the resource, the text that is replaced, and by what.
MISTAKES = [
    ("cfn-lint", "E3002", "PaymentSyncsQueue", "ReceiveMessageWaitTimeSeconds: 20", "ReceiveMessageWait: 20"),
    ("cfn-lint", "ES6000", "PaymentSyncsQueue", "      RedrivePolicy: { deadLetterTargetArn: !GetAtt PaymentSyncsDeadLetterQueue.Arn, maxReceiveCount: 5 }\n", ""),
    ("cfn-lint", "ES2003", "Api", "      DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 500 }\n", ""),
    ("checkov", "CKV_AWS_28", "AccountsTable", "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false"),
    ("checkov", "CKV_AWS_62", "SignUpRole", "Action: sqs:SendMessage, Resource: !GetAtt NotificationsQueue.Arn", 'Action: "*", Resource: "*"'),
    ("checkov", "CKV_AWS_60", "SignUpRole", "Principal: { Service: lambda.amazonaws.com }", 'Principal: { AWS: "*" }'),
    ("checkov", "CKV_AWS_66", "ApiLog", "RetentionInDays: !Ref LogRetentionDays", "Tags: []"),
    ("checkov", "CKV_AWS_45", "SignUp", "          ACCOUNTS_TABLE: !Ref AccountsTable\n", "          KEY: AKIA" + "IOSFODNN7EXAMPLE\n          ACCOUNTS_TABLE: !Ref AccountsTable\n"),
]
# In files of their own. Each is put together here, so that this file holds none of them.
SECRETS = [
    ("key = AKIA" + "Z7QX5T2PL4NWSD3K", "AWS Access Key"),
    ("stripe: sk_live_" + "4eC39HqLyjWD" + "arjtT1zdp7dcQ8Rm", "Stripe Access Key"),
    ("-----BEGIN " + "PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v\n-----END " + "PRIVATE KEY-----", "Private Key"),
    ("eyJhbGci" + "OiJFZERTQSJ9.eyJzdWIi" + "OiJieXJfMSJ9.c2lnbmF0" + "dXJlLW9mLXRoZQ", "JSON Web Token"),
    ("pass" + 'word = "correct horse battery"', "Secret Keyword"),
    ('salt = "' + "c3VwZXIgbG9u" + "ZyBzdHJpbmcg" + "c2hvdWxkIGNh" + 'dXNlIGVub3VnaA"', "Base64 High Entropy String"),
]


def template(folder):
    """A copy of the template with all of the mistakes in it."""
    text = (ROOT / "template.yaml").read_text()
    for tool, rule, _, old, new in MISTAKES:
        if old not in text:
            raise Trouble(f"the mistake for {tool} {rule} cannot be made: template.yaml has no {old!r}", "change it in local/planted.py")
        text = text.replace(old, new, 1)
    copy = folder / "template.yaml"
    copy.write_text(text)
    return copy


def files(folder):
    """A file for each kind of secret."""
    for at, (text, _) in enumerate(SECRETS):
        file = folder / f"secret_{at}.py"
        file.write_text(f"{text}\n")
        yield file


def unnoticed(tool, found):
    """The mistakes that a tool was there for and did not find."""
    seen = {(rule, where) for _, rule, where, _ in found}
    kinds = {rule for _, rule, _, _ in found}
    if tool == "detect-secrets":
        return [f"{tool} did not notice a planted secret: {kind}" for _, kind in SECRETS if kind not in kinds]
    wanted = [(rule, where) for of, rule, where, _, _ in MISTAKES if of == tool]
    return [f"{tool} did not notice a planted mistake: {rule} at {where}" for rule, where in wanted if (rule, where) not in seen]


def count():
    """How many mistakes there are."""
    return len(MISTAKES) + len(SECRETS)
