// What a merchant does before anybody can buy, with the package, against a running shop: `node merchant.ts URL EMAIL PASSWORD PRODUCT`.
import assert from "node:assert/strict";
import { createClient, ProblemError } from "@backroom/client";

const [url, email, password, id] = process.argv.slice(2) as [string, string, string, string];
const shop = createClient({ url });
await shop.logIn({ body: { email, password } });

const details = { name: "Assam", description: "Black tea, 500 g", category: "TEAS", variants: [{ prices: [{ currency: "USD", price_minor: 1295 }] }] };
await shop.putProduct({ id, body: details }, { ifNoneMatch: "*" });
const { etag, data: product } = await shop.getMerchantProduct({ id });
const unchanged = await shop.getMerchantProduct({ id }, { ifNoneMatch: etag });
assert.equal(unchanged.status, 304);

await shop.patchProduct({ id, body: { description: "Black tea, picked in March" } }, { ifMatch: etag });
const late = await shop.patchProduct({ id, body: { name: "Ceylon" } }, { ifMatch: etag }).catch((error: unknown) => error);
assert.ok(late instanceof ProblemError && late.code === "precondition_failed" && late.status === 412, String(late));

const { sku } = product.variants[0]!;
const idempotencyKey = crypto.randomUUID();
const delivery = { sku, body: { quantity: 3, reason: "delivery" } };
assert.equal((await shop.adjustStock(delivery, { idempotencyKey })).replayed, false);
assert.equal((await shop.adjustStock(delivery, { idempotencyKey })).replayed, true);

const ids: string[] = [];
for await (const each of shop.listMerchantProducts.each({ limit: 1 })) ids.push(each.id);
assert.equal(new Set(ids).size, ids.length);

// Of two refreshes at the same moment the client makes one, and the session goes on.
const { access_token = "" } = await shop.session.saved();
await Promise.all([shop.session.refresh(access_token), shop.session.refresh(access_token)]);
assert.equal((await shop.getAccount()).data.email, email);
await shop.logOut();
assert.deepEqual(Object.keys(await shop.session.saved()), ["device_token"]);
console.log("ok");
