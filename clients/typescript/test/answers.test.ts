import assert from "node:assert/strict";
import { test } from "node:test";
import { BackroomError, type ProblemCode, ProblemError, StatusError } from "../src/index.ts";
import { failure, open, problem, WISH } from "./shop.ts";

test("a refusal is an error with a code, and with what belongs to it", async (t) => {
  const lines = [{ sku: "tea", code: "price_changed", price_minor: 1350, currency: "USD" }];
  const { client } = await open(t, [problem(409, "price_changed", { lines })]);
  const error = await failure(client.placeOrder({ body: WISH }));
  assert.ok(error instanceof ProblemError && error instanceof StatusError && error instanceof BackroomError);
  assert.equal(error.message, "placeOrder: price_changed: A sentence.");
  assert.deepEqual([error.status, error.code, error.detail, error.problem.lines, error.maybeDone], [409, "price_changed", "A sentence.", lines, false]);
});

test("a code of tomorrow is an error like any other", async (t) => {
  const { client } = await open(t, [problem(409, "moon_in_the_way")]);
  const error = await failure(client.getOrder({ id: "ord_a" }));
  const code: ProblemCode = error.code;
  assert.deepEqual([error instanceof ProblemError, code], [true, "moon_in_the_way"]);
});

test("an error that is not the shop's has its status and the beginning of its words", async (t) => {
  const page = `<html>${"x".repeat(2000)}</html>`;
  const { client } = await open(t, [{ status: 403, headers: { "content-type": "text/html" }, body: page }, { status: 404, body: { message: "Not Found" } }]);
  const [html, json] = [await failure(client.getOrder({ id: "a" })), await failure(client.getOrder({ id: "a" }))];
  assert.ok(html instanceof StatusError && !(html instanceof ProblemError));
  assert.deepEqual([html.status, html.body], [403, page.slice(0, 1000)]);
  assert.ok(json instanceof StatusError && !(json instanceof ProblemError));
  assert.deepEqual([json.status, json.body], [404, '{"message":"Not Found"}']);
});

test("a good status with somebody else's page is an error", async (t) => {
  const { client } = await open(t, [{ headers: { "content-type": "text/html" }, body: "<html>Log in to this network</html>" }]);
  const error = await failure(client.listCategories());
  assert.deepEqual([error.name, error.status], ["StatusError", 200]);
});

test("an answer without a body has no data", async (t) => {
  const { client } = await open(t, [{ status: 204 }]);
  const ended = await client.endSession({ id: "ses_a" });
  assert.deepEqual([ended.status, ended.data], [204, undefined]);
});

test("a version is read, asked for again, and demanded", async (t) => {
  const product = { id: "tea", name: "Assam" };
  const { client, asked } = await open(t, [{ headers: { etag: '"v1"' }, body: product }, { status: 304, headers: { etag: '"v1"' } }, problem(412, "precondition_failed")]);
  const read = await client.getMerchantProduct({ id: "tea" });
  assert.deepEqual([read.etag, read.data], ['"v1"', product]);
  const again = await client.getMerchantProduct({ id: "tea" }, { ifNoneMatch: read.etag });
  assert.deepEqual([again.status, again.data], [304, undefined]);
  const error = await failure(client.patchProduct({ id: "tea", body: { name: "Ceylon" } }, { ifMatch: read.etag }));
  assert.equal(error.code, "precondition_failed");
  assert.deepEqual([asked[1]!.headers["if-none-match"], asked[2]!.headers["if-match"]], ['"v1"', '"v1"']);
  assert.equal(asked[2]!.headers["content-type"], "application/merge-patch+json");
});
