"""A database that is a program of its own, as it is on AWS: the embedded DynamoDB, instead of the one in the local AWS's interpreter.

It asks for no rights, so it proves nothing about roles.
"""

import contextlib
import json
import subprocess

import boto3

import instance
import lifecycle
from attacking import optimised
from console import Trouble

# What of its indexes a table is made with.
INDEXES, INDEX = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"), ("IndexName", "KeySchema", "Projection")


@contextlib.contextmanager
def running(here):
    """Its address. It ends with its input, whatever happens to this process."""
    path = optimised.program("bench-database", "bench-database")
    with subprocess.Popen([path, here.folder / "authority.pem"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        try:
            if not (ports := program.stdout.readline()):
                raise Trouble(f"{path.name} ended at once.", "see its words above")
            yield f"http://127.0.0.1:{json.loads(ports)['http']}"
        finally:
            program.stdin.close()


def lay_tables(here, address):
    """The tables that the deployment made, once more and empty, in the database at an address."""
    stack = here.stack()
    theirs = lifecycle.clients(stack["endpoint_url"])("dynamodb")
    ours = boto3.client("dynamodb", endpoint_url=address, region_name=instance.REGION, **{name.lower(): key for name, key in instance.KEYS.items()})
    for name in stack["tables"].values():
        table = theirs.describe_table(TableName=name)["Table"]
        made_with = {part: table[part] for part in ("TableName", "KeySchema", "AttributeDefinitions")}
        made_with |= {kind: [{part: index[part] for part in INDEX} for index in table[kind]] for kind in INDEXES if table.get(kind)}
        ours.create_table(**made_with, BillingMode="PAY_PER_REQUEST")
