"""A fresh stack to attack, with something to buy and accounts whose devices are known."""

import argparse
import dataclasses

import building
import client
import demo
import deployment
import instance
import lifecycle
import processes
from console import step

GOODS = "id,name,description,category,price_minor,currency,stock\ntea-500g,Assam,Black tea,TEAS,1295,USD,1000000\n"


@dataclasses.dataclass
class Setup:
    """The stack, and its accounts: what each logs in with, on a device that is known."""

    here: instance.Instance
    accounts: dict = dataclasses.field(default_factory=dict)

    def log_in(self, name):
        """Fresh tokens of an account. A known device is held up by nothing that other parts do."""
        return client.Shop(self.here.stack()).call("POST", "/login", self.accounts[name])[1]


def open_shop(here, names, also=None, before=None):
    """Up, with what is set `also`, and what is done `before` anybody comes; then a merchant, accounts of these names, and goods."""
    here.prepare()
    processes.forget(here)
    building.build(deployment.function_names())
    lifecycle.up(here, argparse.Namespace(port=None, payment_window=None), also=also)
    if before:
        before()
    shop, setup = client.Shop(here.stack()), Setup(here)
    demo.appoint_merchant(here, shop)
    with step(f"sign {len(names)} accounts up"):
        accounts = {name: shop.sign_up(name) for name in names} | {"merchant": here.stack()["merchant"]}
    for name, account in accounts.items():
        setup.accounts[name] = {**account, "device_token": shop.call("POST", "/login", account)[1]["device_token"]}
    goods = here.folder / "goods.csv"
    goods.write_text(GOODS)
    demo.operator(here, "import", str(goods))
    return setup
