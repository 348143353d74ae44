//! What a shop needs before anybody can buy: something in stock, somebody with an address, an account at the provider.

use aws::{Resharding, StockTable};
use serde_json::json;

use crate::{
    Shop, StripeModel,
    shop::{STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET},
};

/// What a product costs unless a test says otherwise, in cents.
pub const PRICE: u64 = 499;

impl Shop {
    /// Puts `units` of a product in stock at [`PRICE`].
    pub fn stock(&self, product: &str, units: u64) {
        self.tables.put(
            "stock",
            &json!({
                "sku": product, "row": "shard#0", "available": units, "received": units, "product_id": product,
                "prices": { "USD": PRICE }, "active": true,
            }),
        );
        let row = json!({
            "id": product, "name": format!("Real {product}"), "name_key": format!("real {product}"), "slug": product,
            "description": "", "category": "Goods", "tax_class": "standard", "attributes": {}, "state": "active",
            "options": [], "skus": [product], "price_minor": PRICE,
            "prices": [{ "currency": "USD", "from_minor": PRICE, "to_minor": PRICE }],
            "variants": [{ "sku": product, "options": [], "prices": [{ "currency": "USD", "price_minor": PRICE }] }],
            "created_ms": 0, "updated_ms": 0, "ver": 1,
        });
        self.tables.put("products", &row);
    }

    /// Spreads a SKU's stock over so many rows, as the operator does. The units of each row.
    pub async fn reshard(&self, product: &str, over: u8) -> Vec<u64> {
        let context = self.world_with(self.variables_of("manage-products"));
        let stock = StockTable::new(&context).expect("a table");
        let product = product.parse().expect("an identifier");
        let Resharding::Done(units) = stock.reshard(&product, over).await.expect("AWS answers") else {
            return Vec::new();
        };
        units
    }

    /// Gives the buyer called `name` a verified address, `name@example.com`.
    pub fn enrol(&self, name: &str) {
        let uid = self.buyer_id(name);
        let row = json!({
            "pk": format!("USER#{uid}"), "sk": "PROFILE", "email": format!("{name}@example.com"), "role": "buyer",
            "session_epoch": 0,
        });
        self.tables.put("accounts", &row);
    }

    /// Lets a model of Stripe, which knows the shop's secrets, answer for the payment provider.
    #[must_use]
    pub fn opens_at_stripe(&self) -> StripeModel {
        let stripe = StripeModel::new(STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET);
        self.pays_through(stripe.clone());
        stripe
    }
}
