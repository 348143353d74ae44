//! A shop with something on its stock shard, a provider, and everybody who handles orders.

use serde_json::{Value, json};

use crate::{Answer, Call, Function, Mail, PRICE, Shop, StripeModel};

/// The functions around orders, and the provider behind them.
#[derive(Debug)]
pub struct Checkout {
    /// The shop.
    pub shop: Shop,
    /// The provider.
    pub stripe: StripeModel,
    place: Function,
    list: Function,
    get: Function,
    cancel: Function,
    pay: Function,
    refund: Function,
    shipments: Function,
    receive: Function,
    sync: Function,
    notify: Function,
    sweep: Function,
}

impl Checkout {
    /// A shop in which everybody is at their place. Nothing is for sale yet.
    pub async fn open() -> Self {
        Self::of(Shop::open()).await
    }

    /// The same, of a shop that was opened in some other way.
    pub async fn of(shop: Shop) -> Self {
        let stripe = shop.opens_at_stripe();
        let checkout = Self {
            place: shop.start("place-order").await,
            list: shop.start("list-orders").await,
            get: shop.start("get-order").await,
            cancel: shop.start("cancel-order").await,
            pay: shop.start("pay-order").await,
            refund: shop.start("refund-order").await,
            shipments: shop.start("manage-shipments").await,
            receive: shop.start("receive-stripe-event").await,
            sync: shop.start("sync-payment").await,
            notify: shop.start("send-notification").await,
            sweep: shop.start("sweep-orders").await,
            stripe,
            shop,
        };
        checkout.shop.journal.take();
        checkout
    }

    /// Puts `units` of a product in stock at [`PRICE`].
    pub fn stock(&self, product: &str, units: u64) {
        self.shop.stock(product, units);
    }

    /// Gives the buyer called `name` a verified address, `name@example.com`.
    pub fn enrol(&self, name: &str) {
        self.shop.enrol(name);
    }

    /// What is left of a product.
    #[must_use]
    pub fn available(&self, product: &str) -> u64 {
        let is_its = |row: &&Value| row["sku"] == product && row["available"].is_u64();
        let rows = self.shop.tables.rows("stock");
        let units: Vec<u64> = rows.iter().filter(is_its).filter_map(|row| row["available"].as_u64()).collect();
        assert!(!units.is_empty(), "{product} has no stock");
        units.iter().sum()
    }

    /// The body of an order of `quantity` of each product.
    #[must_use]
    pub fn wish(products: &[(&str, u64)]) -> Value {
        let lines: Vec<Value> = products
            .iter()
            .map(|(product, quantity)| json!({ "sku": product, "quantity": quantity, "unit_price_minor": PRICE }))
            .collect();
        json!({
            "currency": "USD",
            "shipping_address": {
                "name": "Ada Buyer", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1 1AA", "country": "GB",
            },
            "lines": lines,
        })
    }

    /// `POST /v1/orders` by `buyer` under `key`.
    pub async fn place(&self, buyer: &str, key: &str, wish: &Value) -> Answer {
        let call = Call::post("/v1/orders").bearer(&self.shop.buyer(buyer)).key(key).json(wish);
        self.shop.call(&self.place, call).await
    }

    /// Any request to the function that places orders.
    pub async fn place_with(&self, call: Call) -> Answer {
        self.shop.call(&self.place, call).await
    }

    /// Places an order of one product for `buyer` and hands back its identifier.
    pub async fn placed(&self, buyer: &str, key: &str, product: &str, quantity: u64) -> String {
        let order = self.place(buyer, key, &Self::wish(&[(product, quantity)])).await.expect(201);
        order["id"].as_str().expect("an identifier").to_owned()
    }

    /// `GET /v1/orders` with this query.
    pub async fn list(&self, buyer: &str, query: &str) -> Answer {
        self.shop.call(&self.list, Call::get("/v1/orders").query(query).bearer(&self.shop.buyer(buyer))).await
    }

    /// `GET /v1/orders/{id}`.
    pub async fn get(&self, buyer: &str, order: &str) -> Answer {
        self.shop.call(&self.get, Call::get(&format!("/v1/orders/{order}")).bearer(&self.shop.buyer(buyer))).await
    }

    /// The order's state, as its buyer sees it.
    pub async fn state(&self, buyer: &str, order: &str) -> String {
        self.get(buyer, order).await.expect(200)["state"].as_str().expect("a state").to_owned()
    }

    /// `POST /v1/orders/{id}/cancel`.
    pub async fn cancel(&self, buyer: &str, order: &str) -> Answer {
        let call = Call::post(&format!("/v1/orders/{order}/cancel")).bearer(&self.shop.buyer(buyer));
        self.shop.call(&self.cancel, call).await
    }

    /// `POST /v1/orders/{id}/payment` with this body.
    pub async fn pay_with(&self, buyer: &str, order: &str, body: &Value) -> Answer {
        let call = Call::post(&format!("/v1/orders/{order}/payment")).bearer(&self.shop.buyer(buyer)).json(body);
        self.shop.call(&self.pay, call).await
    }

    /// Pays with a payment method.
    pub async fn pay(&self, buyer: &str, order: &str, method: &str) -> Answer {
        self.pay_with(buyer, order, &json!({ "payment_method": method })).await
    }

    /// `POST /v1/merchant/orders/{id}/refunds` by the merchant under `key`, with this body.
    pub async fn refund_with(&self, order: &str, key: &str, body: &Value) -> Answer {
        self.shop.show_on_desk().await;
        let call = Call::post(&format!("/v1/merchant/orders/{order}/refunds"));
        self.shop.call(&self.refund, call.bearer(&self.shop.merchant()).key(key).json(body)).await
    }

    /// Refunds all that is left of an order, always under the same key.
    pub async fn refund(&self, order: &str) -> Answer {
        self.refund_with(order, "all of it", &json!({ "reason": "requested_by_customer" })).await
    }

    /// Refunds so many units of each product; those that were sent and came back are marked.
    pub async fn refund_lines(&self, order: &str, key: &str, lines: &[(&str, u64, bool)]) -> Answer {
        let lines = lines.iter().map(|(sku, units, back)| json!({ "sku": sku, "quantity": units, "returned": back }));
        let lines: Vec<Value> = lines.collect();
        self.refund_with(order, key, &json!({ "lines": lines, "reason": "requested_by_customer" })).await
    }

    /// Refunds an amount.
    pub async fn refund_amount(&self, order: &str, key: &str, minor: u64) -> Answer {
        self.refund_with(order, key, &json!({ "amount_minor": minor, "reason": "damaged" })).await
    }

    /// `POST /v1/merchant/orders/{id}/cancel` by the merchant.
    pub async fn cancel_for_buyer(&self, order: &str) -> Answer {
        self.shop.show_on_desk().await;
        let call = Call::post(&format!("/v1/merchant/orders/{order}/cancel")).bearer(&self.shop.merchant());
        self.shop.call(&self.cancel, call).await
    }

    /// `POST /v1/merchant/orders/{id}/shipments` by the merchant under `key`, with this body.
    pub async fn ship_with(&self, order: &str, key: &str, body: &Value) -> Answer {
        self.shop.show_on_desk().await;
        let call = Call::post(&format!("/v1/merchant/orders/{order}/shipments"));
        self.shop.call(&self.shipments, call.bearer(&self.shop.merchant()).key(key).json(body)).await
    }

    /// Ships `quantity` of each product.
    pub async fn ship(&self, order: &str, key: &str, products: &[(&str, u64)]) -> Answer {
        let lines = products.iter().map(|(product, quantity)| json!({ "sku": product, "quantity": quantity }));
        let lines: Vec<Value> = lines.collect();
        self.ship_with(order, key, &json!({ "lines": lines, "carrier": "Mill Mail" })).await
    }

    /// `POST /v1/merchant/orders/{id}/shipments/{shipment}/delivered`, or `.../void`.
    pub async fn end_shipment(&self, order: &str, shipment: &str, end: &str) -> Answer {
        self.shop.show_on_desk().await;
        let call = Call::post(&format!("/v1/merchant/orders/{order}/shipments/{shipment}/{end}"));
        self.shop.call(&self.shipments, call.bearer(&self.shop.merchant())).await
    }

    /// Any request to the function that takes the provider's events.
    pub async fn event(&self, call: Call) -> Answer {
        self.shop.call(&self.receive, call).await
    }

    /// Lets the provider send the events that are due now. How many the shop took.
    pub async fn webhooks(&self) -> usize {
        let now = self.shop.clock.now().seconds();
        let due = self.stripe.model().take_due_webhooks(now);
        let mut taken = 0;
        for delivery in due {
            let mut call = Call::post("/v1/webhooks/stripe").bytes(&delivery.body);
            for (name, value) in &delivery.headers {
                call = call.header(name, value);
            }
            let status = self.event(call).await.status;
            taken += usize::from(status == 200);
            self.stripe.model().webhook_answered(&delivery.id, Some(status), now);
        }
        taken
    }

    /// Works off what waits in the queues.
    pub async fn work(&self) {
        self.shop.queue("payment-syncs").work_off(&self.sync).await;
        self.shop.queue("notifications").work_off(&self.notify).await;
    }

    /// Hands the sync requests that are visible now to their worker, once.
    pub async fn deliver_settlements(&self) -> crate::Delivered {
        self.shop.queue("payment-syncs").deliver(&self.sync).await
    }

    /// Hands the notifications that are visible now to their worker, once.
    pub async fn deliver_notifications(&self) -> crate::Delivered {
        self.shop.queue("notifications").deliver(&self.notify).await
    }

    /// Lets the sweep do its round.
    pub async fn sweep(&self) -> Value {
        self.shop.tick(&self.sweep).await
    }

    /// The mails that went to the buyer called `name`.
    #[must_use]
    pub fn mails_to(&self, name: &str) -> Vec<Mail> {
        self.shop.mail.to(&format!("{name}@example.com"))
    }

    /// How often the provider charged for `order`, refunds aside.
    #[must_use]
    pub fn charges(&self, order: &str) -> usize {
        self.stripe.model().ledger().succeeded_charges_for("order_id", order).count()
    }

    /// What the provider gave back of `order`, refunds that failed aside, in cents.
    #[must_use]
    pub fn given_back(&self, order: &str) -> i64 {
        let model = self.stripe.model();
        model.ledger().succeeded_charges_for("order_id", order).map(|charge| charge.amount_refunded).sum()
    }

    /// Gives back at the provider what the form says, as an operator does in the dashboard.
    pub fn refund_at_the_provider(&self, form: &str) {
        self.at_the_provider("/v1/refunds", form);
    }

    /// Cancels an intent at the provider, as an operator does in the dashboard.
    pub fn cancel_at_the_provider(&self, intent: &str) {
        self.at_the_provider(&format!("/v1/payment_intents/{intent}/cancel"), "");
    }

    /// Asks the provider for something with the shop's key, but not through the shop.
    pub fn at_the_provider(&self, path: &str, form: &str) {
        let mut headers = http::HeaderMap::new();
        headers.insert("authorization", http::HeaderValue::from_static("Bearer sk_test_local"));
        headers.insert("content-type", http::HeaderValue::from_static("application/x-www-form-urlencoded"));
        let (path, body) = (path.to_owned(), form.as_bytes().to_vec());
        let request = local_stripe::Request { method: http::Method::POST, path, headers, body };
        let answer = self.stripe.model().handle(&request, self.shop.clock.now().seconds());
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    }

    /// The order's row, as it is stored.
    #[must_use]
    pub fn row(&self, order: &str) -> Value {
        let rows = self.shop.tables.rows("orders");
        rows.into_iter().find(|row| row["id"] == order).expect("an order")
    }

    /// How many orders are owed something.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.shop.tables.rows("orders").iter().filter(|row| row.get("due_at_ms").is_some()).count()
    }
}
