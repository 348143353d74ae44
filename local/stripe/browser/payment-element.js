// The Payment Element: the fields of a payment in a frame of the local Stripe, so that the shop's page never sees them.
//
// The script of the shop's page connects by a port, says what to pay, and asks for `validate` and `confirm`. The frame tells it
// `ready`, `loaderror`, `change` and `resize`.

import { textsOf } from "./texts.js";

// The methods that this Element has fields for, in their order, with the currencies that each takes at Stripe.
const METHODS = {
  card: { fields: ["number", "expiry", "cvc"] },
  ideal: { fields: [], redirects: true, currencies: ["eur"], label: "iDEAL" },
  bancontact: { fields: ["name"], redirects: true, currencies: ["eur"], label: "Bancontact" },
  klarna: { fields: ["email"], redirects: true, currencies: ["aud", "cad", "chf", "czk", "dkk", "eur", "gbp", "nok", "nzd", "pln", "ron", "sek", "usd"], label: "Klarna" },
  sepa_debit: { fields: ["name", "email", "iban"], currencies: ["eur"] },
};

const byId = (id) => document.getElementById(id);
const digits = (text) => text.replace(/\D/g, "");

let port;
let payment;
let texts;
let touched = false;

window.addEventListener("message", async (event) => {
  if (event.source !== window.parent || event.data?.type !== "connect" || port) return;
  port = event.ports[0];
  port.onmessage = ({ data }) => answer(data);
  await start(event.data);
});

async function start(connected) {
  payment = connected;
  const [language, words] = textsOf(connected.locale);
  texts = words;
  document.documentElement.lang = language;
  document.querySelectorAll("[data-text]").forEach((place) => { place.textContent = texts[place.dataset.text]; });
  look(connected.appearance ?? {});
  byId("name").value = connected.billing?.name ?? "";
  byId("email").value = connected.billing?.email ?? "";
  const { paymentIntent, error } = await ask("GET", payment.intent, {});
  if (error) {
    port.postMessage({ type: "loaderror", error });
    return;
  }
  offer(paymentIntent);
  byId("fields").addEventListener("submit", (event) => event.preventDefault());
  byId("fields").addEventListener("input", edited);
  byId("fields").addEventListener("focusout", left);
  new ResizeObserver(tellHeight).observe(document.querySelector("main"));
  tellHeight();
  port.postMessage({ type: "ready" });
}

function tellHeight() {
  port.postMessage({ type: "resize", height: Math.ceil(document.querySelector("main").getBoundingClientRect().height) });
}

// A theme, and the variables that the style knows.
function look({ theme, variables = {} }) {
  const root = document.documentElement;
  if (theme === "night" || theme === "flat") root.classList.add(theme);
  for (const [name, value] of Object.entries(variables)) root.style.setProperty(`--${name}`, value);
}

// One radio button for each method that the intent allows.
function offer({ payment_method_types: allowed, currency }) {
  const names = Object.keys(METHODS).filter((name) => allowed.includes(name) && (METHODS[name].currencies ?? [currency]).includes(currency));
  for (const name of names) {
    const choice = document.createElement("input");
    Object.assign(choice, { type: "radio", name: "method", value: name, checked: name === names[0] });
    const label = document.createElement("label");
    label.append(choice, METHODS[name].label ?? texts[name]);
    byId("methods").append(label);
  }
  byId("methods").hidden = names.length < 2;
  showFields();
}

const chosen = () => document.querySelector("[name=method]:checked")?.value ?? "card";

function showFields() {
  const { fields, redirects } = METHODS[chosen()];
  byId("card").hidden = chosen() !== "card";
  byId("details").hidden = chosen() === "card";
  for (const name of ["name", "email", "iban"]) byId(`of-${name}`).hidden = !fields.includes(name);
  byId("redirect-note").hidden = !redirects;
}

function edited(event) {
  touched = true;
  if (event.target.id === "number") spaceOut(event.target);
  if (event.target.id === "expiry") slash(event.target, event.inputType);
  if (event.target.name === "method") showFields();
  if (event.target.getAttribute("aria-invalid")) mark(event.target.id, "");
  tellChange();
}

// A field that was filled in wrongly says so once it is left.
function left(event) {
  const { id, value } = event.target;
  if (METHODS[chosen()].fields.includes(id) && value) mark(id, wrong(id));
}

function tellChange() {
  const { fields } = METHODS[chosen()];
  const complete = fields.every((name) => !wrong(name));
  const empty = fields.every((name) => !byId(name).value);
  port.postMessage({ type: "change", complete, empty: empty && !touched, method: chosen() });
}

// Groups of four digits; the caret stays where it was when digits are changed in the middle.
function spaceOut(field) {
  const at = digits(field.value.slice(0, field.selectionStart)).length;
  field.value = digits(field.value).replace(/(\d{4})(?=\d)/g, "$1 ");
  const caret = at + Math.floor(Math.max(at - 1, 0) / 4);
  field.setSelectionRange(caret, caret);
}

function slash(field, inputType) {
  if (inputType?.startsWith("delete") || field.selectionStart !== field.value.length) return;
  const typed = digits(field.value);
  const month = /^[2-9]/.test(typed) ? `0${typed}` : typed;
  field.value = month.length >= 2 ? `${month.slice(0, 2)} / ${month.slice(2, 4)}` : month;
}

function expiry() {
  const typed = digits(byId("expiry").value);
  return { month: Number(typed.slice(0, 2)), year: 2000 + Number(typed.slice(2, 4)), complete: typed.length === 4 };
}

// Whether the last digit checks the others.
function checks(number) {
  const sum = [...number].reverse().reduce((sum, digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

// Why a field cannot be sent: Stripe's code; empty where it can.
function wrong(name) {
  const value = byId(name).value.trim();
  switch (name) {
    case "number": {
      const number = digits(value);
      const length = /^3[47]/.test(number) ? 15 : 16;
      return number.length < length ? "incomplete_number" : checks(number) ? "" : "invalid_number";
    }
    case "expiry": {
      const { month, year, complete } = expiry();
      if (!complete || month < 1 || month > 12) return "incomplete_expiry";
      return new Date(year, month) > new Date() ? "" : "invalid_expiry";
    }
    case "cvc":
      return /^\d{3,4}$/.test(value) ? "" : "incomplete_cvc";
    case "email":
      return /^\S+@\S+$/.test(value) ? "" : "incomplete_email";
    default:
      return value ? "" : `incomplete_${name}`;
  }
}

function mark(name, code) {
  const field = byId(name);
  if (code) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  byId(`${name}-error`).textContent = code ? texts[code] : "";
}

// Marks every wrong field, and leads to the first.
function validate() {
  const { fields } = METHODS[chosen()];
  fields.forEach((name) => mark(name, wrong(name)));
  const first = fields.find((name) => wrong(name));
  if (!first) return {};
  byId(first).focus();
  return { error: { type: "validation_error", code: wrong(first), message: texts[wrong(first)] } };
}

async function answer({ id, type, returnUrl, billing }) {
  const outcome = validate();
  const reply = type === "confirm" && !outcome.error ? await confirm(returnUrl, billing) : { ...outcome, selectedPaymentMethod: chosen() };
  port.postMessage({ type: "reply", id, reply });
}

async function confirm(returnUrl, billing = {}) {
  const form = { use_stripe_sdk: "true", "payment_method_data[type]": chosen() };
  if (returnUrl) form.return_url = returnUrl;
  const details = { ...billing };
  for (const name of ["name", "email"]) if (METHODS[chosen()].fields.includes(name)) details[name] = byId(name).value.trim();
  for (const [name, value] of Object.entries(details)) if (value) form[`payment_method_data[billing_details][${name}]`] = value;
  if (chosen() === "card") {
    const { month, year } = expiry();
    const card = { number: digits(byId("number").value), exp_month: month, exp_year: year, cvc: byId("cvc").value.trim() };
    for (const [name, value] of Object.entries(card)) form[`payment_method_data[card][${name}]`] = value;
  }
  if (chosen() === "sepa_debit") form["payment_method_data[sepa_debit][iban]"] = byId("iban").value;
  return ask("POST", `${payment.intent}/confirm`, form);
}

// Asks the API about the intent with what a browser may know. Stripe's error in place of an intent, also where there is no answer.
async function ask(method, path, form) {
  const parameters = new URLSearchParams({ ...form, client_secret: payment.clientSecret });
  const address = `/v1/payment_intents/${path}${method === "GET" ? `?${parameters}` : ""}`;
  const headers = { authorization: `Bearer ${payment.key}` };
  try {
    const response = await fetch(address, { method, headers, body: method === "GET" ? undefined : parameters });
    const body = await response.json();
    return response.ok ? { paymentIntent: body } : { error: body.error };
  } catch {
    return { error: { type: "api_connection_error", message: "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again." } };
  }
}
