// Made from openapi.yaml by generate.mjs. Do not edit: `make client-types` writes it anew.
import type { List, Method, Operation } from "../types.ts";

/** What the runtime has to know of each operation. */
export const OPERATIONS = {
  signUp: { method: "POST", path: "/signup", auth: "none", repeatable: true },
  startGuest: { method: "POST", path: "/guests", auth: "none", repeatable: true },
  verifyEmail: { method: "POST", path: "/signup/verify", auth: "none", repeatable: true },
  logIn: { method: "POST", path: "/login", auth: "none", repeatable: true },
  refreshSession: { method: "POST", path: "/sessions/refresh", auth: "none", repeatable: true },
  logOut: { method: "POST", path: "/logout", auth: "optional", repeatable: true },
  requestPasswordReset: { method: "POST", path: "/password-reset", auth: "none", repeatable: true },
  confirmPasswordReset: { method: "POST", path: "/password-reset/confirm", auth: "none", repeatable: true },
  getAccount: { method: "GET", path: "/me", auth: "required", repeatable: true },
  closeAccount: { method: "DELETE", path: "/me", auth: "required", repeatable: true },
  updateAccount: { method: "PATCH", path: "/me", auth: "required", repeatable: true },
  changePassword: { method: "PUT", path: "/me/password", auth: "required", repeatable: true },
  requestEmailChange: { method: "POST", path: "/me/email", auth: "required", repeatable: true },
  confirmEmailChange: { method: "POST", path: "/me/email/confirm", auth: "required", repeatable: true },
  exportAccount: { method: "GET", path: "/me/export", auth: "required", repeatable: true },
  recommendForBuyer: { method: "GET", path: "/me/recommendations", auth: "required", repeatable: true },
  listAddresses: { method: "GET", path: "/me/addresses", auth: "required", repeatable: true },
  putAddress: { method: "PUT", path: "/me/addresses/{name}", auth: "required", repeatable: true },
  removeAddress: { method: "DELETE", path: "/me/addresses/{name}", auth: "required", repeatable: true },
  listSessions: { method: "GET", path: "/me/sessions", auth: "required", repeatable: true },
  endAllSessions: { method: "DELETE", path: "/me/sessions", auth: "required", repeatable: true },
  endSession: { method: "DELETE", path: "/me/sessions/{id}", auth: "required", repeatable: true },
  listProducts: { method: "GET", path: "/products", auth: "none", repeatable: true, entries: "products" },
  listCategories: { method: "GET", path: "/categories", auth: "none", repeatable: true },
  searchProducts: { method: "GET", path: "/search", auth: "none", repeatable: true, entries: "products" },
  suggestProducts: { method: "GET", path: "/search/suggest", auth: "none", repeatable: true },
  getProduct: { method: "GET", path: "/products/{id}", auth: "none", repeatable: true },
  putProduct: { method: "PUT", path: "/products/{id}", auth: "required", repeatable: true },
  patchProduct: { method: "PATCH", path: "/products/{id}", auth: "required", content: "application/merge-patch+json", repeatable: true },
  recommendBesideProduct: { method: "GET", path: "/products/{id}/recommendations", auth: "none", repeatable: true },
  recommendForBasket: { method: "POST", path: "/recommendations", auth: "none", repeatable: true },
  listMerchantProducts: { method: "GET", path: "/merchant/products", auth: "required", repeatable: true, entries: "products" },
  getMerchantProduct: { method: "GET", path: "/merchant/products/{id}", auth: "required", repeatable: true },
  uploadImage: { method: "POST", path: "/merchant/products/{id}/images", auth: "required", repeatable: true },
  adjustStock: { method: "POST", path: "/merchant/skus/{sku}/adjustments", auth: "required", key: true, repeatable: true },
  countStock: { method: "POST", path: "/merchant/skus/{sku}/counts", auth: "required", key: true, repeatable: true },
  listMovements: { method: "GET", path: "/merchant/skus/{sku}/movements", auth: "required", repeatable: true, entries: "movements" },
  setLowStockThreshold: { method: "PUT", path: "/merchant/skus/{sku}/low-stock-threshold", auth: "required", repeatable: true },
  listLowStock: { method: "GET", path: "/merchant/stock/low", auth: "required", repeatable: true, entries: "skus" },
  addShipment: { method: "POST", path: "/merchant/orders/{id}/shipments", auth: "required", key: true, repeatable: true },
  deliverShipment: { method: "POST", path: "/merchant/orders/{id}/shipments/{shipment}/delivered", auth: "required", repeatable: true },
  voidShipment: { method: "POST", path: "/merchant/orders/{id}/shipments/{shipment}/void", auth: "required", repeatable: true },
  getShipping: { method: "GET", path: "/merchant/shipping", auth: "required", repeatable: true },
  setShipping: { method: "PUT", path: "/merchant/shipping", auth: "required", repeatable: true },
  getTax: { method: "GET", path: "/merchant/tax", auth: "required", repeatable: true },
  setTax: { method: "PUT", path: "/merchant/tax", auth: "required", repeatable: true },
  listWebhooks: { method: "GET", path: "/merchant/webhooks", auth: "required", repeatable: true },
  addWebhook: { method: "POST", path: "/merchant/webhooks", auth: "required" },
  getWebhook: { method: "GET", path: "/merchant/webhooks/{id}", auth: "required", repeatable: true },
  removeWebhook: { method: "DELETE", path: "/merchant/webhooks/{id}", auth: "required", repeatable: true },
  changeWebhook: { method: "PATCH", path: "/merchant/webhooks/{id}", auth: "required", repeatable: true },
  rotateWebhookSecret: { method: "POST", path: "/merchant/webhooks/{id}/rotate-secret", auth: "required" },
  listDeliveries: { method: "GET", path: "/merchant/webhooks/{id}/deliveries", auth: "required", repeatable: true, entries: "deliveries" },
  redeliver: { method: "POST", path: "/merchant/webhooks/{id}/deliveries/{delivery}/redeliver", auth: "required", repeatable: true },
  refundOrder: { method: "POST", path: "/merchant/orders/{id}/refunds", auth: "required", key: true, repeatable: true },
  decideOrder: { method: "POST", path: "/merchant/orders/{id}/decide", auth: "required", repeatable: true },
  cancelOrderForBuyer: { method: "POST", path: "/merchant/orders/{id}/cancel", auth: "required", repeatable: true },
  quoteOrder: { method: "POST", path: "/quotes", auth: "none", repeatable: true },
  getCart: { method: "GET", path: "/cart", auth: "required", repeatable: true },
  emptyCart: { method: "DELETE", path: "/cart", auth: "required", repeatable: true },
  setCartLine: { method: "PUT", path: "/cart/lines/{sku}", auth: "required", repeatable: true },
  mergeCarts: { method: "POST", path: "/cart/merge", auth: "required", repeatable: true },
  listOrders: { method: "GET", path: "/orders", auth: "required", repeatable: true, entries: "orders" },
  placeOrder: { method: "POST", path: "/orders", auth: "required", key: true, repeatable: true },
  getOrder: { method: "GET", path: "/orders/{id}", auth: "required", repeatable: true },
  revokeOrderLink: { method: "DELETE", path: "/orders/{id}/link", auth: "required", repeatable: true },
  cancelOrder: { method: "POST", path: "/orders/{id}/cancel", auth: "required", repeatable: true },
  payOrder: { method: "POST", path: "/orders/{id}/payment", auth: "required", repeatable: true },
  listAllOrders: { method: "GET", path: "/merchant/orders", auth: "required", repeatable: true, entries: "orders" },
  listStaff: { method: "GET", path: "/merchant/staff", auth: "required", repeatable: true },
  giveRole: { method: "PUT", path: "/merchant/staff/{id}", auth: "required", repeatable: true },
  revokeRole: { method: "DELETE", path: "/merchant/staff/{id}", auth: "required", repeatable: true },
  listAuditLog: { method: "GET", path: "/merchant/audit-log", auth: "required", repeatable: true, entries: "records" },
  findCustomer: { method: "GET", path: "/merchant/customers", auth: "required", repeatable: true },
  blockCustomer: { method: "PUT", path: "/merchant/customers/{id}/block", auth: "required", repeatable: true },
  unblockCustomer: { method: "DELETE", path: "/merchant/customers/{id}/block", auth: "required", repeatable: true },
  countOrders: { method: "GET", path: "/merchant/orders/counts", auth: "required", repeatable: true },
  showAnyOrder: { method: "GET", path: "/merchant/orders/{id}", auth: "required", repeatable: true },
  showSales: { method: "GET", path: "/merchant/sales", auth: "required", repeatable: true },
  getDescription: { method: "GET", path: "/openapi.json", auth: "none", repeatable: true },
} as const satisfies Record<string, Operation>;

/** One method for each operation, by its name in the description. */
export interface Methods {
  /**
   * Sign up
   *
   * Takes an address and a password, and mails a code that is good for 15 minutes. The answer never tells whether the
   * address is known: whoever owns it already gets a notice instead of a code. A code is good only for the sign-up that it was
   * mailed for. Sign-ups are counted for the address and for the network address.
   *
   * `POST /signup`
   *
   * Refusals: `invalid_field`, `too_many_attempts`.
   */
  signUp: Method<"signUp">;
  /**
   * Start as a guest
   *
   * An access token for somebody without an account, good for 30 days. A guest has a cart, places orders, pays and cancels them, and
   * does nothing else: what is for those who have an account answers 403 `account_required`. Nothing refreshes the token, and nothing
   * ends it. Guests are counted for the network address.
   *
   * `POST /guests`
   *
   * Refusals: `too_many_attempts`.
   */
  startGuest: Method<"startGuest">;
  /**
   * Verify the address
   *
   * The mailed code proves the address, and opens the first session. A code may be tried ten times.
   *
   * `POST /signup/verify`
   *
   * Refusals: `invalid_code`, `invalid_field`.
   */
  verifyEmail: Method<"verifyEmail">;
  /**
   * Log in
   *
   * A good password opens a session. Every refusal costs and looks the same, whoever it is about. Failed attempts are counted
   * for the account and for the network address; those of a device that has logged in before, and sends its `device_token`,
   * for themselves, so that no stranger can keep the owner out.
   *
   * `POST /login`
   *
   * Refusals: `account_blocked`, `invalid_credentials`, `invalid_field`, `too_many_attempts`.
   */
  logIn: Method<"logIn">;
  /**
   * Get the next tokens
   *
   * Gives a new access token and a new refresh token for the newest refresh token of a session. For ten seconds the token
   * before it gets the same refresh token, so that two tabs, and a repeat after a lost answer, go on. An older one that
   * comes back ends the session: somebody else has it.
   *
   * `POST /sessions/refresh`
   *
   * Refusals: `invalid_field`, `session_ended`.
   */
  refreshSession: Method<"refreshSession">;
  /**
   * Log out
   *
   * Ends the session of the access token, or of the refresh token in the body, which goes first. Access tokens that are out
   * stay good until they run out.
   *
   * `POST /logout`
   *
   * Refusals: `account_required`, `session_ended`.
   */
  logOut: Method<"logOut">;
  /**
   * Ask for a password reset
   *
   * Mails a token that works once, within an hour. The answer never tells whether the address is known. A mailbox gets at
   * most three such mails an hour; further requests get the same answer, and the tokens mailed before still work.
   *
   * `POST /password-reset`
   *
   * Refusals: `invalid_field`, `too_many_attempts`.
   */
  requestPasswordReset: Method<"requestPasswordReset">;
  /**
   * Reset the password
   *
   * The mailed token sets a new password, ends all sessions of the account and voids all other tokens. Wrong tokens are not
   * counted. The answer's `device_token` lets this device log in at once, whatever strangers guess. The mailbox is told.
   *
   * `POST /password-reset/confirm`
   *
   * Refusals: `account_changed`, `invalid_field`, `invalid_reset_token`.
   */
  confirmPasswordReset: Method<"confirmPasswordReset">;
  /**
   * Show the account
   *
   * `GET /me`
   *
   * Refusals: `account_required`, `session_ended`.
   */
  getAccount: Method<"getAccount">;
  /**
   * Close the account
   *
   * The account, its sessions and all that is personal go; orders are kept without the person. An order that is paid and not sent yet, or was
   * sent less than the shop's returns time ago, keeps its address until that is over; the answer lists it. Not while an order has not
   * ended. The password is asked for again, and its attempts are counted.
   *
   * `DELETE /me`
   *
   * Refusals: `account_changed`, `account_required`, `invalid_field`, `last_owner`, `order_underway`, `session_ended`, `too_many_attempts`, `wrong_password`.
   */
  closeAccount: Method<"closeAccount">;
  /**
   * Change the name
   *
   * How the person is called. `null` removes the name.
   *
   * `PATCH /me`
   *
   * Refusals: `account_required`, `invalid_field`, `session_ended`.
   */
  updateAccount: Method<"updateAccount">;
  /**
   * Change the password
   *
   * Asks for the current password, whose attempts are counted, and ends all other sessions. Access tokens that are out stay
   * good until they run out. The mailbox is told.
   *
   * `PUT /me/password`
   *
   * Refusals: `account_changed`, `account_required`, `invalid_field`, `session_ended`, `too_many_attempts`, `wrong_password`.
   */
  changePassword: Method<"changePassword">;
  /**
   * Ask to move to another address
   *
   * Mails a code to the new address, and a notice to the present one. The answer never tells whether the new address is known.
   * The session must be alive. The password is asked for again. Attempts are counted, and so are requests by account, by new
   * address and by network address.
   *
   * `POST /me/email`
   *
   * Refusals: `account_required`, `invalid_field`, `session_ended`, `too_many_attempts`, `wrong_password`.
   */
  requestEmailChange: Method<"requestEmailChange">;
  /**
   * Move to another address
   *
   * The mailed code changes the account's address. Both mailboxes are told. A code may be tried ten times, in the session that
   * asked for it, while that is alive. A new password and the end of all sessions void it.
   *
   * `POST /me/email/confirm`
   *
   * Refusals: `account_changed`, `account_required`, `invalid_code`, `invalid_field`, `session_ended`.
   */
  confirmEmailChange: Method<"confirmEmailChange">;
  /**
   * Export all that the shop keeps of the caller
   *
   * The account, its sessions, and the orders with the addresses they go to. Orders come in pages; account and sessions stand on the first
   * one. It needs a session that is alive.
   *
   * `GET /me/export`
   *
   * Refusals: `account_required`, `invalid_cursor`, `invalid_query`, `session_ended`.
   */
  exportAccount: Method<"exportAccount"> & List<"exportAccount">;
  /**
   * What the buyer will want
   *
   * `again` has what the buyer bought before, by how often and how lately; it is empty of one who bought nothing. `new` has what goes
   * with that and the buyer has not bought, filled up with what is popular. Both have what is on sale, what is sold out last.
   *
   * `GET /me/recommendations`
   *
   * Refusals: `account_required`, `invalid_cursor`, `invalid_query`.
   */
  recommendForBuyer: Method<"recommendForBuyer">;
  /**
   * List the addresses of the account
   *
   * `GET /me/addresses`
   *
   * Refusals: `account_required`.
   */
  listAddresses: Method<"listAddresses">;
  /**
   * Write an address
   *
   * Writes an address into the book, or another in its place, under a name that the client chooses. The rules are those of an order's
   * address. The first one is the default until another is made it.
   *
   * `PUT /me/addresses/{name}`
   *
   * Refusals: `account_required`, `address_book_full`, `invalid_field`, `not_found`, `session_ended`.
   */
  putAddress: Method<"putAddress">;
  /**
   * Remove an address
   *
   * The default goes over to the first that is left.
   *
   * `DELETE /me/addresses/{name}`
   *
   * Refusals: `account_required`, `not_found`, `session_ended`.
   */
  removeAddress: Method<"removeAddress">;
  /**
   * List the sessions
   *
   * The open sessions of the account, the last used first.
   *
   * `GET /me/sessions`
   *
   * Refusals: `account_required`.
   */
  listSessions: Method<"listSessions">;
  /**
   * End all sessions
   *
   * This one included. Access tokens that are out stay good until they run out.
   *
   * `DELETE /me/sessions`
   *
   * Refusals: `account_changed`, `account_required`, `session_ended`.
   */
  endAllSessions: Method<"endAllSessions">;
  /**
   * End a session
   *
   * Only one's own can be meant. Ending one twice is the same as once.
   *
   * `DELETE /me/sessions/{id}`
   *
   * Refusals: `account_required`, `not_found`.
   */
  endSession: Method<"endSession">;
  /**
   * List products
   *
   * A page of what is on sale. The badge tells what was in stock when the page was read: it may be as old as the page, a
   * minute at most. `GET /products/{id}` is exact.
   *
   * `GET /products`
   *
   * Refusals: `invalid_cursor`, `invalid_query`.
   */
  listProducts: Method<"listProducts"> & List<"listProducts", "products">;
  /**
   * List categories
   *
   * The categories that have products on sale, as a tree up to four levels deep, with how many products each has. Counts may be as
   * old as the answer, a minute at most.
   *
   * `GET /categories`
   *
   * Refusals: `invalid_cursor`, `invalid_query`.
   */
  listCategories: Method<"listCategories">;
  /**
   * Search for products
   *
   * Products on sale by what was typed: its words as they are first, then with a mistake or two where nobody has such a word. Capitals,
   * accents and plurals make no difference, and the last word may be unfinished. A change of a product, or that it sold out, shows
   * within five seconds. Facets count what there would be with each filter, the others applied. Where nothing was ever indexed,
   * nothing is found, and `changed_at` is null.
   *
   * `GET /search`
   *
   * Refusals: `cursor_expired`, `invalid_cursor`, `invalid_query`, `search_unavailable`.
   */
  searchProducts: Method<"searchProducts"> & List<"searchProducts", "products">;
  /**
   * Suggest what somebody may be typing
   *
   * Categories first, then names of products, each once, as they are after each letter.
   *
   * `GET /search/suggest`
   *
   * Refusals: `invalid_cursor`, `invalid_query`, `search_unavailable`.
   */
  suggestProducts: Method<"suggestProducts">;
  /**
   * Show a product
   *
   * One product, and exactly how much of each variant is there. One that is no longer on sale is still shown, as archived: old
   * orders lead to it. A draft is not shown.
   *
   * `GET /products/{id}`
   *
   * Refusals: `not_found`.
   */
  getProduct: Method<"getProduct">;
  /**
   * Create or change a product
   *
   * Writes all that is said about a product; what is not said, and its stock, stay as they are. With `If-Match` the product is
   * only changed: `*` if it exists, one or more `ETag`s if it is still in one of these versions. With `If-None-Match: *` it is
   * only created.
   *
   * `PUT /products/{id}`
   *
   * Permission: `catalogue.write`.
   *
   * Refusals: `forbidden`, `invalid_field`, `not_found`, `precondition_failed`, `sku_taken`, `too_many_changes`.
   */
  putProduct: Method<"putProduct">;
  /**
   * Change a part of a product
   *
   * Merges the body into the product as it is, by the rules of a JSON merge patch (RFC 7396): a member that is given replaces what
   * was there, a list as a whole, and attributes one by one; null takes an attribute away. With `If-Match` it is only changed if it
   * is still in one of these versions.
   *
   * `PATCH /products/{id}`
   *
   * Permission: `catalogue.write`.
   *
   * Refusals: `forbidden`, `invalid_field`, `not_found`, `precondition_failed`, `sku_taken`, `too_many_changes`.
   */
  patchProduct: Method<"patchProduct">;
  /**
   * What goes with a product, and what stands in for it
   *
   * Two lists for a product's page. Both have what is on sale, what is sold out last; where too little is known of the product, what is
   * popular in its category and then in the shop fills them. Pairs that fewer than five buyers bought together are not shown.
   *
   * `GET /products/{id}/recommendations`
   *
   * Refusals: `invalid_cursor`, `invalid_query`, `not_found`.
   */
  recommendBesideProduct: Method<"recommendBesideProduct">;
  /**
   * What goes with a basket
   *
   * What is bought together with the lines of a basket, whoever fills it. A SKU that does not exist is passed over; an empty basket gets
   * what is popular. Nothing is kept of the basket.
   *
   * `POST /recommendations`
   *
   * Refusals: `invalid_field`, `invalid_query`.
   */
  recommendForBasket: Method<"recommendForBasket">;
  /**
   * List products of a state
   *
   * Products that are drafts, active or archived, those that were changed last first. A change shows after a moment.
   *
   * `GET /merchant/products`
   *
   * Permission: `catalogue.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`.
   */
  listMerchantProducts: Method<"listMerchantProducts"> & List<"listMerchantProducts", "products">;
  /**
   * Show a product in whatever state
   *
   * The product as it is now, a draft as well. Its `ETag` is what `If-Match` of a change names.
   *
   * `GET /merchant/products/{id}`
   *
   * Permission: `catalogue.read`.
   *
   * Refusals: `forbidden`, `not_found`.
   */
  getMerchantProduct: Method<"getMerchantProduct">;
  /**
   * Get a form that uploads an image
   *
   * A browser sends `fields`, as they are, and after them the file in a field `file`, to `url` as `multipart/form-data`. The form is
   * good for one image of at most 10 MiB and for a quarter of an hour. The file is then looked at: it becomes a picture of the
   * product, at the end of its `images`, or an image that was refused, with a reason. That takes some seconds. JPEG, PNG and WebP are
   * taken, up to 50 megapixels; the first file that was sent by a form counts.
   *
   * `POST /merchant/products/{id}/images`
   *
   * Permission: `catalogue.write`.
   *
   * Refusals: `forbidden`, `invalid_field`, `not_found`, `too_many_images`.
   */
  uploadImage: Method<"uploadImage">;
  /**
   * Adjust the stock
   *
   * Adds units, or takes units away that no order holds, once for each idempotency key.
   *
   * `POST /merchant/skus/{sku}/adjustments`
   *
   * Permission: `stock.adjust`.
   *
   * Refusals: `forbidden`, `idempotency_key_required`, `idempotency_key_reused`, `invalid_field`, `not_found`, `out_of_stock`.
   */
  adjustStock: Method<"adjustStock">;
  /**
   * Count the stock
   *
   * Sets what is available to what was counted, once for each idempotency key, if exactly as much is available as was seen at the
   * time of the count. Units that orders hold are not counted among them.
   *
   * `POST /merchant/skus/{sku}/counts`
   *
   * Permission: `stock.adjust`.
   *
   * Refusals: `forbidden`, `idempotency_key_required`, `idempotency_key_reused`, `invalid_field`, `not_found`, `stock_moved`.
   */
  countStock: Method<"countStock">;
  /**
   * List the changes of a SKU's stock
   *
   * Adjustments, counts and the opening stock of an import, newest first. What orders take and give back stands in the orders. A
   * change shows after a moment.
   *
   * `GET /merchant/skus/{sku}/movements`
   *
   * Permission: `catalogue.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`, `not_found`.
   */
  listMovements: Method<"listMovements"> & List<"listMovements", "movements">;
  /**
   * Set with how many units a SKU is low
   *
   * A SKU on sale with so many units or fewer is in the list of what is low. 0 keeps it out of the list; null gives it the
   * threshold of the shop.
   *
   * `PUT /merchant/skus/{sku}/low-stock-threshold`
   *
   * Permission: `stock.adjust`.
   *
   * Refusals: `forbidden`, `invalid_field`, `not_found`.
   */
  setLowStockThreshold: Method<"setLowStockThreshold">;
  /**
   * List the SKUs that are low
   *
   * SKUs on sale of which no more units are left than their threshold says, sold out first. A change shows after a moment.
   *
   * `GET /merchant/stock/low`
   *
   * Permission: `catalogue.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`.
   */
  listLowStock: Method<"listLowStock"> & List<"listLowStock", "skus">;
  /**
   * Record a shipment
   *
   * Records that units of a paid order were sent, once for each idempotency key, and tells the buyer by mail. Of each SKU, no
   * more can be sent than was paid for and not sent yet, however many staff are at it.
   *
   * `POST /merchant/orders/{id}/shipments`
   *
   * Permission: `orders.ship`.
   *
   * Refusals: `exceeds_remaining`, `forbidden`, `idempotency_key_required`, `idempotency_key_reused`, `invalid_field`, `not_found`, `order_not_shippable`, `too_many_shipments`, `unknown_sku`.
   */
  addShipment: Method<"addShipment">;
  /**
   * Mark a shipment delivered
   *
   * Notes that the shipment reached the buyer. Doing it twice is the same as once.
   *
   * `POST /merchant/orders/{id}/shipments/{shipment}/delivered`
   *
   * Permission: `orders.ship`.
   *
   * Refusals: `forbidden`, `not_found`, `shipment_voided`.
   */
  deliverShipment: Method<"deliverShipment">;
  /**
   * Void a shipment
   *
   * Takes back that the shipment was sent. Its units may be sent again. Doing it twice is the same as once.
   *
   * `POST /merchant/orders/{id}/shipments/{shipment}/void`
   *
   * Permission: `orders.ship`.
   *
   * Refusals: `forbidden`, `not_found`, `shipment_delivered`, `shipment_refunded`.
   */
  voidShipment: Method<"voidShipment">;
  /**
   * Show what shipping costs
   *
   * All zones with their options. There is none in a new shop, and shipping costs nothing. Its `ETag` is what `If-Match` of a change names.
   *
   * `GET /merchant/shipping`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`.
   */
  getShipping: Method<"getShipping">;
  /**
   * Set what shipping costs
   *
   * Zones are tried in their order: the first that has the destination says which options there are. Once there is a zone, each quote needs an option. With `If-Match` it is only set if it is still in one of these versions. Quotes know it within half a minute; those
   * that were given before stay good.
   *
   * `PUT /merchant/shipping`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `invalid_field`, `precondition_failed`.
   */
  setShipping: Method<"setShipping">;
  /**
   * Show what is taxed
   *
   * All rates. There is none in a new shop, and nothing is said about tax. Its `ETag` is what `If-Match` of a change names.
   *
   * `GET /merchant/tax`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`.
   */
  getTax: Method<"getTax">;
  /**
   * Set what is taxed
   *
   * All rates that count for a class of products in a place apply side by side. The tax of each is computed once over the sum of all that it applies to, and rounded half away from zero to the smallest amount of the currency. What no rate names is not taxed. With `If-Match` it is only set if it is still in one of these versions. Quotes know it within half a minute; those
   * that were given before stay good.
   *
   * `PUT /merchant/tax`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `invalid_field`, `precondition_failed`.
   */
  setTax: Method<"setTax">;
  /**
   * List the endpoints
   *
   * All endpoints of the shop, without their secrets.
   *
   * `GET /merchant/webhooks`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`.
   */
  listWebhooks: Method<"listWebhooks">;
  /**
   * Have events sent somewhere
   *
   * Makes an endpoint, of which there is one for each address, and at most ten. Events of the types named are sent there by POST, as
   * docs/events describes them, signed by the Standard Webhooks scheme: the headers `webhook-id`, `webhook-timestamp` and
   * `webhook-signature`. Answer with 2xx within ten seconds. Whatever else happens, the event is sent again, ten times within a day;
   * 410 disables the endpoint. `secret` is shown in this answer alone.
   *
   * `POST /merchant/webhooks`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `invalid_field`, `too_many_webhooks`, `webhook_exists`.
   */
  addWebhook: Method<"addWebhook">;
  /**
   * Show an endpoint
   *
   * One endpoint, without its secret.
   *
   * `GET /merchant/webhooks/{id}`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `not_found`.
   */
  getWebhook: Method<"getWebhook">;
  /**
   * Remove an endpoint
   *
   * Nothing is sent there any more. Removing it twice is the same as once.
   *
   * `DELETE /merchant/webhooks/{id}`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `not_found`.
   */
  removeWebhook: Method<"removeWebhook">;
  /**
   * Change an endpoint
   *
   * Changes which events are sent, or whether any are. An endpoint that was disabled because it answered 410 can be enabled again.
   * Its address stays: make another endpoint instead.
   *
   * `PATCH /merchant/webhooks/{id}`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `invalid_field`, `not_found`.
   */
  changeWebhook: Method<"changeWebhook">;
  /**
   * Get another secret for an endpoint
   *
   * The new secret is shown in this answer alone, and signs at once. The one before goes on signing for 24 hours: until then
   * `webhook-signature` has both signatures, separated by a space.
   *
   * `POST /merchant/webhooks/{id}/rotate-secret`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `not_found`.
   */
  rotateWebhookSecret: Method<"rotateWebhookSecret">;
  /**
   * List what was sent to an endpoint
   *
   * Newest first. A delivery is kept for 30 days after its event.
   *
   * `GET /merchant/webhooks/{id}/deliveries`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`, `not_found`.
   */
  listDeliveries: Method<"listDeliveries"> & List<"listDeliveries", "deliveries">;
  /**
   * Send an event again
   *
   * Sends the event again, from the first attempt on, whatever became of it. It is the same event, under the same `webhook-id`.
   *
   * `POST /merchant/webhooks/{id}/deliveries/{delivery}/redeliver`
   *
   * Permission: `settings.write`.
   *
   * Refusals: `forbidden`, `not_found`.
   */
  redeliver: Method<"redeliver">;
  /**
   * Refund an order, in part or whole
   *
   * Gives money of a paid order back, once for each idempotency key, and tells the buyer by mail: what `lines` were paid with, or
   * `amount_minor`, or, with neither, all that is left. Of all refunds together, no more goes back than was paid.
   *
   * A line gives up units that were not sent and never will be; with `returned`, units that were sent and came back. Once the money
   * has gone back, its units return to stock, unless `restock` is false. An amount is about money alone. A refund that takes the
   * last of the money also gives up all units that were not sent. When all money is back, the order is `refunded`.
   *
   * `POST /merchant/orders/{id}/refunds`
   *
   * Permission: `orders.refund`.
   *
   * Refusals: `exceeds_paid`, `exceeds_remaining`, `forbidden`, `idempotency_key_required`, `idempotency_key_reused`, `invalid_field`, `not_found`, `order_disputed`, `order_not_refundable`, `refund_failed`, `too_many_refunds`, `unknown_sku`.
   */
  refundOrder: Method<"refundOrder">;
  /**
   * Decide about an order in review
   *
   * An order is `needs_review` when the provider's record and the order differ. Look at the payment at the provider, then decide, once:
   *
   * - `accept`: the order is paid with what came in by `payment_intent`, and its buyer gets a receipt. No more than that can be refunded.
   * - `refund`: all that came in by it is given back, the buyer is told by mail, and the units return to stock.
   * - `cancel`: nothing came in, or nothing of it is left. The order's intent is cancelled, and the units return to stock.
   *
   * `received_minor` is what was seen: where something else came in by now, nothing is decided. The same decision again gets the order as it is.
   *
   * `POST /merchant/orders/{id}/decide`
   *
   * Permission: `orders.refund`.
   *
   * Refusals: `forbidden`, `invalid_field`, `money_held`, `not_found`, `order_decided`, `order_not_in_review`, `payment_not_usable`, `payment_open`, `received_differs`.
   */
  decideOrder: Method<"decideOrder">;
  /**
   * Cancel an unpaid order
   *
   * Gives a pending order up, as its buyer could. Its stock returns once no payment can happen any more. A paid order is refunded instead.
   *
   * `POST /merchant/orders/{id}/cancel`
   *
   * Permission: `orders.refund`.
   *
   * Refusals: `forbidden`, `not_found`, `order_not_cancellable`, `refund_required`.
   */
  cancelOrderForBuyer: Method<"cancelOrderForBuyer">;
  /**
   * Ask what a basket costs
   *
   * What each line of a basket costs now, whoever fills it, and what stands in the way of ordering it. Lines of one SKU are put
   * together. Nothing is kept, and no stock is held.
   *
   * Where no line has a problem and an `address` is given, there is a `quote`. Send it with the order: the order then keeps what its
   * lines are called and look like, and costs what the quote says, shipping and tax included. It is good until `expires_at`, for an order of these lines at these prices to this country, region and
   * postal code. Prices and stock are looked at once more when the order is placed.
   *
   * `POST /quotes`
   *
   * Refusals: `invalid_field`.
   */
  quoteOrder: Method<"quoteOrder">;
  /**
   * Show the cart
   *
   * The cart of whoever asks, with an account or as a guest. It holds SKUs and quantities, no prices, and reserves nothing. It is
   * kept for 30 days after its last change for a guest, for 180 days for an account.
   *
   * `GET /cart`
   */
  getCart: Method<"getCart">;
  /**
   * Empty the cart
   *
   * `DELETE /cart`
   */
  emptyCart: Method<"emptyCart">;
  /**
   * Set how many of a SKU are in the cart
   *
   * 0 takes it out. The other lines stay as they are, whoever changes them at the same time; of two changes of one line the later
   * one holds. Whether there is such a SKU, and enough of it, is told when the order is placed.
   *
   * `PUT /cart/lines/{sku}`
   *
   * Refusals: `cart_full`, `invalid_field`, `not_found`.
   */
  setCartLine: Method<"setCartLine">;
  /**
   * Let a guest's cart join the account's
   *
   * After a log-in: what the guest put into the cart joins the cart of the account, and the guest's cart is empty. What is in both is
   * there as often as in the one that has more of it. A repeat changes nothing.
   *
   * `POST /cart/merge`
   *
   * Refusals: `account_required`, `cart_full`, `invalid_field`.
   */
  mergeCarts: Method<"mergeCarts">;
  /**
   * List orders
   *
   * A page of the buyer's own orders, newest first.
   *
   * `GET /orders`
   *
   * Refusals: `invalid_cursor`, `invalid_query`.
   */
  listOrders: Method<"listOrders"> & List<"listOrders", "orders">;
  /**
   * Place an order
   *
   * Takes the stock of all lines at the prices that the buyer saw, or of none. The stock is held until `reserved_until`. Lines
   * of one SKU are put together. A guest says where the mails go, in `email`; an account holder does not, and is refused who does.
   *
   * `POST /orders`
   *
   * Refusals: `account_blocked`, `idempotency_key_required`, `idempotency_key_reused`, `invalid_field`, `not_sold_in_currency`, `out_of_stock`, `price_changed`, `product_inactive`, `quote_expired`, `quote_invalid`, `quote_of_other_address`, `quote_of_other_lines`, `too_many_orders`, `unknown_sku`.
   */
  placeOrder: Method<"placeOrder">;
  /**
   * Show an order
   *
   * One of the buyer's own orders; another buyer's does not exist. The receipt of a guest's order links to the shop's page of it, with a token after the `#`, `link.` and more:
   * in the place of an access token it opens this order, and nothing else, until it is revoked or the guest is forgotten. One that does not open
   * the order gets 401.
   *
   * `GET /orders/{id}`
   *
   * Refusals: `not_found`.
   */
  getOrder: Method<"getOrder">;
  /**
   * Revoke the links to an order
   *
   * The links that the receipt of a guest's order carried open it no longer. Its buyer may ask so, and whoever has such a link, with its
   * token in the place of an access token.
   *
   * `DELETE /orders/{id}/link`
   *
   * Refusals: `not_found`.
   */
  revokeOrderLink: Method<"revokeOrderLink">;
  /**
   * Cancel an order
   *
   * Gives a pending order up. Its stock returns once no payment can happen any more.
   *
   * `POST /orders/{id}/cancel`
   *
   * Refusals: `not_found`, `order_not_cancellable`.
   */
  cancelOrder: Method<"cancelOrder">;
  /**
   * Pay an order
   *
   * With a `payment_method` the order is paid at once, where the card asks for no more. Without one, the answer has the
   * `client_secret` with which the buyer's browser goes on at the provider. Never send a card number here: Stripe.js turns
   * it into a payment method.
   *
   * `POST /orders/{id}/payment`
   *
   * Refusals: `card_number_refused`, `declined`, `invalid_field`, `not_found`, `order_not_payable`, `payment_unavailable`.
   */
  payOrder: Method<"payOrder">;
  /**
   * List all orders
   *
   * A page of all orders for which every filter holds, newest first. Days are in UTC and go by when an order was placed. Without `from`,
   * a list by `email` or `number` has all orders, and any other those of the year up to `to`. An order is here a moment after it was
   * placed or has changed. A page may be shorter than `limit`; the list ends where `next_cursor` is null.
   *
   * `GET /merchant/orders`
   *
   * Permission: `orders.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`.
   */
  listAllOrders: Method<"listAllOrders"> & List<"listAllOrders", "orders">;
  /**
   * List the staff
   *
   * Everybody with a role of staff, in the order of their identifiers.
   *
   * `GET /merchant/staff`
   *
   * Permission: `staff.manage`.
   *
   * Refusals: `forbidden`.
   */
  listStaff: Method<"listStaff">;
  /**
   * Give an account a role
   *
   * The account must exist, with a verified address. It has the role from its next log-in on: its sessions end, and its access
   * tokens are good for five minutes at most. Giving the role that it has changes nothing. The shop keeps an owner: the last one
   * gets no other role.
   *
   * `PUT /merchant/staff/{id}`
   *
   * Permission: `staff.manage`.
   *
   * Refusals: `account_changed`, `forbidden`, `invalid_field`, `last_owner`, `not_found`, `session_ended`.
   */
  giveRole: Method<"giveRole">;
  /**
   * Take a role of staff away
   *
   * The account is a buyer's from its next log-in on: its sessions end, and its access tokens are good for five minutes at most. Of
   * an account without a role of staff, nothing changes. The shop keeps an owner: the last one stays.
   *
   * `DELETE /merchant/staff/{id}`
   *
   * Permission: `staff.manage`.
   *
   * Refusals: `account_changed`, `forbidden`, `last_owner`, `not_found`, `session_ended`.
   */
  revokeRole: Method<"revokeRole">;
  /**
   * List the changes that staff made
   *
   * Newest first: who, in which role, when, what was done and to what, with the members that changed, before and after. Of the last
   * 366 days where nothing is said; more are asked for in parts. Nothing personal of buyers stands in it. A list by actor or resource
   * shows a change after a moment.
   *
   * `GET /merchant/audit-log`
   *
   * Permission: `audit.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`.
   */
  listAuditLog: Method<"listAuditLog"> & List<"listAuditLog", "records">;
  /**
   * Find a customer
   *
   * The account of an address, with how many orders it has placed and the newest of them. Orders are counted a moment after they are placed.
   *
   * `GET /merchant/customers`
   *
   * Permission: `customers.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`, `not_found`.
   */
  findCustomer: Method<"findCustomer">;
  /**
   * Block a customer
   *
   * Nobody logs in to the account any more, its sessions end, and it places no orders: both are refused with `account_blocked`. An
   * access token that was issued before reads, pays and cancels for five minutes at most. Orders that were placed stay as they are. Blocking
   * twice is the same as once.
   *
   * `PUT /merchant/customers/{id}/block`
   *
   * Permission: `customers.write`.
   *
   * Refusals: `account_changed`, `account_is_staff`, `forbidden`, `not_found`.
   */
  blockCustomer: Method<"blockCustomer">;
  /**
   * Unblock a customer
   *
   * The account may be logged in to and may order again. Unblocking one that is not blocked changes nothing.
   *
   * `DELETE /merchant/customers/{id}/block`
   *
   * Permission: `customers.write`.
   *
   * Refusals: `account_changed`, `forbidden`, `not_found`.
   */
  unblockCustomer: Method<"unblockCustomer">;
  /**
   * Count orders by state
   *
   * How many of the orders that were placed on these days are in which state. Without `from`, of the year up to `to`.
   *
   * `GET /merchant/orders/counts`
   *
   * Permission: `orders.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`.
   */
  countOrders: Method<"countOrders">;
  /**
   * Show any order
   *
   * One order with all that is known of it, as it is now. An order that was placed a moment ago may not be found yet.
   *
   * `GET /merchant/orders/{id}`
   *
   * Permission: `orders.read`.
   *
   * Refusals: `forbidden`, `not_found`.
   */
  showAnyOrder: Method<"showAnyOrder">;
  /**
   * Show sales by day
   *
   * What was sold, by the day on which orders were placed and by currency. An order counts once it is paid, and goes on counting when its
   * money is given back, which `refunded_minor` tells, or lost in a dispute, `lost_minor`. Without `from`, the 31 days up to `to`. A day without sales is not listed.
   *
   * `GET /merchant/sales`
   *
   * Permission: `orders.read`.
   *
   * Refusals: `forbidden`, `invalid_cursor`, `invalid_query`.
   */
  showSales: Method<"showSales">;
  /**
   * This description
   *
   * `GET /openapi.json`
   */
  getDescription: Method<"getDescription">;
}
