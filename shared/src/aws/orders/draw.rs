//! From which rows an order draws what it takes of products that are spread over several.

use super::OrdersTable;
use crate::{
    aws::{
        Unavailable,
        shelves::{Shelves, Spread, lines_of},
    },
    kernel::ProductId,
    orders::{Line, LineFault, LineRefusal, MAX_LINES, Shard},
};

/// Looks at all rows of a product, until two of them agree.
const LOOKS: u32 = 6;

impl OrdersTable {
    /// The lines, those of `products` from rows that have enough now; the refusal of those of which there is too little.
    pub(super) async fn draw_again(
        &self,
        wanted: &[Line],
        mut lines: Vec<Line>,
        products: &[(ProductId, Spread)],
    ) -> Result<Result<Vec<Line>, Vec<LineRefusal>>, Unavailable> {
        let mut refusals = Vec::new();
        for (product, spread) in products {
            self.spreads.learn(product, *spread);
            let Some(line) = wanted.iter().find(|line| line.product == *product) else { continue };
            let room = MAX_LINES.saturating_sub(lines.iter().filter(|line| line.product != *product).count());
            match self.draw(line, room).await? {
                Ok(drawn) => {
                    let place = lines.iter().position(|line| line.product == *product).unwrap_or(lines.len());
                    lines.retain(|line| line.product != *product);
                    lines.splice(place..place, lines_of(line, &drawn));
                }
                Err(available) => {
                    let fault = LineFault::OutOfStock(available);
                    refusals.push(LineRefusal { product: product.clone(), fault });
                }
            }
        }
        Ok(if refusals.is_empty() { Ok(lines) } else { Err(refusals) })
    }

    /// From which rows to draw a line, in at most `room` of them; how much there is, where it is too little. Rows are read
    /// one by one, so a sum is believed only when a second look finds that none of them was written to meanwhile: there
    /// was an instant at which there was no more.
    async fn draw(&self, line: &Line, room: usize) -> Result<Result<Vec<(Shard, u64)>, u64>, Unavailable> {
        let units = line.quantity.get().into();
        let mut before = None;
        for _ in 0..LOOKS {
            let shelves = Shelves::look(&self.client, self.stock_table()?, &line.product).await?;
            self.spreads.learn(&line.product, shelves.spread);
            match shelves.draw(units, &self.random) {
                Some(drawn) if drawn.len() <= room => return Ok(Ok(drawn)),
                _ if before.as_ref() == Some(&shelves) => return Ok(Err(shelves.available())),
                _ => before = Some(shelves),
            }
        }
        Err(Unavailable::because("orders.place", "the stock moved faster than it could be counted"))
    }
}
