// Mounts Stripe's Payment Element on the page of a payment, and confirms the payment. Card numbers stay in Stripe's frame.
const form = document.getElementById("payment");
const button = document.getElementById("pay");
const trouble = document.getElementById("trouble");
const { key, secret, next, failed } = form.dataset;
const back = new URL(next, location.origin);

function show(message) {
    trouble.textContent = message || failed;
    trouble.hidden = false;
    trouble.focus();
}

function busy(is) {
    button.disabled = is;
    form.setAttribute("aria-busy", String(is));
}

function start() {
    const stripe = window.Stripe(key, { locale: document.documentElement.lang });
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const elements = stripe.elements({ clientSecret: secret, appearance: { theme: dark ? "night" : "stripe" } });
    const element = elements.create("payment");
    element.on("ready", () => busy(false));
    element.on("loaderror", () => show());
    element.mount("#element");
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (button.disabled) return;
        busy(true);
        trouble.hidden = true;
        try {
            const options = { elements, confirmParams: { return_url: back.href }, redirect: "if_required" };
            const { error } = await stripe.confirmPayment(options);
            // An intent that cannot be confirmed any more may be paid: the order's page knows.
            if (!error || error.code === "payment_intent_unexpected_state") return location.assign(back);
            show(error.message);
        } catch {
            show();
        }
        busy(false);
    });
}

busy(true);
if (window.Stripe) start();
else show();
