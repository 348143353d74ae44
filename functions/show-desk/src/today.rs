//! The first page: what was sold, and what waits.

use lambda::http::{Problem, Response};
use pages::desk::{DAYS, Today};
use visitor::Call;

use crate::{
    html,
    visit::{Visit, shaped},
};

const SALES: Call = Call::new("order-desk", "GET /v1/merchant/sales");
const COUNTS: Call = Call::new("order-desk", "GET /v1/merchant/orders/counts");
const LOW: Call = Call::new("manage-stock", "GET /v1/merchant/stock/low");

impl Visit<'_> {
    /// `GET /desk`.
    pub(crate) async fn today(&mut self) -> Result<Response, Problem> {
        let from = self.today.plus_days(1 - DAYS).to_string();
        let sales = self.read(SALES.query("from", &from)).await?;
        let counts = self.read(COUNTS).await?;
        let low = self.read(LOW.query("limit", "100")).await?;
        html(&shaped(Today::new(self.frame("/desk"), self.today, sales, &counts, &low))?)
    }
}
