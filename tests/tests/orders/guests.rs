//! Guests: buyers without an account.

use domain::accounts::Role;
use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, DeskStream, Fault, Planned, Service};

const DAY: u64 = 86_400;
const GWEN: &str = "gwen@example.com";

/// A shop with a guest who has not ordered yet.
struct Guests {
    checkout: Checkout,
    desk: DeskStream,
    gwen: String,
}

impl Guests {
    async fn open() -> Self {
        let checkout = Checkout::open().await;
        checkout.stock("tea", 20);
        checkout.stock("jam", 20);
        let desk = DeskStream::open(&checkout.shop).await;
        let gwen = start(&checkout, "192.0.2.1").await.expect(201)["access_token"].as_str().expect("text").to_owned();
        Self { checkout, desk, gwen }
    }

    async fn ask(&self, function: &str, token: &str, call: Call) -> Answer {
        self.checkout.shop.call(&self.checkout.shop.start(function).await, call.bearer(token)).await
    }

    async fn place(&self, token: &str, key: &str, wish: &Value) -> Answer {
        self.checkout.place_with(Call::post("/v1/orders").bearer(token).key(key).json(wish)).await
    }

    /// The identifier of an order of one tea by the guest.
    async fn placed(&self, key: &str) -> String {
        let order = self.place(&self.gwen, key, &wish(GWEN)).await.expect(201);
        order["id"].as_str().expect("an identifier").to_owned()
    }

    async fn get(&self, token: &str, order: &str) -> Answer {
        self.ask("get-order", token, Call::get(&format!("/v1/orders/{order}"))).await
    }

    /// An order of the guest that is paid, with its receipt sent.
    async fn paid(&self, key: &str) -> String {
        let order = self.placed(key).await;
        let call =
            Call::post(&format!("/v1/orders/{order}/payment")).json(&json!({ "payment_method": "pm_card_visa" }));
        self.ask("pay-order", &self.gwen, call).await.expect(200);
        self.checkout.work().await;
        order
    }

    async fn wait_and_sweep(&self, seconds: u64) {
        self.checkout.shop.wait_seconds(seconds);
        self.checkout.sweep().await;
        self.checkout.shop.wait_seconds(30);
        self.checkout.work().await;
    }

    /// Whether the order is still about somebody.
    fn is_personal(&self, order: &str) -> bool {
        let row = self.checkout.row(order);
        let told = ["gwen", "Mill Lane", "Leeds"].iter().any(|word| row.to_string().contains(word));
        assert_eq!(told, row.get("email").is_some(), "{row}");
        assert_eq!(told, row.get("due_at_ms").is_some(), "somebody has to look at it again, or nobody: {row}");
        told
    }

    async fn found(&mut self, query: &str) -> Vec<String> {
        self.desk.catch_up(&self.checkout.shop).await;
        let call = Call::get("/v1/merchant/orders").query(query);
        let page = self.ask("order-desk", &self.checkout.shop.merchant(), call).await.expect(200);
        let orders = page["orders"].as_array().expect("orders");
        orders.iter().map(|order| order["id"].as_str().expect("an identifier").to_owned()).collect()
    }
}

async fn start(checkout: &Checkout, address: &str) -> Answer {
    let function = checkout.shop.start("start-guest").await;
    checkout.shop.call(&function, Call::post("/v1/guests").from_address(address)).await
}

fn wish(email: &str) -> Value {
    let mut wish = Checkout::wish(&[("tea", 1)]);
    wish["email"] = json!(email);
    wish
}

#[tokio::test(start_paused = true)]
async fn a_guest_is_somebody_new_each_time_and_nothing_is_written_but_the_count() {
    let checkout = Checkout::open().await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..100 {
        let guest = start(&checkout, "192.0.2.1").await.expect(201);
        assert_eq!((&guest["token_type"], &guest["expires_in"]), (&json!("Bearer"), &json!(30 * DAY)));
        assert!(seen.insert(guest["user_id"].to_string()) && seen.insert(guest["access_token"].to_string()));
    }
    start(&checkout, "192.0.2.1").await.expect_problem(429, "too_many_attempts");
    start(&checkout, "192.0.2.2").await.expect(201);
    let rows = checkout.shop.tables.rows("accounts");
    assert!(rows.len() == 2 && rows.iter().all(|row| row["sk"] == "LIMIT"), "{rows:?}");
}

#[tokio::test(start_paused = true)]
async fn a_guest_says_where_mails_go_and_an_account_holder_does_not() {
    let guests = Guests::open().await;
    let before = guests.checkout.shop.state();
    let without = guests.place(&guests.gwen, "no address at all", &Checkout::wish(&[("tea", 1)])).await;
    let problem = without.expect_problem(422, "invalid_field");
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (&json!("/email"), &json!("required"))
    );
    let bad = guests.place(&guests.gwen, "a bad address", &wish("gwen")).await.expect_problem(422, "invalid_field");
    assert_eq!(bad["errors"][0]["code"], "invalid_email");
    let ada = guests.checkout.shop.buyer("ada");
    let refused = guests.place(&ada, "with an address", &wish(GWEN)).await.expect_problem(422, "invalid_field");
    assert_eq!(refused["errors"][0]["code"], "guests_only");
    assert_eq!(guests.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_guests_order_is_one_call_and_eight_units_and_is_the_guests_alone() {
    let guests = Guests::open().await;
    guests.checkout.shop.journal.take();
    guests.checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    let placed = guests.place(&guests.gwen, "the order", &wish("Gwen@Example.com")).await;
    assert_eq!(placed.expect(201)["email"], GWEN);
    guests.checkout.shop.faults.assert_all_fired();
    guests.checkout.shop.journal.take();
    let again = guests.place(&guests.gwen, "another order", &wish(GWEN)).await.expect(201);
    let calls = guests.checkout.shop.journal.take();
    let names: Vec<&str> = calls.iter().map(|call| call.operation.as_str()).collect();
    assert_eq!(names, ["TransactWriteItems"]);
    assert!((calls.iter().map(|call| call.write_units).sum::<f64>() - 8.0).abs() < f64::EPSILON, "{calls:?}");
    // A repeat gets the same bytes, and another address is another order.
    assert_eq!(guests.place(&guests.gwen, "the order", &wish(GWEN)).await.body, placed.body);
    let other = guests.place(&guests.gwen, "the order", &wish("eve@example.com")).await;
    other.expect_problem(422, "idempotency_key_reused");
    let order = again["id"].as_str().expect("an identifier");
    assert_eq!(guests.get(&guests.gwen, order).await.expect(200)["email"], GWEN);
    let greta = guests.checkout.shop.guest("greta");
    for stranger in [&greta, &guests.checkout.shop.buyer("ada")] {
        guests.get(stranger, order).await.expect_problem(404, "not_found");
        let list = guests.ask("list-orders", stranger, Call::get("/v1/orders")).await.expect(200);
        assert_eq!(list["orders"], json!([]));
    }
    let list = guests.ask("list-orders", &guests.gwen, Call::get("/v1/orders")).await.expect(200);
    assert_eq!(list["orders"].as_array().map(Vec::len), Some(2));
    let cancel = Call::post(&format!("/v1/orders/{order}/cancel"));
    guests.ask("cancel-order", &greta, cancel.clone()).await.expect_problem(404, "not_found");
    assert_eq!(guests.ask("cancel-order", &guests.gwen, cancel).await.expect(200)["state"], "cancelled");
}

#[tokio::test(start_paused = true)]
async fn an_address_with_an_account_makes_no_difference() {
    let (known, unknown) = (Guests::open().await, Guests::open().await);
    known.checkout.shop.seed_account("gwen", Role::Buyer);
    let answers = [&known, &unknown].map(|guests| async {
        guests.checkout.shop.journal.take();
        let answer = guests.place(&guests.gwen, "the order", &wish(GWEN)).await;
        let mut order = answer.expect(201);
        for when in ["created_at", "reserved_until"] {
            order.as_object_mut().expect("an order").remove(when);
        }
        (order, guests.checkout.shop.journal.take().len())
    });
    let [known, unknown] = answers;
    assert_eq!(known.await, unknown.await);
}

#[tokio::test(start_paused = true)]
async fn three_orders_of_a_guest_may_hold_stock_unpaid() {
    let guests = Guests::open().await;
    for key in ["one", "two", "three"] {
        guests.placed(key).await;
    }
    guests.place(&guests.gwen, "four", &wish(GWEN)).await.expect_problem(429, "too_many_orders");
    assert_eq!(guests.checkout.available("tea"), 17);
}

#[tokio::test(start_paused = true)]
async fn every_mail_of_a_guests_order_goes_to_the_address_on_it() {
    let guests = Guests::open().await;
    let order = guests.paid("the order").await;
    guests.checkout.ship(&order, "parcel", &[("tea", 1)]).await.expect(201);
    guests.checkout.shop.wait_seconds(30);
    guests.checkout.work().await;
    guests.checkout.refund_amount(&order, "for the dent", 100).await.expect(201);
    guests.checkout.shop.wait_seconds(30);
    guests.checkout.work().await;
    let subjects: Vec<String> = guests.checkout.mails_to("gwen").into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.len(), 3, "{subjects:?}");
}

#[tokio::test(start_paused = true)]
async fn the_desk_shows_and_finds_a_guests_address_until_the_guest_is_forgotten() {
    let mut guests = Guests::open().await;
    guests.checkout.shop.seed_account("gwen", Role::Buyer);
    let order = guests.placed("the order").await;
    let own = guests.checkout.placed("gwen", "with the account", "jam", 1).await;
    // What was ordered with the account comes first.
    assert_eq!(guests.found("email=GWEN@example.com").await, [own.clone(), order.clone()]);
    assert_eq!(guests.found("email=gwen@example.com&limit=1").await, std::slice::from_ref(&own));
    assert_eq!(guests.found("email=eve@example.com").await, Vec::<String>::new());
    let show = Call::get(&format!("/v1/merchant/orders/{order}"));
    let shown = guests.ask("order-desk", &guests.checkout.shop.merchant(), show.clone()).await.expect(200);
    assert_eq!(shown["email"], GWEN);
    let number = shown["number"].as_str().expect("a number");
    assert_eq!(guests.found(&format!("email=gwen@example.com&number={number}")).await, std::slice::from_ref(&order));
    assert_eq!(guests.found(&format!("email=eve@example.com&number={number}")).await, Vec::<String>::new());
    guests.wait_and_sweep(901).await;
    guests.wait_and_sweep(2 * DAY).await;
    assert_eq!(guests.found("email=gwen@example.com").await, [own]);
    let shown = guests.ask("order-desk", &guests.checkout.shop.merchant(), show).await.expect(200);
    assert_eq!((&shown["email"], &shown["state"]), (&Value::Null, &json!("expired")));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_came_to_nothing_forgets_its_guest_after_a_day() {
    let guests = Guests::open().await;
    let (expired, cancelled) = (guests.placed("expires").await, guests.placed("is cancelled").await);
    let call = Call::post(&format!("/v1/orders/{cancelled}/cancel"));
    guests.ask("cancel-order", &guests.gwen, call).await.expect(200);
    guests.wait_and_sweep(901).await;
    assert_eq!(guests.checkout.row(&expired)["state"], "expired");
    assert!(guests.is_personal(&expired) && guests.is_personal(&cancelled));
    guests.wait_and_sweep(DAY).await;
    assert!(!guests.is_personal(&expired) && !guests.is_personal(&cancelled));
    assert_eq!(guests.checkout.outstanding(), 0);
    assert_eq!(guests.checkout.available("tea"), 20);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_sent_forgets_its_guest_after_the_returns_time() {
    let guests = Guests::open().await;
    let order = guests.paid("the order").await;
    // The sweep looks soon after the payment, and nobody is alarmed.
    guests.wait_and_sweep(600).await;
    assert!(guests.is_personal(&order));
    guests.wait_and_sweep(5 * DAY).await;
    guests.checkout.ship(&order, "parcel", &[("tea", 1)]).await.expect(201);
    guests.wait_and_sweep(29 * DAY).await;
    assert!(guests.is_personal(&order));
    // Who looked at it before it was sent looks again a returns time and a day later.
    guests.wait_and_sweep(3 * DAY).await;
    assert!(!guests.is_personal(&order));
    assert_eq!(guests.checkout.outstanding(), 0);
    assert_eq!(guests.get(&guests.checkout.shop.guest("greta"), &order).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_guest_whose_money_went_back_is_told_and_then_forgotten() {
    let guests = Guests::open().await;
    let order = guests.paid("the order").await;
    guests.checkout.refund(&order).await.expect(201);
    // The sweep comes before the mail.
    guests.checkout.shop.wait_seconds(1);
    guests.checkout.sweep().await;
    guests.wait_and_sweep(60).await;
    assert!(guests.is_personal(&order));
    assert_eq!(guests.checkout.mails_to("gwen").len(), 2);
    guests.wait_and_sweep(DAY).await;
    assert!(!guests.is_personal(&order));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_learnt_from_what_guests_buy() {
    let mut guests = Guests::open().await;
    guests.paid("the order").await;
    guests.desk.catch_up(&guests.checkout.shop).await;
    assert_eq!(guests.checkout.shop.tables.rows("recommendations"), Vec::<Value>::new());
}

#[tokio::test(start_paused = true)]
async fn a_guests_token_opens_nothing_of_an_account() {
    let guests = Guests::open().await;
    let before = guests.checkout.shop.state();
    for (function, call) in [
        ("edit-account", Call::get("/v1/me")),
        ("edit-account", Call::new("PATCH", "/v1/me").json(&json!({ "name": "Gwen" }))),
        ("manage-addresses", Call::get("/v1/me/addresses")),
        ("manage-sessions", Call::get("/v1/me/sessions")),
        ("export-account", Call::get("/v1/me/export")),
        ("recommend-products", Call::get("/v1/me/recommendations")),
        ("log-out", Call::post("/v1/logout")),
    ] {
        guests.ask(function, &guests.gwen, call).await.expect_problem(403, "account_required");
    }
    assert_eq!(guests.checkout.shop.state(), before);
}
