//! A shop, and the four functions that keep its catalogue.

use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, Function};

/// Where the catalogue is read and written.
pub(crate) struct CatalogueClient {
    pub(crate) checkout: Checkout,
    list: Function,
    get: Function,
    put: Function,
    adjust: Function,
}

impl CatalogueClient {
    /// A shop without products, in which everybody is at their place.
    pub(crate) async fn open() -> Self {
        let checkout = Checkout::open().await;
        let shop = &checkout.shop;
        let (list, get) = (shop.start("list-products").await, shop.start("get-product").await);
        let (put, adjust) = (shop.start("manage-products").await, shop.start("manage-stock").await);
        shop.journal.take();
        Self { checkout, list, get, put, adjust }
    }

    /// A shop that sells [`tea`] and has `units` of it.
    pub(crate) async fn with_tea(units: i64) -> Self {
        let catalogue_client = Self::open().await;
        catalogue_client.put("tea", &tea()).await.expect(200);
        if units > 0 {
            catalogue_client.adjust("tea", "opening", units).await.expect(200);
        }
        catalogue_client.checkout.shop.journal.take();
        catalogue_client
    }

    /// `GET /v1/products` with this query, read anew.
    pub(crate) async fn list(&self, query: &str) -> Answer {
        self.list_with(Call::get("/v1/products").query(query).header("cache-control", "no-cache")).await
    }

    /// `GET /v1/categories`, read anew.
    pub(crate) async fn categories(&self) -> Value {
        let call = Call::get("/v1/categories").header("cache-control", "no-cache");
        self.list_with(call).await.expect(200)["categories"].take()
    }

    /// Any request for a list.
    pub(crate) async fn list_with(&self, call: Call) -> Answer {
        self.checkout.shop.call(&self.list, call).await
    }

    /// `GET /v1/products/{id}`.
    pub(crate) async fn get(&self, id: &str) -> Answer {
        self.get_with(Call::get(&format!("/v1/products/{id}"))).await
    }

    /// Any request for a product.
    pub(crate) async fn get_with(&self, call: Call) -> Answer {
        self.checkout.shop.call(&self.get, call).await
    }

    /// `PUT /v1/products/{id}` by the merchant.
    pub(crate) async fn put(&self, id: &str, product: &Value) -> Answer {
        self.put_with(self.putting(id, product)).await
    }

    /// The request of [`CatalogueClient::put`], to be changed.
    pub(crate) fn putting(&self, id: &str, product: &Value) -> Call {
        Call::put(&format!("/v1/products/{id}")).bearer(&self.checkout.shop.merchant()).json(product)
    }

    /// `PATCH /v1/products/{id}` by the merchant.
    pub(crate) async fn patch(&self, id: &str, patch: &Value) -> Answer {
        let call = Call::new("PATCH", &format!("/v1/products/{id}")).json(patch);
        self.put_with(call.bearer(&self.checkout.shop.merchant())).await
    }

    /// `GET /v1/merchant/products` with this query, or one of its products.
    pub(crate) async fn managed(&self, path: &str, query: &str) -> Answer {
        let call = Call::get(&format!("/v1/merchant/products{path}")).query(query);
        self.put_with(call.bearer(&self.checkout.shop.merchant())).await
    }

    /// Any request to write a product.
    pub(crate) async fn put_with(&self, call: Call) -> Answer {
        self.checkout.shop.call(&self.put, call).await
    }

    /// `POST /v1/merchant/skus/{sku}/adjustments` by the merchant, who counted.
    pub(crate) async fn adjust(&self, id: &str, key: &str, quantity: i64) -> Answer {
        self.adjust_with(self.adjusting(id, &json!({ "quantity": quantity, "reason": "counted" })).key(key)).await
    }

    /// The request of [`CatalogueClient::adjust`] without its key, to be changed.
    pub(crate) fn adjusting(&self, id: &str, body: &Value) -> Call {
        Call::post(&format!("/v1/merchant/skus/{id}/adjustments")).bearer(&self.checkout.shop.merchant()).json(body)
    }

    /// Any request to adjust stock.
    pub(crate) async fn adjust_with(&self, call: Call) -> Answer {
        self.checkout.shop.call(&self.adjust, call).await
    }

    /// `GET /v1/merchant/stock/low` with this query: SKUs, with how many units are left.
    pub(crate) async fn low(&self, query: &str) -> Answer {
        let call = Call::get("/v1/merchant/stock/low").query(query).bearer(&self.checkout.shop.merchant());
        self.adjust_with(call).await
    }

    /// `PUT /v1/merchant/skus/{sku}/low-stock-threshold` by the merchant.
    pub(crate) async fn threshold(&self, sku: &str, threshold: &Value) -> Answer {
        let call = Call::put(&format!("/v1/merchant/skus/{sku}/low-stock-threshold"));
        let body = json!({ "threshold": threshold });
        self.adjust_with(call.bearer(&self.checkout.shop.merchant()).json(&body)).await
    }

    /// The row of `id` in the products table.
    pub(crate) fn row(&self, id: &str) -> Value {
        let rows = self.checkout.shop.tables.rows("products");
        rows.into_iter().find(|row| row["id"] == id).expect("a product")
    }

    /// The row that holds the stock of `id`.
    pub(crate) fn shard(&self, id: &str) -> Value {
        let rows = self.checkout.shop.tables.rows("stock");
        let of_id = |row: &Value| row["sku"] == id && row["row"] == "shard#0";
        rows.into_iter().find(of_id).expect("a stock row")
    }

    /// The names of the calls since the last time, of which there are then none.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.checkout.shop.journal.take().into_iter().map(|call| call.operation).collect()
    }
}

/// A product as a merchant writes it, at the price of [`Checkout::wish`].
pub(crate) fn tea() -> Value {
    json!({
        "name": "Darjeeling", "description": "First flush.\nLoose leaves.", "category": "Tea",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": tests::PRICE }] }],
    })
}

/// [`tea`] with these members instead. `price_minor` and `currency` are those of its one price.
pub(crate) fn tea_but(members: &Value) -> Value {
    let mut product = tea();
    for (name, value) in members.as_object().expect("members") {
        let of_price = ["price_minor", "currency"].contains(&name.as_str());
        let member = if of_price { &mut product["variants"][0]["prices"][0][name] } else { &mut product[name] };
        *member = value.clone();
    }
    product
}

/// The answer to writing `product` under `id` for the first time.
pub(crate) fn written(id: &str, product: &Value) -> Value {
    let mut answer = json!({
        "id": id, "slug": "darjeeling", "tax_class": "standard", "attributes": {}, "state": "active", "options": [], "images": [],
    });
    for (name, value) in product.as_object().expect("members") {
        answer[name] = value.clone();
    }
    let variant = &mut answer["variants"][0];
    (variant["sku"], variant["options"]) = (json!(id), json!([]));
    answer
}

/// A product in four variants, each with a price in dollars and in euros.
pub(crate) fn shirt() -> Value {
    let variant = |size: &str, colour: &str, dollars: u64| {
        json!({
            "sku": format!("SHIRT-{size}-{colour}"), "options": [size, colour], "weight_grams": 180,
            "prices": [
                { "currency": "USD", "price_minor": dollars, "compare_at_minor": dollars + 500 },
                { "currency": "EUR", "price_minor": dollars - 100 },
            ],
        })
    };
    json!({
        "name": "Shirt", "description": "", "category": "Clothes", "options": ["Size", "Colour"],
        "variants": [variant("M", "Red", 1_999), variant("M", "Blue", 1_999), variant("L", "Red", 2_199), variant("L", "Blue", 2_199)],
    })
}
