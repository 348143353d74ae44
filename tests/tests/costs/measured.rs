//! A buyer's journey, and what each operation on it asked for.

use serde_json::{Value, json};
use tests::{Call, Checkout, Entry, Function, Service};

/// One operation.
pub(crate) struct Cost {
    pub(crate) operation: &'static str,
    /// Who did it.
    pub(crate) function: &'static str,
    calls: Vec<Entry>,
}

impl Cost {
    pub(crate) fn count(&self, service: Service) -> u32 {
        let calls = self.calls.iter().filter(|call| call.service == service);
        u32::try_from(calls.count()).expect("a few calls")
    }

    pub(crate) fn read_units(&self) -> f64 {
        self.calls.iter().map(|call| call.read_units).sum()
    }

    pub(crate) fn write_units(&self) -> f64 {
        self.calls.iter().map(|call| call.write_units).sum()
    }

    /// Its row of the table in the README.
    pub(crate) fn row(&self) -> String {
        let dynamo = self.calls.iter().filter(|call| call.service == Service::DynamoDb);
        let names: Vec<&str> = dynamo.map(|call| call.operation.as_str()).collect();
        format!(
            "| {} | {} | {} | {} | {} | {} | {} |",
            self.operation,
            if names.is_empty() { "none".to_owned() } else { names.join(", ") },
            self.read_units(),
            self.write_units(),
            self.count(Service::Sqs),
            self.count(Service::Ses),
            self.count(Service::Provider),
        )
    }
}

/// Notes what was asked for since the last note.
struct Meter<'a> {
    checkout: &'a Checkout,
    costs: Vec<Cost>,
}

impl Meter<'_> {
    fn note(&mut self, operation: &'static str, function: &'static str) {
        self.costs.push(Cost { operation, function, calls: self.checkout.shop.journal.take() });
    }

    /// Starts a function; what it asks for while it starts is not counted.
    async fn start(&self, name: &str) -> Function {
        let function = self.checkout.shop.start(name).await;
        self.checkout.shop.journal.take();
        function
    }

    async fn call(&mut self, operation: &'static str, name: &'static str, call: Call, status: u16) -> Value {
        let function = self.start(name).await;
        let answer = self.checkout.shop.call(&function, call).await.expect(status);
        self.note(operation, name);
        answer
    }
}

/// Signs a buyer up and in. The tokens.
async fn accounts(meter: &mut Meter<'_>) -> Value {
    let person = json!({ "email": "ada@example.com", "password": "a long walk along the mill race" });
    meter.call("sign up", "sign-up", Call::post("/v1/signup").json(&person), 202).await;
    meter.checkout.work().await;
    meter.note("send the code", "send-notification");
    let mail = meter.checkout.mails_to("ada").remove(0).text;
    let code: String = mail.chars().filter(char::is_ascii_digit).take(8).collect();
    let proof = json!({ "email": "ada@example.com", "code": code });
    meter.call("verify the address", "verify-email", Call::post("/v1/signup/verify").json(&proof), 200).await;
    let tokens = meter.call("log in", "log-in", Call::post("/v1/login").json(&person), 200).await;
    let renewed = json!({ "refresh_token": tokens["refresh_token"] });
    let call = Call::post("/v1/sessions/refresh").json(&renewed);
    meter.call("refresh a session", "refresh-session", call, 200).await
}

/// Puts products on the shelf and looks at them.
async fn catalogue(meter: &mut Meter<'_>) {
    let merchant = meter.checkout.shop.merchant();
    let product = json!({
        "name": "Tea", "description": "Loose leaves.", "category": "Tea", "price_minor": 499, "currency": "USD",
    });
    let put = meter.start("put-product").await;
    for n in 0..21 {
        meter.checkout.shop.journal.take();
        let call = Call::put(&format!("/v1/products/tea-{n}")).bearer(&merchant).json(&product);
        meter.checkout.shop.call(&put, call).await.expect(200);
    }
    meter.note("put a product", "put-product");
    let delivery = json!({ "quantity": 100, "reason": "delivery" });
    let call = Call::post("/v1/products/tea-1/stock").bearer(&merchant).key("delivery").json(&delivery);
    meter.call("adjust stock", "adjust-stock", call, 200).await;
    meter.call("list a page of 20 products", "list-products", Call::get("/v1/products?limit=20"), 200).await;
    meter.call("show a product", "get-product", Call::get("/v1/products/tea-1"), 200).await;
}

/// Places, pays, reads and cancels.
async fn orders(meter: &mut Meter<'_>, access: &str) {
    let order = |key: &str, product: &str| {
        Call::post("/v1/orders").bearer(access).key(key).json(&Checkout::wish(&[(product, 1)]))
    };
    let placed = meter.call("place an order of one line", "place-order", order("order", "tea-1"), 201).await;
    meter.call("refuse an order", "place-order", order("short", "tea-2"), 409).await;
    let at = format!("/v1/orders/{}", placed["id"].as_str().expect("an identifier"));
    let call = Call::post(&format!("{at}/payment")).bearer(access).json(&json!({ "payment_method": "pm_card_visa" }));
    meter.call("pay with a card", "pay-order", call, 200).await;
    meter.checkout.webhooks().await;
    meter.note("take the provider's events", "receive-stripe-event");
    meter.checkout.deliver_settlements().await;
    meter.note("settle what is settled already", "settle-payment");
    meter.checkout.work().await;
    meter.note("send the receipt", "send-notification");
    meter.call("show an order", "get-order", Call::get(&at).bearer(access), 200).await;
    meter.call("list orders", "list-orders", Call::get("/v1/orders").bearer(access), 200).await;
    let regretted = meter.checkout.place_with(order("regretted", "tea-1")).await.expect(201);
    let call = Call::post(&format!("/v1/orders/{}/cancel", regretted["id"].as_str().expect("an identifier")));
    meter.call("cancel an order", "cancel-order", call.bearer(access), 200).await;
    meter.checkout.sweep().await;
    meter.note("sweep when nothing is due", "sweep-orders");
}

/// Everything that one buyer's journey asks for, measured.
pub(crate) async fn measure() -> Vec<Cost> {
    let checkout = Checkout::open().await;
    let mut meter = Meter { checkout: &checkout, costs: Vec::new() };
    let tokens = accounts(&mut meter).await;
    catalogue(&mut meter).await;
    let access = tokens["access_token"].as_str().expect("a token");
    orders(&mut meter, access).await;
    meter.call("log out", "log-out", Call::post("/v1/logout").bearer(access), 204).await;
    meter.costs
}
