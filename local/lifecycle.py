"""Brings an instance up: the local AWS, the local Stripe, the deployment, and stack.json, which tells all about it."""

import json
import os
import time
import urllib.request

import boto3

import deployment
import instance as instances
import keys
import processes
import routes
import tools
from console import Trouble, say, step

# The port of the everyday instance, where it is free. Other instances take any: two that start together must not meet.
USUAL_PORT = 4566
PAYMENT_WINDOW_SECONDS = 900
SENDER = "shop@backroom.example"
# Where a browser finds the pages, which want a root of their own. Browsers take every name below localhost for this machine.
SHOP_HOST = "shop.localhost"


def start_aws(here, port, through=None, also=None):
    """Starts MiniStack unless it runs. Returns its endpoint. Functions reach it there, or `through` a proxy, and inherit what is set `also`."""
    endpoint = here.read("stack").get("endpoint_url")
    if endpoint and processes.running(here, "aws") and processes.answers(f"{endpoint}/_ministack/health"):
        return endpoint
    processes.forget(here)
    usual = port or (USUAL_PORT if here == instances.of(instances.USUAL) else 0)
    chosen = processes.free_port(usual)
    if port and chosen != port:
        raise Trouble(f"port {port} is taken.", "choose another with --port, or end what uses it")
    with step("start the local AWS") as current:
        endpoint = f"http://127.0.0.1:{chosen}"
        own = {
            "PATH": os.environ["PATH"], "HOME": str(here.folder), "TMPDIR": str(here.folder / "tmp"), "STATE_DIR": str(here.folder / "aws"),
            "GATEWAY_PORT": str(chosen), "BIND_HOST": "127.0.0.1", "AUTH": "true", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0",
            "MINISTACK_REGION": instances.REGION, "LOG_LEVEL": "WARNING", **instances.environment(through or endpoint), **(also or {}),
        }
        command = [tools.binary("aws", "python"), tools.ROOT / "local" / "start_aws.py", here.folder]
        processes.start(here, "aws", command, own, f"{endpoint}/_ministack/health")
        current.note(endpoint if usual in (0, chosen) else f"{endpoint} (port {usual} is taken)")
    return endpoint


def start_stripe(here, secrets):
    """Starts the local Stripe unless it runs, or a key of Stripe's test mode takes its place. Returns its address."""
    if keys.test_mode_key():
        return "https://api.stripe.com"
    known = here.read("stripe-port").get("port")
    if known and processes.running(here, "stripe"):
        return f"http://127.0.0.1:{known}"
    port = processes.free_port(known or 0)
    here.write("stripe-port", {"port": port})
    with step("start the local Stripe") as current:
        run_stripe(here, secrets, port)
        current.note(f"http://127.0.0.1:{port}")
    return f"http://127.0.0.1:{port}"


def run_stripe(here, secrets, port):
    """Starts the local Stripe's program, which goes on with the books that it finds."""
    command = [deployment.debug_binary("local-stripe"), "--port", port, "--secret-key", secrets["stripe_secret_key"]]
    command += ["--webhook-secret", secrets["stripe_webhook_secret"], "--state", here.folder / "stripe.json"]
    processes.start(here, "stripe", command, {"PATH": os.environ["PATH"]}, f"http://127.0.0.1:{port}/_local/health")


def up(here, options, through=(None, None), also=None):
    """Brings the instance to what the checkout says, and writes stack.json. Whoever else does so meanwhile waits.

    `through` are a proxy's addresses, by which functions reach the local AWS and the local Stripe. What is set `also`, the local AWS,
    every function and the operator find in their environments.
    """
    here.prepare()
    with instances.lock(here.folder):
        bring_up(here, options, *through, also or {})


def bring_up(here, options, aws_through, stripe_through, also):
    """Start, deploy, describe; each does only what is not done."""
    started = time.monotonic()
    deployment.place()
    secrets = keys.of(here)
    stack_name, parameters = deployment.settings()
    endpoint = start_aws(here, options.port, aws_through, also)
    stripe = start_stripe(here, secrets)
    aws = clients(endpoint)
    window = options.payment_window or here.read("stack").get("payment_window_seconds", PAYMENT_WINDOW_SECONDS)
    parameters |= {"Architecture": deployment.architecture(), "SenderAddress": SENDER, "StripeApiUrl": stripe_through or stripe, "PaymentWindowSeconds": str(window)}
    parameters |= {"ShopUrl": shop_root(endpoint), "StripeScriptUrl": stripe_script(stripe), "StripePublishableKey": keys.publishable_key()}
    wanted = deployment.fingerprint({**parameters, **secrets})
    if here.read("deployed").get("fingerprint") != wanted:
        with step("deploy template.yaml with SAM") as current:
            keys.put(aws("ssm"), parameters, secrets)
            verify_sender(aws("sesv2"))
            deployment.deploy(here, instances.environment(endpoint), stack_name, parameters)
            api, made = routes.finish(aws, stack_name)
            routes.name(aws("apigatewayv2"), api, SHOP_HOST)
            current.note(f"{len(deployment.function_names())} functions, {made or 'no new'} routes")
        here.write("deployed", {"fingerprint": wanted, "api": api})
    describe(here, aws, endpoint, stripe, stack_name, window, secrets, also)
    if not keys.test_mode_key():
        tell_stripe(stripe, here.read("stack")["api_url"], secrets["stripe_webhook_secret"])
    say(f"  The stack is up ({time.monotonic() - started:.1f} s): {here.read('stack')['api_url']}")


def shop_root(endpoint):
    """Where the pages are, without a slash at the end."""
    return f"http://{SHOP_HOST}:{endpoint.rsplit(':', 1)[1]}"


def stripe_script(stripe):
    """The script of the payment page, from the local Stripe or from Stripe itself."""
    return "https://js.stripe.com/clover/stripe.js" if keys.test_mode_key() else f"{stripe}/clover/stripe.js"


def clients(endpoint):
    """A function from a service's name to its client."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=instances.REGION)
    return lambda service: session.client(service, endpoint_url=endpoint)


def verify_sender(ses):
    """The owner's part on AWS: the address that mails come from is verified."""
    try:
        ses.create_email_identity(EmailIdentity=SENDER)
    except ses.exceptions.AlreadyExistsException:
        return


def tell_stripe(stripe, api_url, secret):
    """Registers the shop's webhook with the local Stripe."""
    body = json.dumps({"url": f"{api_url}/webhooks/stripe", "secret": secret}).encode()
    request = urllib.request.Request(f"{stripe}/_local/webhooks", body, {"content-type": "application/json"})
    urllib.request.urlopen(request, timeout=5).close()


def describe(here, aws, endpoint, stripe, stack_name, payment_window, secrets, also):
    """Writes stack.json; what the demonstration added to it (people, catalogue) stays."""
    told = deployment.outputs(aws("cloudformation"), stack_name)
    tables = {name: told[f"{name.capitalize()}TableName"] for name in ("accounts", "carts", "products", "stock", "orders", "desk", "webhooks", "audit", "recommendations", "settings")}
    queues = {
        "payment-syncs": told["PaymentSyncsQueueUrl"], "payment-syncs_dlq": told["PaymentSyncsDeadLetterQueueUrl"],
        "notifications": told["NotificationsQueueUrl"], "notifications_dlq": told["NotificationsDeadLetterQueueUrl"], "parked": told["ParkedQueueUrl"],
        "project-changes-failures": told["ProjectChangesFailuresQueueUrl"],
        "images": told["ImagesQueueUrl"], "images_dlq": told["ImagesDeadLetterQueueUrl"],
        "webhooks": told["WebhooksQueueUrl"], "webhooks_dlq": told["WebhooksDeadLetterQueueUrl"],
        "publish-changes-failures": told["PublishChangesFailuresQueueUrl"],
        "search-changes": told["SearchChangesQueueUrl"], "search-changes_dlq": told["SearchChangesDeadLetterQueueUrl"],
    }
    environment = {**instances.environment(endpoint), **{f"{name.upper()}_TABLE": table for name, table in tables.items()}, "SEARCH_BUCKET": told["SearchBucketName"], "MEDIA_BUCKET": told["MediaBucketName"]}
    environment |= {"STRIPE_API_URL": stripe, "NOTIFICATIONS_QUEUE_URL": queues["notifications"], "STRIPE_SECRET_KEY_PARAMETER": deployment.settings()[1]["StripeSecretKeyParameter"], **also}
    here.write("stack", {
        **here.read("stack"),
        "api_url": f"{endpoint}/_aws/execute-api/{here.read('deployed')['api']}/v1",
        "shop_url": f"{shop_root(endpoint)}/",
        "desk_url": f"{shop_root(endpoint)}/desk",
        "mailbox_url": f"{endpoint}/_ministack/ses/messages",
        "stripe_url": stripe,
        "stripe_script_url": stripe_script(stripe),
        "stripe_publishable_key": keys.publishable_key(),
        "endpoint_url": endpoint,
        "region": instances.REGION,
        "stack_name": stack_name,
        "payment_window_seconds": payment_window,
        "tables": tables,
        "queues": queues,
        "functions": {name: f"{stack_name}-{name}" for name in deployment.function_names()},
        "environment": environment,
        "processes": here.read("processes"),
        "logs": str(here.logs),
        **({} if keys.test_mode_key() else {name: secrets[name] for name in ("stripe_secret_key", "stripe_webhook_secret")}),
    })
