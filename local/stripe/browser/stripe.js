// The script of the local Stripe: the part of Stripe.js that the shop's pages use, with Stripe's shapes of results and errors.
//
// Stripe: <https://docs.stripe.com/js>. The Payment Element is a frame of the local Stripe (payment-element.js), which alone sees
// what is typed; this script mounts it, asks it, and shows the page of 3-D Secure in a dialogue.

(() => {
  "use strict";

  const ORIGIN = new URL(document.currentScript.src).origin;
  const CLIENT_SECRET = /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/;

  class IntegrationError extends Error {
    name = "IntegrationError";
  }

  function Stripe(key) {
    if (!/^pk_/.test(key ?? "")) throw new IntegrationError("Please call Stripe() with your publishable key. You used an empty string, or another key.");
    return {
      elements: (options = {}) => new Elements(key, options),
      confirmPayment: (options) => confirmPayment(key, options),
      retrievePaymentIntent: (clientSecret) => retrieve(key, clientSecret),
    };
  }

  class Elements {
    constructor(key, { clientSecret, appearance, locale }) {
      const intent = CLIENT_SECRET.exec(clientSecret ?? "")?.[1];
      if (!intent) throw new IntegrationError("In order to create a payment element, you must pass a clientSecret of a PaymentIntent.");
      this.settings = { key, clientSecret, appearance, locale, intent };
      this.payment = null;
    }

    create(type, options = {}) {
      if (type !== "payment") throw new IntegrationError(`A valid Element name must be provided: payment; you specified: ${type}.`);
      if (this.payment) throw new IntegrationError("Can only create one Element of type payment.");
      this.payment = new PaymentElement(this.settings, options);
      return this.payment;
    }

    getElement(type) {
      return type === "payment" ? this.payment : null;
    }

    // Shows what is wrong with the fields; `{selectedPaymentMethod}` where nothing is.
    submit() {
      return mounted(this).ask({ type: "validate" });
    }
  }

  class PaymentElement {
    constructor(settings, options) {
      this.settings = { ...settings, billing: options.defaultValues?.billingDetails };
      this.listeners = [];
      this.waiting = new Map();
      this.port = null;
    }

    mount(place) {
      const container = typeof place === "string" ? document.querySelector(place) : place;
      if (!container) throw new IntegrationError(`The selector you specified (${place}) applies to no DOM elements that are currently on the page.`);
      this.frame = document.createElement("iframe");
      this.frame.src = `${ORIGIN}/elements/payment`;
      this.frame.title = "Secure payment input frame";
      this.frame.allow = "payment *";
      Object.assign(this.frame.style, { border: "0", display: "block", width: "100%", height: "1px", colorScheme: "normal" });
      this.frame.addEventListener("load", () => this.connect());
      container.replaceChildren(this.frame);
    }

    unmount() {
      this.frame?.remove();
      this.port?.close();
      this.port = null;
    }

    on(event, listener) {
      this.listeners.push([event, listener]);
      return this;
    }

    connect() {
      const channel = new MessageChannel();
      this.port = channel.port1;
      this.port.onmessage = ({ data }) => this.hear(data);
      this.frame.contentWindow.postMessage({ type: "connect", ...this.settings }, ORIGIN, [channel.port2]);
    }

    hear({ type, id, reply, height, complete, empty, method, error }) {
      if (type === "reply") {
        this.waiting.get(id)?.(reply);
        this.waiting.delete(id);
      }
      if (type === "resize") this.frame.style.height = `${height}px`;
      if (type === "ready") this.tell("ready", {});
      if (type === "loaderror") this.tell("loaderror", { error });
      if (type === "change") this.tell("change", { complete, empty, collapsed: false, value: { type: method } });
    }

    tell(event, more) {
      const told = { elementType: "payment", ...more };
      this.listeners.filter(([name]) => name === event).forEach(([, listener]) => listener(told));
    }

    // Asks the frame, and waits for its reply.
    ask(question) {
      if (!this.port) throw new IntegrationError("The Payment Element is not ready yet. Wait for its ready event.");
      const id = crypto.randomUUID();
      return new Promise((resolve) => {
        this.waiting.set(id, resolve);
        this.port.postMessage({ ...question, id });
      });
    }
  }

  function mounted(elements) {
    const element = elements?.getElement?.("payment");
    if (!element?.frame) throw new IntegrationError("Invalid value for elements: it should have a mounted Payment Element.");
    return element;
  }

  async function confirmPayment(key, { elements, confirmParams = {}, redirect = "always" }) {
    const element = mounted(elements);
    if (redirect === "always" && !confirmParams.return_url) throw new IntegrationError("confirmPayment(): the `confirmParams.return_url` argument is required.");
    const returnUrl = confirmParams.return_url && new URL(confirmParams.return_url).href;
    const billing = confirmParams.payment_method_data?.billing_details;
    let result = await element.ask({ type: "confirm", returnUrl, billing });
    const step = result.paymentIntent?.next_action;
    if (step?.type === "redirect_to_url") return leaveFor(step.redirect_to_url.url);
    if (step?.type === "use_stripe_sdk") result = await authenticate(key, elements.settings.clientSecret, step.use_stripe_sdk.stripe_js);
    if (result.error || redirect === "if_required") return result;
    return leaveFor(returning(returnUrl, result.paymentIntent));
  }

  // The browser leaves this page, so this never ends.
  function leaveFor(address) {
    window.location.assign(address);
    return new Promise(() => {});
  }

  function returning(address, intent) {
    const url = new URL(address);
    url.searchParams.set("payment_intent", intent.id);
    url.searchParams.set("payment_intent_client_secret", intent.client_secret);
    url.searchParams.set("redirect_status", intent.status === "succeeded" ? "succeeded" : "pending");
    return url.href;
  }

  // Shows the page of 3-D Secure until its customer has answered; then what the intent says counts.
  async function authenticate(key, clientSecret, address) {
    await answered(address);
    const result = await retrieve(key, clientSecret);
    const error = result.paymentIntent?.status === "requires_payment_method" && result.paymentIntent.last_payment_error;
    return error ? { error: { ...error, payment_intent: result.paymentIntent } } : result;
  }

  function answered(address) {
    const dialogue = document.createElement("dialog");
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: address, title: "3D Secure" });
    Object.assign(frame.style, { border: "0", display: "block", width: "100%", height: "100%" });
    Object.assign(dialogue.style, { border: "0", padding: "0", width: "min(30rem, 100%)", height: "min(24rem, 100%)" });
    dialogue.setAttribute("aria-label", "3D Secure");
    // Only an answer ends it.
    dialogue.addEventListener("cancel", (event) => event.preventDefault());
    dialogue.append(frame);
    document.body.append(dialogue);
    dialogue.showModal();
    return new Promise((resolve) => {
      window.addEventListener("message", function hear(event) {
        if (event.source !== frame.contentWindow || event.origin !== ORIGIN || event.data?.type !== "authentication-answered") return;
        window.removeEventListener("message", hear);
        dialogue.close();
        dialogue.remove();
        resolve();
      });
    });
  }

  // `{paymentIntent}` or `{error}`, as a browser may know it.
  async function retrieve(key, clientSecret) {
    const intent = CLIENT_SECRET.exec(clientSecret ?? "")?.[1];
    if (!intent) throw new IntegrationError("Invalid value for stripe.retrievePaymentIntent intent secret: value should be a client secret of the form ${id}_secret_${secret}.");
    try {
      const response = await fetch(`${ORIGIN}/v1/payment_intents/${intent}?client_secret=${clientSecret}`, { headers: { authorization: `Bearer ${key}` } });
      const body = await response.json();
      return response.ok ? { paymentIntent: body } : { error: body.error };
    } catch {
      return { error: { type: "api_connection_error", message: "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again." } };
    }
  }

  window.Stripe = Stripe;
})();
