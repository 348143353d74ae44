//! What is on the run state before the play: products, poison.

use serde_json::json;

use crate::{run_state::RunState, services::QUEUES};

impl RunState {
    /// Puts `units` of a product in stock, with the record of how they came there.
    pub(crate) fn stock(&self, product: &str, units: u64) {
        self.shop.stock(product, units);
        let opening = json!({
            "sku": product, "row": "adjustment#opening", "quantity": units, "reason": "opening stock",
            "by": "import", "at_ms": self.now().millis(),
        });
        self.shop.tables.put("stock", &opening);
    }

    /// Puts a message into each queue that its worker can never read.
    pub(crate) fn poison(&self) {
        for (queue, _) in QUEUES {
            self.shop.queue(queue).send("{\"version\":9}");
            self.state().poison.push(queue);
        }
    }
}
