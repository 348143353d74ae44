import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError, ProblemError } from "../src/index.ts";
import { pauseBefore, RETRIES, retryAfterMs } from "../src/retries.ts";
import { failure, open, problem, WISH } from "./shop.ts";

test("a lost answer is asked for again under the same key", async (t) => {
  const { client, asked } = await open(t, [{ lost: true }, { lost: true }, { status: 201, headers: { "idempotency-replayed": "true" }, body: { id: "ord_a" } }]);
  const placed = await client.placeOrder({ body: WISH });
  assert.equal(placed.data.id, "ord_a");
  assert.equal(placed.replayed, true);
  const keys = asked.map((one) => one.headers["idempotency-key"]);
  assert.match(String(keys[0]), /^[0-9a-f]{32}$/);
  assert.deepEqual(keys, [keys[0], keys[0], keys[0]]);
  assert.deepEqual(asked.map((one) => one.body), [WISH, WISH, WISH]);
});

test("two calls have two keys, and a key of one's own is kept", async (t) => {
  const { client, asked } = await open(t, () => ({ status: 201, body: {} }));
  await client.placeOrder({ body: WISH });
  await client.placeOrder({ body: WISH });
  await client.placeOrder({ body: WISH }, { idempotencyKey: "a key from before" });
  const keys = asked.map((one) => one.headers["idempotency-key"]);
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], "a key from before");
});

test("an order that got no answer at all can be gone on with under its key", async (t) => {
  const { client } = await open(t, [], { retries: { attempts: 2 } });
  const error = await failure(client.placeOrder({ body: WISH }, { idempotencyKey: "a key from before" }));
  assert.ok(error instanceof ConnectionError);
  assert.deepEqual([error.operation, error.attempts, error.maybeDone, error.timedOut, error.idempotencyKey], ["placeOrder", 2, true, false, "a key from before"]);
});

test("what must not be done twice is not asked for twice", async (t) => {
  const { client, asked } = await open(t, [{ lost: true }, problem(503, "unavailable", {}, { "retry-after": "1" })]);
  const lost = await failure(client.rotateWebhookSecret({ id: "whk_a" }));
  assert.ok(lost instanceof ConnectionError && lost.maybeDone);
  const unavailable = await failure(client.rotateWebhookSecret({ id: "whk_a" }));
  assert.deepEqual([unavailable.code, unavailable.retryAfterMs, unavailable.maybeDone], ["unavailable", 1000, true]);
  assert.equal(asked.length, 2);
});

test("a 429 is waited out for as long as it says, whatever was asked", async (t) => {
  const { client, asked } = await open(t, [problem(429, "too_many_attempts", {}, { "retry-after": "1" }), { status: 201, body: { id: "whk_a" } }]);
  await client.addWebhook({ body: { url: "https://example.com", event_types: ["order.paid"] } });
  assert.ok(asked[1]!.at - asked[0]!.at >= 1000);
});

test("a wait that is too long is left to the caller", async (t) => {
  const { client, asked } = await open(t, [problem(429, "too_many_orders", {}, { "retry-after": "900" })]);
  const error = await failure(client.placeOrder({ body: WISH }));
  assert.deepEqual([error.code, error.retryAfterMs, error.maybeDone], ["too_many_orders", 900_000, false]);
  assert.equal(asked.length, 1);
});

test("a gateway's 503 without a word is tried again, and a refusal is not", async (t) => {
  const { client, asked } = await open(t, [{ status: 503, body: { message: "Service Unavailable" } }, problem(404, "not_found")]);
  const error = await failure(client.getOrder({ id: "ord_a" }));
  assert.ok(error instanceof ProblemError);
  assert.deepEqual([error.code, asked.length], ["not_found", 2]);
});

test("a refusal after a lost answer says that it may be due to it", async (t) => {
  const { client } = await open(t, [{ lost: true }, problem(422, "invalid_code")]);
  const error = await failure(client.verifyEmail({ body: { sign_up_id: "sup_a", code: "04193772" } }));
  assert.deepEqual([error.code, error.maybeDone, error.attempts], ["invalid_code", true, 2]);
});

test("retries can be forbidden for a call", async (t) => {
  const { client, asked } = await open(t, []);
  await failure(client.listProducts({}, { retries: false }));
  assert.equal(asked.length, 1);
});

const READ = { method: "GET", path: "/", auth: "none", repeatable: true } as const;
const CHANGE = { method: "POST", path: "/", auth: "none" } as const;

test("pauses grow, to a limit, and are never the same for all", () => {
  const pauses = (random: number) => [1, 2, 3, 4, 5, 6, 7].map((attempt) => pauseBefore(attempt, { status: 503, retryAfterMs: undefined }, READ, { ...RETRIES, attempts: 8 }, () => random));
  assert.deepEqual(pauses(0), [125, 250, 500, 1000, 2000, 4000, 4000]);
  assert.deepEqual(pauses(1), [250, 500, 1000, 2000, 4000, 8000, 8000]);
});

test("a pause is never shorter than what was asked for", () => {
  const pause = (random: number, ms: number) => pauseBefore(1, { status: 503, retryAfterMs: ms }, READ, RETRIES, () => random);
  assert.deepEqual([pause(0, 2000), pause(1, 2000), pause(0, 30_000), pause(0, 30_001)], [2000, 2250, 30_000, undefined]);
});

test("only what says so is repeated without a clear answer", () => {
  const again = (status: number | undefined, operation: typeof READ | typeof CHANGE, attempt = 1) => pauseBefore(attempt, { status, retryAfterMs: undefined }, operation, RETRIES) !== undefined;
  for (const status of [undefined, 502, 503, 504]) assert.deepEqual([again(status, READ), again(status, CHANGE)], [true, false], String(status));
  for (const status of [200, 400, 401, 404, 409, 412, 422]) assert.deepEqual([again(status, READ), again(status, CHANGE)], [false, false], String(status));
  assert.deepEqual([again(429, READ), again(429, CHANGE), again(429, READ, 4)], [true, true, false]);
  assert.deepEqual([again(500, READ), again(500, READ, 2), again(500, CHANGE)], [true, false, false]);
});

test("Retry-After may be seconds or a date", () => {
  const now = Date.parse("2026-11-30T10:00:00Z");
  const said = (value: string) => retryAfterMs(new Headers({ "retry-after": value }), now);
  assert.deepEqual([said("7"), said("Mon, 30 Nov 2026 10:00:09 GMT"), said("Mon, 30 Nov 2026 09:00:00 GMT"), said("soon"), retryAfterMs(new Headers())], [7000, 9000, 0, undefined, undefined]);
});
