"""The first page of products as list-products answers it, by boto3 with its defaults, and the loop that Lambda's own runtime would bring."""

import http.client
import json
import os

import boto3
from boto3.dynamodb.conditions import Key

DATABASE = boto3.resource("dynamodb")
TABLE = DATABASE.Table(os.environ["PRODUCTS_TABLE"])
STOCK = os.environ["STOCK_TABLE"]
FIELDS = ("id", "name", "slug", "category", "prices")


def badge(units):
    """Roughly how much is there."""
    return "out" if units == 0 else "low" if units <= 5 else "in"


def handle(_event):
    """One page, newest first."""
    page = TABLE.query(IndexName="all-by-newest", KeyConditionExpression=Key("listing").eq("all"), ScanIndexForward=False, Limit=20)
    keys = [{"sku": row["id"], "row": "shard#0"} for row in page["Items"]]
    wanted = {STOCK: {"Keys": keys, "ProjectionExpression": "sku, available"}}
    stock = DATABASE.batch_get_item(RequestItems=wanted)["Responses"][STOCK]
    available = {row["sku"]: row["available"] for row in stock}
    products = [{name: row[name] for name in FIELDS} | {"availability": badge(available.get(row["id"], 0))} for row in page["Items"]]
    body = json.dumps({"products": products, "more": "LastEvaluatedKey" in page}, default=int)
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}


def main():
    """Asks for events until there are no more."""
    runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        runtime.request("GET", "/2018-06-01/runtime/invocation/next")
        response = runtime.getresponse()
        invocation = response.getheader("Lambda-Runtime-Aws-Request-Id")
        answer = handle(json.loads(response.read()))
        runtime.request("POST", f"/2018-06-01/runtime/invocation/{invocation}/response", json.dumps(answer))
        runtime.getresponse().read()


main()
