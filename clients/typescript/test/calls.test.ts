import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError } from "../src/index.ts";
import { OPERATIONS } from "../src/generated/operations.ts";
import { failure, open, problem } from "./shop.ts";

test("parameters go where they belong", async (t) => {
  const { client, asked } = await open(t, () => ({ body: {} }));
  await client.listProducts({ category: "Food > Dairy & Eggs", limit: 5, cursor: undefined });
  await client.getOrder({ id: "a/b?c" });
  assert.deepEqual(asked.map((one) => one.path), ["/v1/products?category=Food+%3E+Dairy+%26+Eggs&limit=5", "/v1/orders/a%2Fb%3Fc"]);
});

test("a parameter cannot lead to another path", async (t) => {
  const { client, asked } = await open(t, []);
  for (const id of ["", ".", ".."]) assert.ok((await failure(client.getOrder({ id }))) instanceof TypeError);
  assert.equal(asked.length, 0);
});

test("a client has each operation of the table", async (t) => {
  const { client } = await open(t, []);
  assert.deepEqual(Object.keys(client).sort(), [...Object.keys(OPERATIONS), "session"].sort());
});

test("a caller ends a call that waits for its answer, whether or not it could be repeated", async (t) => {
  let ending = new AbortController();
  const { client, asked } = await open(t, () => {
    setImmediate(() => ending.abort());
    return { after: new Promise(() => {}) };
  });
  const read = await failure(client.listProducts({}, { signal: ending.signal }));
  ending = new AbortController();
  const change = await failure(client.rotateWebhookSecret({ id: "whk_a" }, { signal: ending.signal }));
  assert.deepEqual([read.name, change.name, asked.length], ["AbortError", "AbortError", 2]);
});

test("a caller ends a call that waits for its next attempt", async (t) => {
  const ending = new AbortController();
  const { client, asked } = await open(t, () => {
    setTimeout(() => ending.abort(), 300);
    return problem(503, "unavailable", {}, { "retry-after": "20" });
  });
  const started = performance.now();
  const error = await failure(client.listProducts({}, { signal: ending.signal }));
  assert.equal(error.name, "AbortError");
  assert.ok(performance.now() - started < 5000);
  assert.equal(asked.length, 1);
});

test("a call that was ended before it began sends nothing", async (t) => {
  const { client, asked } = await open(t, []);
  const error = await failure(client.listProducts({}, { signal: AbortSignal.abort(new Error("not today")) }));
  assert.deepEqual([error.message, asked.length], ["not today", 0]);
});

test("an attempt that takes too long is given up and made again", async (t) => {
  const { client, asked } = await open(t, [{ after: new Promise(() => {}) }, { body: { products: [], next_cursor: null } }]);
  assert.equal((await client.listProducts({}, { timeoutMs: 300 })).status, 200);
  assert.equal(asked.length, 2);
  const late = await open(t, [{ after: new Promise(() => {}) }]);
  const error = await failure(late.client.listProducts({}, { timeoutMs: 300, retries: false }));
  assert.ok(error instanceof ConnectionError && error.timedOut);
});

test("a list is read entry by entry, past an empty page, to the end", async (t) => {
  const pages = [{ orders: [{ id: "a" }, { id: "b" }], next_cursor: "1" }, { orders: [], next_cursor: "2" }, { orders: [{ id: "c" }], next_cursor: null }];
  const { client, asked } = await open(t, pages.map((body) => ({ body })));
  const ids = [];
  for await (const order of client.listOrders.each({ limit: 2 })) ids.push(order.id);
  assert.deepEqual(ids, ["a", "b", "c"]);
  assert.deepEqual(asked.map((one) => one.path), ["/v1/orders?limit=2", "/v1/orders?limit=2&cursor=1", "/v1/orders?limit=2&cursor=2"]);
});

test("a list is asked for no further than it is read", async (t) => {
  const { client, asked } = await open(t, () => ({ body: { orders: [{ id: "a" }], next_cursor: "more" } }));
  for await (const _ of client.listOrders.each()) if (asked.length === 2) break;
  for await (const page of client.exportAccount.pages({ cursor: "there" })) {
    assert.equal(page.orders.length, 1);
    break;
  }
  assert.deepEqual(asked.map((one) => one.path), ["/v1/orders", "/v1/orders?cursor=more", "/v1/me/export?cursor=there"]);
});
