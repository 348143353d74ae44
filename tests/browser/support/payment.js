// A payment page as a shop would write one, at the shop's own address, and what a buyer does on it.

import { createServer } from "node:http";
import { stack } from "./stack.js";

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Pay</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body><main><h1>Pay</h1><form><div id="element"></div><button>Pay</button></form><p role="status"></p></main>
<script src="SCRIPT"></script><script src="/payment.js"></script></body></html>`;

const SCRIPT = `
const settings = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const status = document.querySelector("[role=status]");
const stripe = Stripe(settings.key);
const say = (result) => { status.textContent = JSON.stringify(result); };
const elements = stripe.elements({ clientSecret: settings.secret, locale: settings.locale, appearance: { variables: { colorPrimary: "#0b5345" } } });
const element = elements.create("payment");
window.changes = [];
element.on("ready", () => { document.body.dataset.ready = "yes"; });
element.on("loaderror", ({ error }) => say({ error }));
element.on("change", (event) => window.changes.push(event));
element.mount("#element");
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { error } = await elements.submit();
  if (error) return say({ error });
  say(await stripe.confirmPayment({ elements, confirmParams: { return_url: new URL("/back", location.href).href }, redirect: settings.redirect }));
});
`;

const BACK = "<!doctype html><html lang=\"en\"><head><title>Back</title><link rel=\"icon\" href=\"data:,\"></head><body><main><h1>Back</h1></main></body></html>";

// A new intent of the local Stripe, over 25.00, with the shop's key.
export async function newIntent(request, { currency = "eur", redirects = "always" } = {}) {
  const { stripe_url, stripe_secret_key } = stack();
  const form = { amount: "2500", currency, "automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": redirects };
  const answer = await request.post(`${stripe_url}/v1/payment_intents`, { headers: { authorization: `Bearer ${stripe_secret_key}` }, form });
  return answer.json();
}

// What the intent is now, to the shop.
export async function intentNow(request, { id }) {
  const { stripe_url, stripe_secret_key } = stack();
  const answer = await request.get(`${stripe_url}/v1/payment_intents/${id}`, { headers: { authorization: `Bearer ${stripe_secret_key}` } });
  return answer.json();
}

// Serves the page as a shop would, with the rights that a shop's payment page needs and no others. Gives its server, which listens
// on a port of this machine; Chromium lets only pages of this machine load from here.
export async function servePayment() {
  const { stripe_url, stripe_script_url } = stack();
  const policy = `default-src 'none'; script-src 'self' ${stripe_url}; frame-src ${stripe_url}; connect-src ${stripe_url}; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`;
  const files = { "/": PAGE.replace("SCRIPT", stripe_script_url), "/payment.js": SCRIPT, "/back": BACK };
  const server = createServer(({ url }, response) => {
    const path = url.split("?")[0];
    const type = path.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(files[path] ? 200 : 404, { "content-type": type, "content-security-policy": policy });
    response.end(files[path]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

// Opens the page for an intent.
export async function openPayment(page, server, intent, { redirect = "if_required", locale = "en" } = {}) {
  const settings = new URLSearchParams({ key: stack().stripe_publishable_key, secret: intent.client_secret, redirect, locale });
  await page.goto(`http://shop.localhost:${server.address().port}/#${settings}`);
}

// The frame of the Payment Element, once it can be used.
export async function paymentElement(page) {
  const frame = page.frameLocator('iframe[title="Secure payment input frame"]');
  await frame.locator("#methods").waitFor({ state: "attached" });
  await frame.getByRole("textbox").first().waitFor();
  return frame;
}

// Types a card as a buyer does: 12/34, 123, unless it says otherwise.
export async function typeCard(frame, number, { expiry = "1234", cvc = "123" } = {}) {
  await frame.getByLabel(/card number|kartennummer/i).pressSequentially(number);
  await frame.getByLabel(/expiration date|ablaufdatum/i).pressSequentially(expiry);
  await frame.getByLabel(/security code|sicherheitscode/i).pressSequentially(cvc);
}
