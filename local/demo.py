"""From a clean checkout to a paid order: the stack, a catalogue of real products, and one buyer's journey, each step with its time."""

import contextlib
import os
import secrets
import subprocess
import time

import building
import client
import deployment
import keys
import lifecycle
import pictures
import processes
import tools
from console import Trouble, paint, say, step

# So many products get a picture: one page of a list.
PICTURES = 20
CATALOGUE = tools.ROOT / ".local" / "catalogue.csv"
ADDRESS = {"name": "Ada Buyer", "line1": "1 Market Street", "city": "Cincinnati", "region": "OH", "postal_code": "45202", "country": "US"}


def show(here, options):
    """The whole demonstration. It leaves the stack running."""
    started = time.monotonic()
    parts = {"install tools": tools.seconds_to_install()}
    try:
        with part(parts, "build"):
            building.build_demo(deployment.function_names())
        with part(parts, "start"):
            lifecycle.up(here, options)
        shop = client.Shop(here.stack())
        with part(parts, "seed"):
            import_catalogue(here)
            appoint_merchant(here, shop)
            paint_products(here, shop)
        with part(parts, "buy"):
            walk(here, shop)
        bought = time.monotonic()
        with part(parts, "the rest"):
            building.build(deployment.function_names())
            index_catalogue(here)
    except Trouble as trouble:
        raise Trouble(trouble.what, trouble.do or f"the logs are in {here.logs}; functions write to aws.log; make stop ends the stack") from None
    seconds = parts["install tools"] + bought - started
    say(f"\n  {paint('A paid order and its receipt', 1)} in {seconds:.1f} s. The shop stays open; make stop closes it.\n")
    for name, took in parts.items():
        say(f"  {name:<16}{took:8.1f} s")
    addresses(here)


def addresses(here):
    """Where the shop is, and whom to be there."""
    stack = here.stack()
    say(f"\n  the shop     {paint(stack['shop_url'], 36)}\n  the desk     {paint(stack['desk_url'], 36)}")
    for who in ("buyer", "merchant"):
        if person := stack.get(who):
            say(f"  {who:<12} {person['email']}  {person['password']}")
    say("  a card       4242 4242 4242 4242, any date to come, any CVC")
    say(f"\n  the API      {stack['api_url']}\n  the mailbox  {stack['mailbox_url']}\n  all about it {here.stack_file.relative_to(tools.ROOT)}")


@contextlib.contextmanager
def part(parts, name):
    """Notes how long a part took."""
    started = time.monotonic()
    yield
    parts[name] = time.monotonic() - started


def import_catalogue(here):
    """Imports the catalogue once per stack; the import itself may be repeated without harm."""
    if not CATALOGUE.exists():
        with step("make a catalogue from a real supermarket's year"):
            python, script = tools.binary("catalogue", "python"), tools.ROOT / "local" / "catalogue.py"
            if subprocess.run([python, script, CATALOGUE], check=False).returncode:
                raise Trouble("the catalogue could not be made.", "read the words above")
    if here.read("stack").get("catalogue"):
        return
    with step("import the catalogue") as current:
        operator(here, "import", str(CATALOGUE))
        current.note(f"{sum(1 for _ in CATALOGUE.open()) - 1} products")
    here.write("stack", {**here.stack(), "catalogue": str(CATALOGUE)})


def index_catalogue(here):
    """The search index, once per stack: until the rest was built, nobody had made it."""
    if here.read("stack").get("indexed"):
        return
    with step("make the search index"):
        operator(here, "search", "rebuild")
    here.write("stack", {**here.stack(), "indexed": True})


def operator(here, *words):
    """The operator's program, pointed at the stack."""
    command = [str(deployment.debug_binary("backroom")), *words]
    log = here.logs / "operator.log"
    with log.open("a") as out:
        done = subprocess.run(command, env={"PATH": os.environ["PATH"], **here.stack()["environment"]}, stdout=out, stderr=out, check=False)
    if done.returncode:
        raise Trouble(f"`backroom {words[0]}` failed: {processes.tail(log)}", f"see {log}")


def appoint_merchant(here, shop):
    """An owner of the shop, once per stack."""
    if "merchant" in here.stack():
        return
    with step("sign an owner up, and grant the role") as current:
        merchant = shop.sign_up("merchant")
        operator(here, "grant-role", merchant["email"])
        here.write("stack", {**here.stack(), "merchant": merchant})
        current.note(merchant["email"])


def paint_products(here, shop):
    """Pictures for what the first page of the catalogue shows, once per stack, by the way that a merchant's browser takes."""
    if here.read("stack").get("pictures"):
        return
    with step("upload pictures of the first products") as current:
        token = shop.log_in(here.stack()["merchant"])
        shelf = shop.call("GET", f"/products?sort=name&limit={PICTURES}")[1]["products"]
        for each in shelf:
            body = {"content_type": "image/png", "alt": each["name"]}
            form = shop.call("POST", f"/merchant/products/{each['id']}/images", body, token)[1]
            client.upload(form, pictures.picture(each["name"], each["category"]))
        show = lambda: shop.call("GET", f"/merchant/products/{shelf[-1]['id']}", token=token)[1]["images"]
        client.wait_for("the last of them", show)
        current.note(f"{len(shelf)} of them; in lists after a minute at most")
    here.write("stack", {**here.stack(), "pictures": len(shelf)})


def walk(here, shop):
    """One buyer, from sign-up to receipt."""
    with step("sign a buyer up; the mailed code is taken") as current:
        buyer = shop.sign_up("buyer")
        here.write("stack", {**here.stack(), "buyer": buyer})
        current.note(buyer["email"])
    with step("log in"):
        token = shop.log_in(buyer)
    with step("list products by name") as current:
        shelf = shop.call("GET", "/products?sort=name&limit=20")[1]["products"]
        current.note(f"{len(shelf)} on the first page, from {shelf[0]['name']!r}")
    order = place(shop, token, shelf)
    here.write("stack", {**here.stack(), "order": order["id"]})
    pay(here, shop, token, order, buyer)


def place(shop, token, shelf):
    """An order of several lines, at the prices seen."""
    lines = [{"sku": each["sku"], "quantity": 1 + at, "unit_price_minor": each["prices"][0]["from_minor"]} for at, each in enumerate(shelf[:3])]
    wish = {"currency": shelf[0]["prices"][0]["currency"], "shipping_address": ADDRESS, "lines": lines}
    with step("place an order of three lines") as current:
        order = shop.call("POST", "/orders", wish, token, secrets.token_urlsafe(24), expect=(201,))[1]
        current.note(f"{order['id']}, {order['total_minor'] / 100:.2f} {order['currency'].upper()}, reserved until {order['reserved_until']}")
    return order


def pay(here, shop, token, order, buyer):
    """A card that is declined, a card that pays, what Stripe tells the shop, and the receipt."""
    path = f"/orders/{order['id']}/payment"
    with step("pay with a card that is declined") as current:
        status, answer = shop.call("POST", path, {"payment_method": "pm_card_chargeDeclined"}, token, expect=(402,))
        current.note(f"{status} {answer['code']}")
    since = int(time.time() * 1000)
    with step("pay with a good card") as current:
        status, answer = shop.call("POST", path, {"payment_method": "pm_card_visa"}, token)
        if answer["state"] != "paid":
            raise Trouble(f"the payment is {answer['state']}, not paid.")
        current.note(f"{status} {answer['state']}")
    if keys.test_mode_key():
        say("    Stripe itself cannot reach this machine, so there is no webhook: the answer above and the sweep settle.")
    else:
        with step("the webhook arrives"):
            await_webhook(here, since)
    with step("the receipt is in the mailbox") as current:
        current.note(shop.mail(buyer["email"], order["id"]).splitlines()[0])


def await_webhook(here, since):
    """Waits until the function that Stripe calls has written to its log."""
    stack = here.stack()
    logs = lifecycle.clients(stack["endpoint_url"])("logs")
    group = f"/aws/lambda/{stack['functions']['receive-stripe-event']}"
    client.wait_for("Stripe's webhook", lambda: logs.filter_log_events(logGroupName=group, startTime=since)["events"])
