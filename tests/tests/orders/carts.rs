//! Carts: of a guest or an account, and of nobody else.

use serde_json::{Value, json};
use tests::{Answer, Call, Fault, Function, Planned, Service, Shop};

/// A shop, and whoever keeps its carts.
struct Carts {
    shop: Shop,
    function: Function,
}

impl Carts {
    async fn open() -> Self {
        let shop = Shop::open();
        let function = shop.start("manage-cart").await;
        Self { shop, function }
    }

    async fn ask(&self, token: &str, call: Call) -> Answer {
        self.shop.call(&self.function, call.bearer(token)).await
    }

    async fn put(&self, token: &str, sku: &str, quantity: u64) -> Answer {
        let call = Call::put(&format!("/v1/cart/lines/{sku}")).json(&json!({ "quantity": quantity }));
        self.ask(token, call).await
    }

    async fn lines(&self, token: &str) -> Vec<(String, u64)> {
        lines(&self.ask(token, Call::get("/v1/cart")).await.expect(200))
    }

    async fn merge(&self, token: &str, guest: &str) -> Answer {
        self.ask(token, Call::post("/v1/cart/merge").json(&json!({ "guest_access_token": guest }))).await
    }
}

fn lines(cart: &Value) -> Vec<(String, u64)> {
    let line = |line: &Value| {
        (line["sku"].as_str().expect("a SKU").to_owned(), line["quantity"].as_u64().expect("a quantity"))
    };
    cart["lines"].as_array().expect("lines").iter().map(line).collect()
}

fn of(lines: &[(&str, u64)]) -> Vec<(String, u64)> {
    lines.iter().map(|(sku, quantity)| ((*sku).to_owned(), *quantity)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_cart_is_its_owners_alone_and_keeps_the_order_in_which_things_came() {
    let carts = Carts::open().await;
    let (gwen, ada) = (carts.shop.guest("gwen"), carts.shop.buyer("ada"));
    assert_eq!(carts.lines(&gwen).await, []);
    for (sku, quantity) in [("tea", 2), ("jam.2", 1), ("bread", 9)] {
        carts.put(&gwen, sku, quantity).await.expect(200);
        carts.shop.wait_seconds(1);
    }
    let changed = carts.put(&gwen, "tea", 99).await.expect(200);
    assert_eq!(lines(&changed), of(&[("tea", 99), ("jam.2", 1), ("bread", 9)]));
    assert_eq!(lines(&carts.put(&gwen, "jam.2", 0).await.expect(200)), of(&[("tea", 99), ("bread", 9)]));
    assert_eq!(carts.lines(&ada).await, []);
    assert_eq!(carts.lines(&carts.shop.guest("greta")).await, []);
    carts.put(&ada, "tea", 1).await.expect(200);
    carts.ask(&gwen, Call::new("DELETE", "/v1/cart")).await.expect(204);
    assert_eq!(carts.lines(&gwen).await, []);
    assert_eq!(carts.lines(&ada).await, of(&[("tea", 1)]));
    // What takes nothing out of nothing leaves nothing behind.
    assert_eq!(lines(&carts.put(&gwen, "tea", 0).await.expect(200)), []);
    assert_eq!(carts.shop.tables.rows("carts").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn each_change_is_one_call_of_which_a_repeat_changes_nothing() {
    let carts = Carts::open().await;
    let gwen = carts.shop.guest("gwen");
    for call in [
        Call::put("/v1/cart/lines/tea").json(&json!({ "quantity": 2 })),
        Call::put("/v1/cart/lines/jam").json(&json!({ "quantity": 1 })),
        Call::put("/v1/cart/lines/tea").json(&json!({ "quantity": 0 })),
        Call::get("/v1/cart"),
        Call::new("DELETE", "/v1/cart"),
    ] {
        carts.shop.journal.take();
        carts.ask(&gwen, call.clone()).await;
        assert_eq!(carts.shop.journal.take().len(), 1, "{call:?}");
    }
    carts.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "UpdateItem"));
    let cart = carts.put(&gwen, "tea", 2).await.expect(200);
    carts.shop.faults.assert_all_fired();
    assert_eq!(lines(&cart), of(&[("tea", 2)]));
}

#[tokio::test(start_paused = true)]
async fn two_tabs_do_not_lose_each_others_lines() {
    let carts = Carts::open().await;
    let gwen = carts.shop.guest("gwen");
    let skus: Vec<String> = (0..20).map(|n| format!("sku-{n}")).collect();
    let puts = skus.iter().map(|sku| carts.put(&gwen, sku, 3));
    for answer in futures::future::join_all(puts).await {
        answer.expect(200);
    }
    assert_eq!(carts.lines(&gwen).await.len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_cart_has_98_lines_and_a_line_99_units() {
    let carts = Carts::open().await;
    let gwen = carts.shop.guest("gwen");
    for n in 0..98 {
        carts.put(&gwen, &format!("sku-{n}"), 1).await.expect(200);
    }
    let before = carts.shop.state();
    carts.put(&gwen, "sku-98", 1).await.expect_problem(409, "cart_full");
    for quantity in [json!(100), json!(-1), json!(1.5), json!(10_000_000_000_u64)] {
        let call = Call::put("/v1/cart/lines/sku-1").json(&json!({ "quantity": quantity }));
        carts.ask(&gwen, call).await.expect_problem(422, "invalid_field");
    }
    carts.ask(&gwen, Call::put("/v1/cart/lines/sku-1").json(&json!({}))).await.expect_problem(422, "invalid_field");
    carts.put(&gwen, "no%20sku", 1).await.expect_problem(404, "not_found");
    assert_eq!(carts.shop.state(), before);
    carts.put(&gwen, "sku-97", 9).await.expect(200);
    carts.put(&gwen, "sku-0", 0).await.expect(200);
    carts.put(&gwen, "sku-98", 1).await.expect(200);
    assert_eq!(carts.lines(&gwen).await.len(), 98);
}

#[tokio::test(start_paused = true)]
async fn a_guests_cart_joins_the_accounts_once_however_often_it_is_asked() {
    let carts = Carts::open().await;
    let (gwen, ada) = (carts.shop.guest("gwen"), carts.shop.buyer("ada"));
    for (token, sku, quantity) in [(&ada, "tea", 2), (&ada, "mug", 1), (&gwen, "tea", 3), (&gwen, "jam", 1)] {
        carts.put(token, sku, quantity).await.expect(200);
        carts.shop.wait_seconds(1);
    }
    carts.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    let joined = of(&[("tea", 3), ("mug", 1), ("jam", 1)]);
    for _ in 0..3 {
        assert_eq!(lines(&carts.merge(&ada, &gwen).await.expect(200)), joined);
    }
    carts.shop.faults.assert_all_fired();
    assert_eq!(carts.lines(&ada).await, joined);
    assert_eq!(carts.lines(&gwen).await, []);
    // A guest has no cart to join, and an account's cart joins no other.
    let before = carts.shop.state();
    carts.merge(&gwen, &gwen).await.expect_problem(403, "account_required");
    for token in [carts.shop.buyer("eve"), "rubbish".to_owned(), String::new()] {
        carts.merge(&ada, &token).await.expect_problem(422, "invalid_field");
    }
    assert_eq!(carts.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn carts_that_are_too_long_together_stay_as_they_are() {
    let carts = Carts::open().await;
    let (gwen, ada) = (carts.shop.guest("gwen"), carts.shop.buyer("ada"));
    for n in 0..50 {
        carts.put(&ada, &format!("ada-{n}"), 1).await.expect(200);
        carts.put(&gwen, &format!("gwen-{n}"), 1).await.expect(200);
    }
    let before = carts.shop.state();
    carts.merge(&ada, &gwen).await.expect_problem(409, "cart_full");
    assert_eq!(carts.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_cart_is_kept_for_30_days_by_a_guest_and_180_by_an_account_whether_or_not_its_row_is_gone() {
    const DAY: u64 = 86_400;
    let carts = Carts::open().await;
    let gwen = carts.shop.guest("gwen");
    carts.put(&carts.shop.buyer("ada"), "tea", 1).await.expect(200);
    carts.put(&gwen, "tea", 1).await.expect(200);
    carts.shop.wait_seconds(30 * DAY - 1);
    assert_eq!(carts.lines(&gwen).await, of(&[("tea", 1)]));
    carts.shop.wait_seconds(1);
    carts.ask(&gwen, Call::get("/v1/cart")).await.expect_problem(401, "unauthorized");
    carts.shop.wait_seconds(150 * DAY - 1);
    assert_eq!(carts.lines(&carts.shop.buyer("ada")).await, of(&[("tea", 1)]));
    carts.shop.wait_seconds(1);
    assert_eq!(carts.lines(&carts.shop.buyer("ada")).await, []);
    // The row is still there.
    assert_eq!(lines(&carts.put(&carts.shop.buyer("ada"), "tea", 0).await.expect(200)), []);
    assert_eq!(lines(&carts.put(&carts.shop.buyer("ada"), "jam", 2).await.expect(200)), of(&[("jam", 2)]));
}
