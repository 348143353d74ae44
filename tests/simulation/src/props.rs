//! What is on the stage before the play: products, people, poison.

use serde_json::json;
use tests::PRICE;

use crate::{services::QUEUES, stage::Stage};

impl Stage {
    /// Puts `units` of a product on the shelf, with the record of how they came there.
    pub(crate) fn stock(&self, product: &str, units: u64) {
        let shard = json!({
            "product_id": product, "row": "shard#0", "available": units, "received": units,
            "price_minor": PRICE, "currency": "USD", "active": true,
        });
        let opening = json!({
            "product_id": product, "row": "adjustment#opening", "quantity": units, "reason": "opening stock",
            "by": "import", "at_ms": self.now().millis(),
        });
        self.shop.tables.put("stock", &shard);
        self.shop.tables.put("stock", &opening);
        self.shop.tables.put("products", &json!({ "id": product, "name": format!("Real {product}") }));
    }

    /// Puts a message into each queue that its worker can never read.
    pub(crate) fn poison(&self) {
        for (queue, _) in QUEUES {
            self.shop.queue(queue).send("{\"version\":9}");
            self.state().poison.push(queue);
        }
    }

    /// Gives a buyer a verified address.
    pub(crate) fn enrol(&self, name: &str) {
        let uid = self.shop.buyer_id(name);
        let email = format!("{name}@example.com");
        let row = json!({ "pk": format!("USER#{uid}"), "sk": "PROFILE", "email": email, "role": "buyer" });
        self.shop.tables.put("accounts", &row);
    }
}
