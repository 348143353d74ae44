// The first page of products as list-products answers it, by the SDK for JavaScript with its defaults, and the loop that Lambda's
// own runtime would bring. Installed into .local/tools, so the SDK's folder is given.

import http from "node:http";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PEER_MODULES}/`);
const { BatchGetItemCommand, DynamoDBClient, QueryCommand } = require("@aws-sdk/client-dynamodb");

const client = new DynamoDBClient({});
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true });

function badge(units) {
  return units === 0 ? "out" : units <= 5 ? "low" : "in";
}

async function handle() {
  const page = await client.send(new QueryCommand({
    TableName: process.env.PRODUCTS_TABLE,
    IndexName: "all-by-newest",
    KeyConditionExpression: "#listing = :listing",
    ExpressionAttributeNames: { "#listing": "listing" },
    ExpressionAttributeValues: { ":listing": { S: "all" } },
    ScanIndexForward: false,
    Limit: 20,
  }));
  const stockTable = process.env.STOCK_TABLE;
  const keys = page.Items.map((row) => ({ sku: row.id, row: { S: "shard#0" } }));
  const stock = await client.send(new BatchGetItemCommand({
    RequestItems: { [stockTable]: { Keys: keys, ProjectionExpression: "sku, available" } },
  }));
  const available = new Map(stock.Responses[stockTable].map((row) => [row.sku.S, Number(row.available.N)]));
  const products = page.Items.map((row) => ({
    id: row.id.S,
    name: row.name.S,
    category: row.category.S,
    slug: row.slug.S,
    prices: row.prices.L.map(({ M: price }) => ({
      currency: price.currency.S,
      from_minor: Number(price.from_minor.N),
      to_minor: Number(price.to_minor.N),
    })),
    availability: badge(available.get(row.id.S) ?? 0),
  }));
  const body = JSON.stringify({ products, more: page.LastEvaluatedKey !== undefined });
  return { statusCode: 200, headers: { "content-type": "application/json" }, body };
}

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: `/2018-06-01/runtime/${path}`, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => { text += part; });
      response.on("end", () => resolve({ headers: response.headers, text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

for (;;) {
  const event = await call("GET", "invocation/next");
  const answer = await handle(JSON.parse(event.text));
  await call("POST", `invocation/${event.headers["lambda-runtime-aws-request-id"]}/response`, JSON.stringify(answer));
}
