// Compiled against the package, as somebody else would use it: what the types allow, and what they refuse.
import { createClient, ProblemError, type Client, type Data } from "@backroom/client";

export async function use(shop: Client): Promise<void> {
  const { data: shelf } = await shop.listProducts();
  const first: string | undefined = shelf.products[0]?.id;
  const paid = await shop.payOrder({ id: "ord_a", body: {} });
  const status: 200 | 202 = paid.status;
  const ended: undefined = (await shop.logOut()).data;
  const version = await shop.getProduct({ id: "tea" }, { ifNoneMatch: '"v1"' });
  const name: string = version.status === 304 ? "as before" : version.data.name;
  const certain: string = (await shop.getProduct({ id: "tea" })).data.name;
  for await (const order of shop.listOrders.each({ limit: 5 })) order.number satisfies string;
  for await (const page of shop.exportAccount.pages()) page.orders satisfies Data<"getOrder">[];
  console.log(first, status, ended, name, certain);

  // @ts-expect-error: there is no such parameter
  await shop.listProducts({ sorted: "price" });
  // @ts-expect-error: nor such a value
  await shop.listProducts({ sort: "cheapest" });
  // @ts-expect-error: an order is read by its identifier
  await shop.getOrder();
  // @ts-expect-error: a body is needed
  await shop.placeOrder({});
  // @ts-expect-error: nothing is done that could be done twice
  await shop.getOrder({ id: "ord_a" }, { idempotencyKey: "0123456789abcdef" });
  // @ts-expect-error: it cannot be asked for under a version
  await shop.getOrder({ id: "ord_a" }, { ifMatch: '"v1"' });
  // @ts-expect-error: an order is no list
  shop.getOrder.pages();
  // @ts-expect-error: a page of the export has several lists
  shop.exportAccount.each();
  // @ts-expect-error: Stripe calls it, and nobody else
  await shop.receiveStripeEvent({ body: {} });
}

/** A code is known to the editor, and may be one of tomorrow. */
export function explain(error: unknown): string {
  if (!(error instanceof ProblemError)) throw error;
  switch (error.code) {
    case "out_of_stock":
      return error.problem.lines?.map((line) => `${line.sku}: ${line.available}`).join() ?? "";
    case "a_code_of_tomorrow":
    default:
      return error.detail;
  }
}

export const shop: Client = createClient({ url: "https://shop.example/v1" });
