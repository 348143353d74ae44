// The local Stripe's script and Payment Element, on a page that has no more rights than a shop's payment page needs.

import { intentNow, newIntent, openPayment, paymentElement, servePayment, typeCard } from "./support/payment.js";
import { expect, expectGood, test as base } from "./support/test.js";

const test = base.extend({
  // A shop with nothing but a payment page.
  shop: [async ({}, use) => {
    const server = await servePayment();
    await use(server);
    server.closeAllConnections();
    server.close();
  }, { scope: "worker" }],
});

// A refused card is an answer of 402 to the console.
test.use({ forgiven: [/status of 402/] });

const pay = (page) => page.getByRole("button", { name: "Pay", exact: true }).click();

async function result(page) {
  const status = page.getByRole("status");
  await expect(status).not.toBeEmpty();
  return JSON.parse(await status.textContent());
}

const inDialogue = (page) => page.frameLocator('iframe[title="3D Secure"]');

test("a good card pays, and the page learns it as Stripe would say it", async ({ page, request, shop }) => {
  const intent = await newIntent(request);
  await openPayment(page, shop, intent);
  const frame = await paymentElement(page);
  await expectGood(page);
  await typeCard(frame, "4242424242424242");
  await expect(frame.getByLabel("Card number")).toHaveValue("4242 4242 4242 4242");
  const { complete, elementType, value } = await page.evaluate(() => window.changes.at(-1));
  expect({ complete, elementType, value }).toEqual({ complete: true, elementType: "payment", value: { type: "card" } });
  await pay(page);
  const { paymentIntent } = await result(page);
  expect([paymentIntent.id, paymentIntent.status, paymentIntent.metadata]).toEqual([intent.id, "succeeded", undefined]);
  expect((await intentNow(request, intent)).status).toBe("succeeded");
});

test("the shop's page and its requests never hold the card's number", async ({ page, request, shop }) => {
  const sent = [];
  page.on("request", (one) => sent.push([one.frame() === page.mainFrame(), one.postData() ?? ""]));
  await openPayment(page, shop, await newIntent(request));
  await typeCard(await paymentElement(page), "4242424242424242");
  await pay(page);
  await result(page);
  expect(sent.filter(([, body]) => body.includes("4242424242424242"))).toEqual([[false, expect.any(String)]]);
  expect(await page.content()).not.toContain("4242");
});

test("a declined card says why, and another one pays", async ({ page, request, shop }) => {
  const intent = await newIntent(request);
  for (const [number, code, decline] of [
    ["4000000000000002", "card_declined", "generic_decline"],
    ["4000000000009995", "card_declined", "insufficient_funds"],
    ["4000000000000069", "expired_card", "expired_card"],
  ]) {
    await openPayment(page, shop, intent);
    await typeCard(await paymentElement(page), number);
    await pay(page);
    const { error } = await result(page);
    expect([error.type, error.code, error.decline_code, error.payment_intent.status]).toEqual(["card_error", code, decline, "requires_payment_method"]);
    await page.goto("about:blank");
  }
  await openPayment(page, shop, intent);
  await typeCard(await paymentElement(page), "4242424242424242");
  await pay(page);
  expect((await result(page)).paymentIntent.status).toBe("succeeded");
});

test("what is wrong is said at the field, in the buyer's language, and the first such field is in focus", async ({ page, request, shop }) => {
  await openPayment(page, shop, await newIntent(request), { locale: "de" });
  const frame = await paymentElement(page);
  await typeCard(frame, "4242424242424241", { expiry: "1220", cvc: "1" });
  await pay(page);
  expect((await result(page)).error).toMatchObject({ type: "validation_error", code: "invalid_number" });
  await expect(frame.getByLabel("Kartennummer")).toBeFocused();
  await expect(frame.getByLabel("Kartennummer")).toHaveAccessibleDescription("Ihre Kartennummer ist ungültig.");
  await expect(frame.getByLabel("Ablaufdatum")).toHaveAttribute("aria-invalid", "true");
  await expectGood(page);
});

test("a buyer pays with the keyboard alone", async ({ page, request, shop }) => {
  await openPayment(page, shop, await newIntent(request, { redirects: "never", currency: "usd" }));
  await paymentElement(page);
  await page.keyboard.press("Tab");
  await page.keyboard.type("4242424242424242");
  await page.keyboard.press("Tab");
  await page.keyboard.type("1234");
  await page.keyboard.press("Tab");
  await page.keyboard.type("123");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect((await result(page)).paymentIntent.status).toBe("succeeded");
});

for (const number of ["4000002500003155", "4000002760003184"]) {
  test(`3-D Secure of ${number} asks in a dialogue`, async ({ page, request, shop }) => {
    await openPayment(page, shop, await newIntent(request));
    await typeCard(await paymentElement(page), number);
    await pay(page);
    const dialogue = inDialogue(page);
    await expect(dialogue.getByText("25.00 EUR")).toBeVisible();
    await expectGood(page);
    await page.keyboard.press("Escape");
    await dialogue.getByRole("button", { name: "Complete" }).click();
    expect((await result(page)).paymentIntent.status).toBe("succeeded");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
}

test("3-D Secure that fails is an error, and the buyer may try again", async ({ page, request, shop }) => {
  await openPayment(page, shop, await newIntent(request));
  await typeCard(await paymentElement(page), "4000002760003184");
  await pay(page);
  await inDialogue(page).getByRole("button", { name: "Fail" }).click();
  expect((await result(page)).error).toMatchObject({ code: "payment_intent_authentication_failure" });
  await pay(page);
  await inDialogue(page).getByRole("button", { name: "Complete" }).click();
  await expect(page.getByRole("status")).toContainText("succeeded");
});

for (const [name, button, outcome] of [["iDEAL", "Authorize test payment", "succeeded"], ["iDEAL", "Fail test payment", "failed"], ["Bancontact", "Authorize test payment", "succeeded"], ["Klarna", "Authorize test payment", "succeeded"]]) {
  test(`${name}: ${button} sends the buyer back with ${outcome}`, async ({ page, request, shop }) => {
    const intent = await newIntent(request);
    await openPayment(page, shop, intent);
    const frame = await paymentElement(page);
    await frame.getByRole("radio", { name }).check();
    if (name === "Bancontact") await frame.getByLabel("Full name").fill("Ada Buyer");
    if (name === "Klarna") await frame.getByLabel("Email").fill("ada@customers.example");
    await expectGood(page);
    await pay(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${name} test payment`);
    await expectGood(page);
    await page.getByRole("button", { name: button }).click();
    await page.waitForURL("**/back?*");
    const back = Object.fromEntries(new URL(page.url()).searchParams);
    expect(back).toEqual({ payment_intent: intent.id, payment_intent_client_secret: intent.client_secret, redirect_status: outcome });
    expect((await intentNow(request, intent)).status).toBe(outcome === "succeeded" ? "succeeded" : "requires_payment_method");
  });
}

test("a debit is processing, and the page is left for the return address when it is asked to be", async ({ page, request, shop }) => {
  const intent = await newIntent(request);
  await openPayment(page, shop, intent, { redirect: "always" });
  const frame = await paymentElement(page);
  await frame.getByRole("radio", { name: "SEPA Debit" }).check();
  await frame.getByLabel("Full name").fill("Ada Buyer");
  await frame.getByLabel("Email").fill("ada@customers.example");
  await frame.getByLabel("IBAN").fill("DE89 3704 0044 0532 0130 00");
  await pay(page);
  await page.waitForURL("**/back?*");
  expect(new URL(page.url()).searchParams.get("redirect_status")).toBe("pending");
});

test("an intent that may not redirect offers cards and debits only, and one in dollars no bank of Europe", async ({ page, request, shop }) => {
  for (const [wanted, offered] of [[{ redirects: "never" }, ["Card", "SEPA Debit"]], [{ currency: "usd" }, ["Card", "Klarna"]]]) {
    await openPayment(page, shop, await newIntent(request, wanted));
    const frame = await paymentElement(page);
    expect(await frame.locator("#methods label").allInnerTexts()).toEqual(offered);
    await page.goto("about:blank");
  }
});

test.describe("a secret that is none", () => {
  test.use({ forgiven: [/status of 4\d\d/] });

  test("is told as an error of loading", async ({ page, request, shop }) => {
    const intent = await newIntent(request);
    await openPayment(page, shop, { ...intent, client_secret: `${intent.id}_secret_guess` });
    expect((await result(page)).error.type).toBe("invalid_request_error");
  });
});
