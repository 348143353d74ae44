import { createInterface } from "node:readline/promises";
import { createClient } from "@backroom/client";

const [url, email, password] = process.argv.slice(2) as [string, string, string];
const shop = createClient({ url });

const { data: signUp } = await shop.signUp({ body: { email, password } });
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const code = await terminal.question("The code from the mail: ");
await shop.verifyEmail({ body: { sign_up_id: signUp.sign_up_id, code } }); // opens the session, which the client keeps
terminal.close();

const { data: shelf } = await shop.listProducts({ sort: "price", limit: 1 });
const { data: product } = await shop.getProduct({ id: shelf.products[0]!.id });
const { sku, prices } = product.variants[0]!;
const { currency, price_minor } = prices[0]!;
const shipping_address = { name: "Ada Buyer", line1: "1 Market Street", city: "Cincinnati", postal_code: "45202", country: "US" };
const { data: order } = await shop.placeOrder({ body: { currency, shipping_address, lines: [{ sku, quantity: 1, unit_price_minor: price_minor }] } });
const { data: payment } = await shop.payOrder({ id: order.id, body: { payment_method: "pm_card_visa" } }); // of Stripe.js, in a browser
console.log(`${order.id} ${payment.state}`);
