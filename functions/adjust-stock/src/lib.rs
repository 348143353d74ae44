//! `POST /v1/merchant/skus/{sku}/adjustments`: a merchant adds or takes away units, once for each idempotency key.

use backroom::{
    aws::StockTable,
    catalogue::{AdjustmentDraft, Applied},
    context::{AppContext, StartError},
    http::{Authenticator, Field, Problem, Request, Response, respond},
    kernel::{Sku, Text},
    lambda::HttpFunction,
};
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// The function.
#[derive(Debug)]
pub struct AdjustStock {
    authenticator: Authenticator,
    stock: StockTable,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    quantity: Field<Number>,
    reason: Field<String>,
}

#[derive(Serialize)]
struct Answer {
    sku: Sku,
    quantity: i64,
    reason: Text<200>,
}

impl HttpFunction for AdjustStock {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { authenticator: Authenticator::new(context)?, stock: StockTable::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let merchant = self.authenticator.require_merchant(&request)?;
        let now = self.authenticator.now();
        let sku: Sku = request.path("sku")?;
        let key = request.idempotency_key()?;
        let body: Body = request.json()?;
        let quantity = body.quantity.required("/quantity")?.to_string();
        let draft = AdjustmentDraft { quantity: &quantity, reason: &body.reason.required("/reason")? };
        let adjustment = draft.parse(sku, merchant, key)?;
        let applied = self.stock.adjust(&adjustment, now).await??;
        let answer = Answer { sku: adjustment.sku, quantity: adjustment.quantity, reason: adjustment.reason };
        Ok(match applied {
            Applied::Now => respond::ok(&answer),
            Applied::Replayed => respond::with_header(respond::ok(&answer), "idempotency-replayed", "true"),
        })
    }
}
