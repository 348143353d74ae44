//! A SKU's stock, by a merchant: `POST /v1/merchant/skus/{sku}/adjustments` adds or takes away units,
//! `POST /v1/merchant/skus/{sku}/counts` sets them to what was counted, each once for each idempotency key, and
//! `GET /v1/merchant/skus/{sku}/movements` lists these changes, newest first. `PUT /v1/merchant/skus/{sku}/low-stock-threshold` says
//! with how many units it is low, and `GET /v1/merchant/stock/low` lists the SKUs that are.

mod low_stock;

use std::collections::BTreeMap;

use app_context::{AppContext, StartError};
use aws::{DeskTable, StockTable};
use domain::{
    catalogue::{Adjustment, AdjustmentDraft, Applied, CountDraft, Movement, MovementPosition},
    kernel::{Sku, Text, Timestamp, UserId},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Cursor, Field, InvalidCursor, Problem, Request, Response, respond},
};
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// The function.
#[derive(Debug)]
pub struct ManageStock {
    authenticator: Authenticator,
    stock: StockTable,
    desk: DeskTable,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AdjustmentBody {
    quantity: Field<Number>,
    reason: Field<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CountBody {
    counted: Field<Number>,
    seen: Field<Number>,
    reason: Field<String>,
}

#[derive(Serialize)]
struct Answer {
    sku: Sku,
    quantity: i64,
    reason: Text<200>,
}

#[derive(Serialize)]
struct Movements {
    movements: Vec<Movement>,
    next_cursor: Option<String>,
}

impl HttpFunction for ManageStock {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            stock: StockTable::new(context)?,
            desk: DeskTable::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let merchant = self.authenticator.require_merchant(&request)?;
        if request.route() == "GET /v1/merchant/stock/low" {
            return low_stock::list(&self.desk, &request).await;
        }
        let sku: Sku = request.path("sku")?;
        match request.route() {
            "PUT /v1/merchant/skus/{sku}/low-stock-threshold" => low_stock::set(&self.stock, &request, sku).await,
            "POST /v1/merchant/skus/{sku}/adjustments" => self.adjust(adjustment(&request, sku, merchant)?).await,
            "POST /v1/merchant/skus/{sku}/counts" => self.adjust(count(&request, sku, merchant)?).await,
            "GET /v1/merchant/skus/{sku}/movements" => self.movements(&request, &sku).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageStock {
    async fn adjust(&self, adjustment: Adjustment) -> Result<Response, Problem> {
        let applied = self.stock.adjust(&adjustment, self.authenticator.now()).await??;
        let answer = Answer { sku: adjustment.sku, quantity: adjustment.quantity, reason: adjustment.reason };
        Ok(match applied {
            Applied::Now => respond::ok(&answer),
            Applied::Replayed => respond::with_header(respond::ok(&answer), "idempotency-replayed", "true"),
        })
    }

    async fn movements(&self, request: &Request, sku: &Sku) -> Result<Response, Problem> {
        let query = request.query(&["limit", "cursor"])?;
        let list = ["movements", sku.as_str()];
        let after = query.get("cursor").map(|text| Cursor::decode(text, &list).and_then(|cursor| from_cursor(&cursor)));
        let (movements, next) = self.stock.movements(sku, query.limit()?, after.transpose()?.as_ref()).await?;
        let next_cursor = next.map(|next| to_cursor(&next).encode(&list));
        let answer = respond::ok(&Movements { movements, next_cursor });
        Ok(respond::with_header(answer, "cache-control", "no-store"))
    }
}

fn adjustment(request: &Request, sku: Sku, merchant: UserId) -> Result<Adjustment, Problem> {
    let key = request.idempotency_key()?;
    let body: AdjustmentBody = request.json()?;
    let quantity = body.quantity.required("/quantity")?.to_string();
    let draft = AdjustmentDraft { quantity: &quantity, reason: &body.reason.required("/reason")? };
    Ok(draft.parse(sku, merchant, key)?)
}

fn count(request: &Request, sku: Sku, merchant: UserId) -> Result<Adjustment, Problem> {
    let key = request.idempotency_key()?;
    let body: CountBody = request.json()?;
    let counted = body.counted.required("/counted")?.to_string();
    let seen = body.seen.required("/seen")?.to_string();
    let draft = CountDraft { counted: &counted, seen: &seen, reason: &body.reason.required("/reason")? };
    Ok(draft.parse(sku, merchant, key)?)
}

fn to_cursor(after: &MovementPosition) -> Cursor {
    let members = [("at_ms".to_owned(), after.at.millis().to_string()), ("id".to_owned(), after.id.to_string())];
    Cursor(BTreeMap::from(members))
}

fn from_cursor(cursor: &Cursor) -> Result<MovementPosition, InvalidCursor> {
    let member = |name: &str| cursor.0.get(name).ok_or(InvalidCursor);
    Ok(MovementPosition {
        id: member("id")?.parse().map_err(|_| InvalidCursor)?,
        at: Timestamp::from_millis(member("at_ms")?.parse().map_err(|_| InvalidCursor)?),
    })
}
