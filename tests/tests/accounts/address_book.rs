//! The address book: the account's own, with the rules of an order's address.

use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::accounts_client::{ADA, AccountsClient, PASSWORD, access_token};

fn leeds() -> Value {
    json!({ "name": "Ada Buyer", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1 1AA", "country": "GB" })
}

/// Ada, who is logged in.
struct Ada {
    client: AccountsClient,
    token: String,
}

impl Ada {
    async fn open() -> Self {
        let client = AccountsClient::open().await;
        let token = access_token(&client.enrol(ADA, PASSWORD).await);
        Self { client, token }
    }

    async fn ask(&self, call: Call) -> Answer {
        let function = self.client.shop.start("manage-addresses").await;
        self.client.shop.call(&function, call.bearer(&self.token)).await
    }

    async fn put(&self, name: &str, body: &Value) -> Answer {
        self.ask(Call::put(&format!("/v1/me/addresses/{name}")).json(body)).await
    }

    async fn remove(&self, name: &str) -> Answer {
        self.ask(Call::new("DELETE", &format!("/v1/me/addresses/{name}"))).await
    }

    /// The names, the default in capitals.
    async fn names(&self) -> Vec<String> {
        let book = self.ask(Call::get("/v1/me/addresses")).await.expect(200);
        let entry = |entry: &Value| {
            let name = entry["name"].as_str().expect("a name");
            if entry["is_default"] == true { name.to_uppercase() } else { name.to_owned() }
        };
        book["addresses"].as_array().expect("addresses").iter().map(entry).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn addresses_are_kept_by_name_and_one_is_the_default() {
    let ada = Ada::open().await;
    assert_eq!(ada.names().await, Vec::<String>::new());
    ada.put("work", &json!({ "address": leeds() })).await.expect(204);
    ada.put("home", &json!({ "address": leeds() })).await.expect(204);
    assert_eq!(ada.names().await, ["home", "WORK"]);
    let mut york = leeds();
    york["city"] = json!("York");
    ada.put("home", &json!({ "address": york, "is_default": true })).await.expect(204);
    assert_eq!(ada.names().await, ["HOME", "work"]);
    let book = ada.ask(Call::get("/v1/me/addresses")).await.expect(200);
    assert_eq!(book["addresses"][0]["address"], york);
    for _ in 0..2 {
        ada.remove("home").await.expect(204);
    }
    assert_eq!(ada.names().await, ["WORK"]);
    ada.remove("work").await.expect(204);
    assert_eq!(ada.names().await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn an_address_keeps_the_rules_of_an_orders_and_a_book_has_twenty() {
    let ada = Ada::open().await;
    for n in 0..20 {
        ada.put(&format!("a{n}"), &json!({ "address": leeds() })).await.expect(204);
    }
    let before = ada.client.shop.state();
    ada.put("one-more", &json!({ "address": leeds() })).await.expect_problem(409, "address_book_full");
    let mut bad = leeds();
    (bad["country"], bad["phone"]) = (json!("UK"), json!("x"));
    let problem = ada.put("a1", &json!({ "address": bad })).await.expect_problem(422, "invalid_field");
    let wrong: Vec<&str> =
        problem["errors"].as_array().expect("errors").iter().filter_map(|error| error["pointer"].as_str()).collect();
    assert_eq!(wrong, ["/address/country", "/address/phone"]);
    ada.put("a1", &json!({})).await.expect_problem(422, "invalid_field");
    ada.put("no%20name", &json!({ "address": leeds() })).await.expect_problem(404, "not_found");
    assert_eq!(ada.client.shop.state(), before);
    ada.put("a1", &json!({ "address": leeds(), "is_default": true })).await.expect(204);
}

#[tokio::test(start_paused = true)]
async fn the_book_is_exported_and_goes_with_the_account() {
    let ada = Ada::open().await;
    ada.put("home", &json!({ "address": leeds() })).await.expect(204);
    let export = ada.client.shop.start("export-account").await;
    let exported = ada.client.shop.call(&export, Call::get("/v1/me/export").bearer(&ada.token)).await.expect(200);
    assert_eq!(exported["address_book"], json!([{ "name": "home", "is_default": true, "address": leeds() }]));
    assert_eq!(exported["cart"], json!({ "lines": [] }));
    let cart = ada.client.shop.start("manage-cart").await;
    let put = Call::put("/v1/cart/lines/tea").json(&json!({ "quantity": 2 }));
    ada.client.shop.call(&cart, put.bearer(&ada.token)).await.expect(200);
    ada.client.close(&ada.token, PASSWORD).await.expect(204);
    assert!(ada.client.rows("USER#").is_empty() && ada.client.shop.tables.rows("carts").is_empty());
    // The access token lives on for minutes.
    ada.put("home", &json!({ "address": leeds() })).await.expect_problem(401, "session_ended");
    ada.remove("home").await.expect_problem(401, "session_ended");
    assert!(ada.client.rows("USER#").is_empty());
}
