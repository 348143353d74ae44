//! A buyer's journey, and what each operation on it asked for.

mod guests;
mod merchant;

use std::{collections::BTreeSet, io::Cursor};

use image::{DynamicImage, ImageFormat};

use guests::guests;
use merchant::{low_stock, refunds, shipments, staff, the_desk, troubles};
use serde_json::{Value, json};
use tests::{Call, Checkout, DeskStream, Entry, Function, Service};

/// One operation.
pub(crate) struct Cost {
    pub(crate) operation: &'static str,
    /// Who did it.
    pub(crate) function: &'static str,
    pub(crate) calls: Vec<Entry>,
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

    /// How often it waited for AWS: calls that go out together are one wait.
    pub(crate) fn waits(&self) -> u32 {
        let calls = self.calls.iter().filter(|call| call.service != Service::Provider);
        let moments: BTreeSet<i64> = calls.map(|call| call.at.millis()).collect();
        u32::try_from(moments.len()).expect("a few waits")
    }

    /// Bytes of all bodies, there and back.
    pub(crate) fn bytes(&self) -> usize {
        self.calls.iter().map(|call| call.bytes).sum()
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
    let sign_up = meter.call("sign up", "sign-up", Call::post("/v1/signup").json(&person), 202).await;
    meter.checkout.work().await;
    meter.note("send the code", "send-notification");
    let mail = meter.checkout.mails_to("ada").remove(0).text;
    let code: String = mail.chars().filter(char::is_ascii_digit).take(8).collect();
    let proof = json!({ "sign_up_id": sign_up["sign_up_id"], "code": code });
    meter.call("verify the address", "verify-email", Call::post("/v1/signup/verify").json(&proof), 200).await;
    let tokens = meter.call("log in", "log-in", Call::post("/v1/login").json(&person), 200).await;
    let renewed = json!({ "refresh_token": tokens["refresh_token"] });
    let call = Call::post("/v1/sessions/refresh").json(&renewed);
    meter.call("refresh a session", "refresh-session", call, 200).await
}

/// Puts products in stock and looks at them.
async fn catalogue(meter: &mut Meter<'_>, stock: &mut DeskStream) {
    let merchant = meter.checkout.shop.merchant();
    let product = json!({
        "name": "Tea", "description": "Loose leaves.", "category": "Tea",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 499 }] }],
    });
    let put = meter.start("manage-products").await;
    for n in 0..21 {
        meter.checkout.shop.journal.take();
        let call = Call::put(&format!("/v1/products/tea-{n}")).bearer(&merchant).json(&product);
        meter.checkout.shop.call(&put, call).await.expect(200);
    }
    meter.note("put a product", "manage-products");
    let patch = json!({ "description": "Whole leaves." });
    let call = Call::new("PATCH", "/v1/products/tea-0").bearer(&merchant).json(&patch);
    meter.call("change a part of a product", "manage-products", call, 200).await;
    let list = Call::get("/v1/merchant/products?limit=20").bearer(&merchant);
    meter.call("list a merchant's 20 products", "manage-products", list, 200).await;
    let delivery = json!({ "quantity": 100, "reason": "delivery" });
    let call = Call::post("/v1/merchant/skus/tea-1/adjustments").bearer(&merchant).key("delivery").json(&delivery);
    meter.call("adjust stock", "manage-stock", call, 200).await;
    let count = json!({ "counted": 98, "seen": 100, "reason": "inventory" });
    let call = Call::post("/v1/merchant/skus/tea-1/counts").bearer(&merchant).key("inventory").json(&count);
    meter.call("count stock", "manage-stock", call, 200).await;
    let movements = Call::get("/v1/merchant/skus/tea-1/movements").bearer(&merchant);
    meter.call("list a SKU's movements", "manage-stock", movements, 200).await;
    low_stock(meter, stock).await;
    images(meter).await;
    meter.call("list a page of 20 products", "list-products", Call::get("/v1/products?limit=20"), 200).await;
    meter.call("list categories", "list-products", Call::get("/v1/categories"), 200).await;
    meter.call("show a product", "get-product", Call::get("/v1/products/tea-1"), 200).await;
}

/// Uploads an image, looks at it, and reads a file of it.
async fn images(meter: &mut Meter<'_>) {
    let merchant = meter.checkout.shop.merchant();
    let call = Call::post("/v1/merchant/products/tea-1/images").bearer(&merchant);
    let call = call.json(&json!({ "content_type": "image/png" }));
    let form = meter.call("get a form for an image", "manage-products", call, 200).await;
    let mut png = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(1_300, 8).write_to(&mut png, ImageFormat::Png).expect("a PNG");
    assert_eq!(meter.checkout.shop.upload(&form, &png.into_inner()), 204);
    let resize = meter.start("resize-images").await;
    meter.checkout.shop.queue("images").work_off(&resize).await;
    meter.note("make an image of an upload", "resize-images");
    let file = meter.checkout.shop.buckets.keys().remove(0);
    let call = Call::get(&format!("/v1/{file}"));
    let get = meter.start("get-image").await;
    assert_eq!(meter.checkout.shop.call(&get, call).await.status, 200);
    meter.note("read a file of an image", "get-image");
}

/// Places, pays, reads and cancels.
async fn orders(meter: &mut Meter<'_>, access: &str, desk: &mut DeskStream) {
    let order = |key: &str, product: &str| {
        Call::post("/v1/orders").bearer(access).key(key).json(&Checkout::wish(&[(product, 1)]))
    };
    let asked = json!({ "lines": [{ "sku": "tea-1", "quantity": 1 }], "address": { "country": "GB" } });
    let call = Call::post("/v1/quotes").json(&asked);
    meter.call("quote a basket of one line", "quote-order", call, 200).await;
    let placed = meter.call("place an order of one line", "place-order", order("order", "tea-1"), 201).await;
    desk.catch_up(&meter.checkout.shop).await;
    meter.note("show a new order on the desk", "project-changes");
    meter.call("refuse an order", "place-order", order("short", "tea-2"), 409).await;
    let at = format!("/v1/orders/{}", placed["id"].as_str().expect("an identifier"));
    let call = Call::post(&format!("{at}/payment")).bearer(access).json(&json!({ "payment_method": "pm_card_visa" }));
    meter.call("pay with a card", "pay-order", call, 200).await;
    desk.catch_up(&meter.checkout.shop).await;
    meter.note("show a paid order on the desk", "project-changes");
    meter.checkout.webhooks().await;
    meter.note("take the provider's events", "receive-stripe-event");
    meter.checkout.deliver_settlements().await;
    meter.note("sync a payment that is settled", "sync-payment");
    meter.checkout.work().await;
    meter.note("send the receipt", "send-notification");
    desk.catch_up(&meter.checkout.shop).await;
    let asked = meter.checkout.shop.journal.take();
    assert!(asked.is_empty(), "what the desk does not show costs nothing: {asked:?}");
    the_desk(meter, &at).await;
    meter.call("show an order", "get-order", Call::get(&at).bearer(access), 200).await;
    meter.call("list orders", "list-orders", Call::get("/v1/orders").bearer(access), 200).await;
    let beside = Call::get("/v1/products/tea-1/recommendations");
    meter.call("recommend beside a product of which little is known", "recommend-products", beside, 200).await;
    let for_buyer = Call::get("/v1/me/recommendations").bearer(access);
    meter.call("recommend to a buyer of one order", "recommend-products", for_buyer, 200).await;
    shipments(meter, &placed["id"]).await;
    let regretted = meter.checkout.place_with(order("regretted", "tea-1")).await.expect(201);
    let call = Call::post(&format!("/v1/orders/{}/cancel", regretted["id"].as_str().expect("an identifier")));
    meter.call("cancel an order", "cancel-order", call.bearer(access), 200).await;
    refunds(meter, &at.replace("/v1/orders", "/v1/merchant/orders")).await;
    troubles(meter).await;
    meter.checkout.sweep().await;
    meter.note("sweep when nothing is due", "sweep-orders");
}

/// The code in the newest mail to `address`, once the mails that wait have gone out.
async fn mailed_code(meter: &Meter<'_>, address: &str) -> String {
    meter.checkout.work().await;
    let mail = meter.checkout.shop.mail.to(address).pop().expect("a mail");
    mail.text.chars().filter(char::is_ascii_digit).take(8).collect()
}

/// What people do to their own accounts, from a forgotten password to the end.
async fn own_account(meter: &mut Meter<'_>) {
    let (old, new) = ("a long walk along the mill race", "seven herons over the weir");
    let ada = "ada@example.com";
    let call = Call::post("/v1/password-reset").json(&json!({ "email": ada }));
    meter.call("ask for a password reset", "reset-password", call, 202).await;
    meter.checkout.work().await;
    let token = meter.checkout.shop.mail.reset_token(ada);
    meter.note("send its token", "send-notification");
    let body = json!({ "token": token, "password": new });
    let call = Call::post("/v1/password-reset/confirm").json(&body);
    meter.call("reset the password", "reset-password", call, 200).await;
    meter.checkout.shop.wait_seconds(20);
    meter.checkout.work().await;
    meter.note("tell of the new password", "send-notification");
    let (log_in, device) = (meter.start("log-in").await, json!({ "email": ada, "password": new }));
    let tokens = meter.checkout.shop.call(&log_in, Call::post("/v1/login").json(&device)).await.expect(200);
    let known = json!({ "email": ada, "password": new, "device_token": tokens["device_token"] });
    meter.call("log in on a known device", "log-in", Call::post("/v1/login").json(&known), 200).await;
    let access = tokens["access_token"].as_str().expect("a token");
    meter.call("show an account", "edit-account", Call::get("/v1/me").bearer(access), 200).await;
    let call = Call::new("PATCH", "/v1/me").bearer(access).json(&json!({ "name": "Ada" }));
    meter.call("change a name", "edit-account", call, 200).await;
    let address = Checkout::wish(&[])["shipping_address"].clone();
    let call = Call::put("/v1/me/addresses/home").bearer(access).json(&json!({ "address": address }));
    meter.call("write an address into the book", "manage-addresses", call, 204).await;
    let call = Call::get("/v1/me/addresses").bearer(access);
    meter.call("list the addresses", "manage-addresses", call, 200).await;
    meter.call("list sessions", "manage-sessions", Call::get("/v1/me/sessions").bearer(access), 200).await;
    let call = Call::put("/v1/me/password").bearer(access);
    let call = call.json(&json!({ "current_password": new, "password": old }));
    meter.call("change the password", "change-password", call, 204).await;
    let call = Call::post("/v1/me/email").bearer(access);
    let call = call.json(&json!({ "email": "ada@mill.example", "password": old }));
    meter.call("ask to move to another address", "change-email", call, 202).await;
    let code = mailed_code(meter, "ada@mill.example").await;
    let call = Call::post("/v1/me/email/confirm").bearer(access).json(&json!({ "code": code }));
    meter.call("move to another address", "change-email", call, 204).await;
    meter.call("end all sessions", "manage-sessions", Call::new("DELETE", "/v1/me/sessions").bearer(access), 204).await;
    let again = json!({ "email": "ada@mill.example", "password": old });
    let tokens = meter.checkout.shop.call(&log_in, Call::post("/v1/login").json(&again)).await.expect(200);
    meter.checkout.shop.journal.take();
    let access = tokens["access_token"].as_str().expect("a token");
    let call = Call::new("DELETE", "/v1/me").bearer(access).json(&json!({ "password": old }));
    meter.call("close an account with four sessions and two orders", "close-account", call, 204).await;
}

/// Everything that one buyer's journey asks for, measured.
pub(crate) async fn measure() -> Vec<Cost> {
    let checkout = Checkout::open().await;
    let mut desk = DeskStream::open(&checkout.shop).await;
    let mut stock = DeskStream::of(&checkout.shop, "stock").await;
    let mut meter = Meter { checkout: &checkout, costs: Vec::new() };
    let tokens = accounts(&mut meter).await;
    catalogue(&mut meter, &mut stock).await;
    let access = tokens["access_token"].as_str().expect("a token");
    orders(&mut meter, access, &mut desk).await;
    staff(&mut meter).await;
    meter.call("export an account", "export-account", Call::get("/v1/me/export").bearer(access), 200).await;
    meter.call("log out", "log-out", Call::post("/v1/logout").bearer(access), 204).await;
    own_account(&mut meter).await;
    guests(&mut meter).await;
    meter.costs
}
