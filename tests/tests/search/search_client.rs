//! A shop whose changes reach the search: streams, the queue, and the two functions of the index.

use serde_json::{Value, json};
use tests::{Answer, Call, Function, Shop};

/// The shop, and all that stands between a row and an answer.
pub(crate) struct SearchClient {
    pub(crate) shop: Shop,
    pub(crate) index: Function,
    pub(crate) search: Function,
    project: Function,
    read: [usize; 2],
}

/// The tables whose changes come into the search.
const TABLES: [&str; 2] = ["products", "stock"];

impl SearchClient {
    /// A shop in which nothing is sold.
    pub(crate) async fn open() -> Self {
        let shop = Shop::open();
        for table in TABLES {
            shop.tables.keep_changes(table);
        }
        let (index, search) = (shop.start("index-products").await, shop.start("search-products").await);
        let project = shop.start("project-changes").await;
        Self { shop, index, search, project, read: [0; 2] }
    }

    /// A shop that sells these, twenty of each, and finds them.
    pub(crate) async fn selling(names: &[&str]) -> Self {
        let mut client = Self::open().await;
        for name in names {
            client.sell(name, 20);
        }
        client.catch_up().await;
        client
    }

    /// Puts a product on sale; its id is its name in small letters with hyphens.
    pub(crate) fn sell(&self, name: &str, units: u64) -> String {
        let id = name.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
        self.put(&id, &json!({ "name": name }), units);
        id
    }

    /// Puts a product into the tables, with other members than usual.
    pub(crate) fn put(&self, id: &str, members: &Value, units: u64) {
        let price = members["price_minor"].as_u64().unwrap_or(499);
        let mut row = json!({
            "id": id, "name": id, "name_key": id, "slug": "a", "description": "", "category": "Goods",
            "tax_class": "standard", "attributes": {}, "state": "active", "options": [], "skus": [id], "price_minor": price,
            "prices": [{ "currency": "USD", "from_minor": price, "to_minor": price }],
            "variants": [{ "sku": id, "options": [], "prices": [{ "currency": "USD", "price_minor": price }] }],
            "created_ms": 0, "updated_ms": 0, "ver": 1,
        });
        for (name, value) in members.as_object().expect("members") {
            row[name] = value.clone();
        }
        self.shop.tables.put("products", &row);
        self.stock(id, units);
    }

    /// Sets how many units of a product there are; forty ever came.
    pub(crate) fn stock(&self, id: &str, units: u64) {
        let row = json!({
            "sku": id, "row": "shard#0", "available": units, "received": 40, "product_id": id,
            "prices": { "USD": 499 }, "active": true,
        });
        self.shop.tables.put("stock", &row);
    }

    /// Hands the changes since the last time to whoever asks for a look at their products.
    pub(crate) async fn project(&mut self) {
        for (table, read) in TABLES.iter().zip(&mut self.read) {
            let all = self.shop.tables.changes(table);
            let new = json!({ "Records": &all[*read..] });
            *read = all.len();
            let answer = self.project.invoke(new).await.expect("a batch that is worked through");
            assert_eq!(answer["batchItemFailures"], json!([]), "{table}");
        }
    }

    /// Brings all changes into the index, and lets the readers' two seconds pass.
    pub(crate) async fn catch_up(&mut self) {
        self.project().await;
        while self.shop.queue("search-changes").deliver(&self.index).await.messages > 0 {}
        self.shop.wait_seconds(2);
    }

    /// `GET /v1/search` with this query.
    pub(crate) async fn ask(&self, query: &str) -> Answer {
        self.shop.call(&self.search, Call::get("/v1/search").query(query)).await
    }

    /// The names that are found, in their order.
    pub(crate) async fn names(&self, query: &str) -> Vec<String> {
        names(&self.ask(query).await.expect(200))
    }

    /// Asks for the whole index to be made anew.
    pub(crate) async fn rebuild(&self) {
        self.shop.queue("search-changes").send(r#"{"all":"test"}"#);
        while self.shop.queue("search-changes").deliver(&self.index).await.messages > 0 {}
        self.shop.wait_seconds(2);
    }
}

/// The names of an answer's products.
pub(crate) fn names(answer: &Value) -> Vec<String> {
    let products = answer["products"].as_array().expect("products");
    products.iter().map(|product| product["name"].as_str().expect("a name").to_owned()).collect()
}
