//! Recommendations: what is counted, what is learnt from it, what is shown, and to whom.

#![allow(clippy::expect_used, reason = "these are tests")]

mod counting;
mod forgetting;
mod learning;
mod rebuilding;
mod showing;

use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, DeskStream, Function};

/// A shop whose paid orders are counted.
struct Recommending {
    checkout: Checkout,
    stream: DeskStream,
    recommend: Function,
    learn: Function,
}

impl Recommending {
    /// These products are on sale.
    async fn open(products: &[&str]) -> Self {
        let checkout = Checkout::open().await;
        let stream = DeskStream::open(&checkout.shop).await;
        let recommend = checkout.shop.start("recommend-products").await;
        let learn = checkout.shop.start("learn-recommendations").await;
        let shop = Self { checkout, stream, recommend, learn };
        for product in products {
            shop.on_sale(product, "active");
        }
        shop
    }

    /// Puts a product on sale, or takes it away: it is `active` or not. Its category is what stands before the first `-`.
    fn on_sale(&self, product: &str, state: &str) {
        self.checkout.stock(product, 900);
        let mut row = self.product(product);
        let category = product.split('-').next().expect("a word");
        row["category"] = json!(category);
        row["state"] = json!(state);
        if state == "active" {
            row["listing"] = json!("all");
            row["listing_category"] = json!(category);
        }
        self.checkout.shop.tables.put("products", &row);
    }

    fn product(&self, product: &str) -> Value {
        let rows = self.checkout.shop.tables.rows("products");
        rows.into_iter().find(|row| row["id"] == product).expect("a product")
    }

    fn sell_out(&self, product: &str) {
        let rows = self.checkout.shop.tables.rows("stock");
        let mut row = rows.into_iter().find(|row| row["sku"] == product).expect("a stock row");
        row["available"] = json!(0);
        self.checkout.shop.tables.put("stock", &row);
    }

    /// An order of one of each product that is paid. Nobody was told yet.
    async fn paid(&self, buyer: &str, key: &str, products: &[&str]) -> String {
        let lines: Vec<(&str, u64)> = products.iter().map(|product| (*product, 1)).collect();
        let order = self.checkout.place(buyer, key, &Checkout::wish(&lines)).await.expect(201);
        let order = order["id"].as_str().expect("an identifier").to_owned();
        let mut row = self.checkout.row(&order);
        row["state"] = json!("paid");
        row["receipt"] = json!("sent");
        row["ver"] = json!(2);
        for name in ["due_at_ms", "due_shard"] {
            row.as_object_mut().expect("a row").remove(name);
        }
        self.checkout.shop.tables.put("orders", &row);
        order
    }

    /// So many buyers each buy these together, and it is counted.
    async fn bought_by(&mut self, buyers: usize, products: &[&str]) {
        for buyer in 0..buyers {
            self.paid(&format!("{}-{buyer}", products.join("-")), "one", products).await;
        }
        self.stream.catch_up(&self.checkout.shop).await;
    }

    async fn learn(&self) -> Value {
        self.learn.invoke(json!({})).await.expect("it is learnt")
    }

    async fn ask(&self, call: Call) -> Answer {
        self.checkout.shop.call(&self.recommend, call).await
    }

    /// One of the lists beside a product: each product and why.
    async fn beside(&self, product: &str, list: &str) -> Vec<(String, String)> {
        let call = Call::get(&format!("/v1/products/{product}/recommendations"));
        let call = call.header("cache-control", "no-cache");
        named(&self.ask(call).await.expect(200)[list])
    }

    async fn for_buyer(&self, buyer: &str) -> [Vec<(String, String)>; 2] {
        let call = Call::get("/v1/me/recommendations").bearer(&self.checkout.shop.buyer(buyer));
        let answer = self.ask(call).await.expect(200);
        [named(&answer["again"]), named(&answer["new"])]
    }

    /// The rows of the recommendations table whose key begins with this.
    fn rows(&self, prefix: &str) -> Vec<Value> {
        let rows = self.checkout.shop.tables.rows("recommendations");
        rows.into_iter().filter(|row| row["pk"].as_str().expect("a key").starts_with(prefix)).collect()
    }

    fn history(&self, buyer: &str) -> Value {
        let rows = self.rows(&format!("BUYER#{}", self.checkout.shop.buyer_id(buyer)));
        rows.into_iter().next().unwrap_or_default()
    }
}

fn named(list: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    list.as_array().expect("a list").iter().map(|one| (text(&one["id"]), text(&one["reason"]))).collect()
}

fn ids(list: &[(String, String)]) -> Vec<&str> {
    list.iter().map(|(id, _)| id.as_str()).collect()
}
