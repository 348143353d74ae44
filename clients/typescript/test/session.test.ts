import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore, webStore } from "../src/index.ts";
import { type Asked, failure, open, problem, type Script, tokens } from "./shop.ts";

/** A shop whose newest access token is the only good one. A refresh takes the newest refresh token, and the one before gets the same answer. */
function rotating(): { script: Script; refreshes: () => number } {
  let newest = 1;
  let before = 0;
  const script = ({ path, headers, body }: Asked) => {
    if (path === "/v1/sessions/refresh") {
      const nth = Number(String(body.refresh_token).slice("refresh-".length));
      if (nth === newest) before = newest++;
      return nth === before || nth === newest ? tokens(newest) : problem(401, "session_ended");
    }
    return headers["authorization"] === `Bearer access-${newest}` ? { body: { path } } : problem(401, "unauthorized");
  };
  return { script, refreshes: () => newest - 1 };
}

const OLD = { access_token: "too old", refresh_token: "refresh-1" };
const isRefresh = ({ path }: Asked) => path === "/v1/sessions/refresh";
/** Waits for something that is about to happen. */
async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await new Promise((done) => setTimeout(done, 5));
}
/** What a browser has. */
function localStorage() {
  const kept = new Map<string, string>();
  return { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value), removeItem: (name: string) => void kept.delete(name) };
}

test("an access token that is too old is replaced, and the call repeated", async (t) => {
  const { script } = rotating();
  const { client, asked } = await open(t, script, { store: memoryStore(OLD) });
  await client.getAccount();
  assert.deepEqual(asked.map((one) => [one.path, one.headers["authorization"]]), [
    ["/v1/me", "Bearer too old"],
    ["/v1/sessions/refresh", undefined],
    ["/v1/me", "Bearer access-2"],
  ]);
  assert.equal((await client.session.saved()).refresh_token, "refresh-2");
});

test("many calls side by side refresh once", async (t) => {
  const { script } = rotating();
  const { client, asked } = await open(t, script, { store: memoryStore(OLD) });
  await Promise.all(Array.from({ length: 12 }, () => client.getAccount()));
  assert.equal(asked.filter(isRefresh).length, 1);
});

test("an order keeps its key over a refresh", async (t) => {
  const { client, asked } = await open(t, [problem(401, "unauthorized"), tokens(2), { status: 201, body: {} }], { store: memoryStore(OLD) });
  await client.adjustStock({ sku: "tea", body: { quantity: 1, reason: "delivery" } });
  assert.equal(asked[0]!.headers["idempotency-key"], asked[2]!.headers["idempotency-key"]);
});

test("a token that is nearly over is replaced before it is sent", async (t) => {
  const { client, asked } = await open(t, [tokens(2), { body: {} }], { store: memoryStore({ ...OLD, expires_at_ms: Date.now() + 5_000 }) });
  await client.getAccount();
  assert.deepEqual(asked.map((one) => one.path), ["/v1/sessions/refresh", "/v1/me"]);
});

test("two tabs of one store refresh once", async (t) => {
  const { script, refreshes } = rotating();
  const storage = localStorage();
  const { client, asked, another } = await open(t, script, { store: webStore(storage) });
  await webStore(storage).write(OLD);
  const other = another({ store: webStore(storage) });
  await Promise.all([client.getAccount(), other.getAccount(), client.listOrders(), other.listOrders()]);
  assert.equal(refreshes(), 1);
  assert.equal((await other.session.saved()).refresh_token, "refresh-2");
  assert.equal(asked.filter(isRefresh).length, 1);
});

test("two tabs that know nothing of each other both go on", async (t) => {
  const { script } = rotating();
  const { client, another } = await open(t, script, { store: memoryStore(OLD) });
  const other = another({ store: memoryStore(OLD) });
  await Promise.all([client.getAccount(), other.getAccount()]);
  assert.deepEqual([(await client.session.saved()).refresh_token, (await other.session.saved()).refresh_token], ["refresh-2", "refresh-2"]);
});

test("a lost answer to a refresh is asked for again", async (t) => {
  const { client, asked } = await open(t, [problem(401, "unauthorized"), { lost: true }, tokens(2), { body: {} }], { store: memoryStore(OLD) });
  await client.getAccount();
  assert.deepEqual(asked.map((one) => one.path), ["/v1/me", "/v1/sessions/refresh", "/v1/sessions/refresh", "/v1/me"]);
});

test("a session that has ended is forgotten, but not the device, and its end is told once", async (t) => {
  let told = 0;
  const store = memoryStore({ ...OLD, device_token: "device" });
  const { client } = await open(t, ({ path }) => problem(401, path === "/v1/me" ? "unauthorized" : "session_ended"), { store, onSessionEnd: () => told++ });
  const errors = await Promise.all([failure(client.getAccount()), failure(client.getAccount())]);
  assert.deepEqual(errors.map((error) => [error.operation, error.code]), [["refreshSession", "session_ended"], ["refreshSession", "session_ended"]]);
  assert.equal(told, 1);
  assert.deepEqual(await client.session.saved(), { device_token: "device" });
});

test("a session that ended elsewhere is forgotten as soon as any call hears of it", async (t) => {
  let told = 0;
  const { client, asked } = await open(t, () => problem(401, "session_ended"), { store: memoryStore(OLD), onSessionEnd: () => told++ });
  assert.equal((await failure(client.getAccount())).code, "session_ended");
  assert.deepEqual([await client.session.saved(), told, asked.map((one) => one.path)], [{}, 1, ["/v1/me", "/v1/sessions/refresh"]]);
});

test("an access token without a refresh token is sent once", async (t) => {
  const { client, asked } = await open(t, () => problem(401, "unauthorized"), { store: memoryStore({ access_token: "too old" }) });
  assert.equal((await failure(client.getAccount())).code, "unauthorized");
  assert.equal(asked.length, 1);
});

test("a session stays when only the refresh got no answer, or no good one", async (t) => {
  const script = [problem(401, "unauthorized"), problem(503, "unavailable", {}, { "retry-after": "90" }), problem(401, "unauthorized")];
  const { client } = await open(t, script, { store: memoryStore(OLD), retries: { attempts: 2 } });
  const errors = [await failure(client.getAccount()), await failure(client.getAccount())];
  assert.deepEqual(errors.map((error) => [error.name, error.operation]), [["ProblemError", "refreshSession"], ["ConnectionError", "refreshSession"]]);
  assert.equal((await client.session.saved()).refresh_token, "refresh-1");
});

test("a refused token is refreshed once a try, and the refusal is told", async (t) => {
  const { client, asked } = await open(t, ({ path }) => (path === "/v1/me" ? problem(401, "unauthorized") : tokens(2)), { store: memoryStore(OLD) });
  assert.equal((await failure(client.getAccount())).code, "unauthorized");
  assert.equal(asked.length, 3);
});

test("who gives up waits for no refresh, and ends it for nobody else", async (t) => {
  let release = () => {};
  const after = new Promise<void>((done) => (release = done));
  const { client, asked } = await open(t, ({ path, headers }) => {
    if (path === "/v1/sessions/refresh") return { ...tokens(2), after };
    return headers["authorization"] === "Bearer access-2" ? { body: {} } : problem(401, "unauthorized");
  }, { store: memoryStore(OLD) });
  const giving = new AbortController();
  const [given, patient] = [failure(client.getAccount({}, { signal: giving.signal })), client.getAccount()];
  await until(() => asked.some(isRefresh));
  giving.abort(new Error("enough"));
  assert.equal((await given).message, "enough");
  release();
  assert.equal((await patient).status, 200);
});

test("who logs out while a refresh is under way stays logged out", async (t) => {
  let release = () => {};
  const after = new Promise<void>((done) => (release = done));
  const { client, asked } = await open(t, ({ path }) => (path === "/v1/sessions/refresh" ? { ...tokens(2), after } : problem(401, "unauthorized")), { store: memoryStore(OLD) });
  const call = failure(client.getAccount());
  await until(() => asked.some(isRefresh));
  await client.session.end();
  release();
  assert.equal((await call).code, "unauthorized");
  assert.deepEqual(await client.session.saved(), {});
});

test("a log-in brings the session, and tells the device at the next one", async (t) => {
  const { client, asked } = await open(t, [tokens(1, { device_token: "device" }), { status: 204 }, tokens(2, { device_token: "next" })]);
  const who = { email: "ada@example.com", password: "seven turtles" };
  await client.logIn({ body: who });
  await client.logOut();
  assert.deepEqual(await client.session.saved(), { device_token: "device" });
  await client.logIn({ body: who });
  assert.deepEqual(asked.map((one) => one.body), [who, "", { ...who, device_token: "device" }]);
  assert.equal(asked[1]!.headers["authorization"], "Bearer access-1");
  assert.equal((await client.session.saved()).access_token, "access-2");
});

test("what is open to all is asked without a token", async (t) => {
  const { client, asked } = await open(t, [{ body: { products: [], next_cursor: null } }], { store: memoryStore(OLD) });
  await client.listProducts();
  assert.equal(asked[0]!.headers["authorization"], undefined);
});
