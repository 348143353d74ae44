//! A SKU's stock, for staff: `POST /v1/merchant/skus/{sku}/adjustments` adds or takes away units,
//! `POST /v1/merchant/skus/{sku}/counts` sets them to what was counted, each once for each idempotency key, and
//! `GET /v1/merchant/skus/{sku}/movements` lists these changes, newest first. `PUT /v1/merchant/skus/{sku}/low-stock-threshold` says
//! with how many units it is low, and `GET /v1/merchant/stock/low` lists the SKUs that are.

mod low_stock;

use std::collections::BTreeMap;

use app_context::{AppContext, StartError};
use aws::{AuditTable, DeskTable, StockTable};
use domain::{
    accounts::{Identity, Permission},
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    catalogue::{Adjustment, AdjustmentDraft, Applied, CountDraft, Movement, MovementPosition},
    kernel::{Sku, Text, Timestamp, UserId},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Cursor, Field, FieldErrors, InvalidCursor, Problem, Request, Response, respond},
};
use serde::{Deserialize, Serialize};
use serde_json::{Number, json};

/// The function.
#[derive(Debug)]
pub struct ManageStock {
    authenticator: Authenticator,
    stock: StockTable,
    audit: AuditTable,
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
            audit: AuditTable::new(context)?,
            desk: DeskTable::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        match request.route() {
            "POST /v1/merchant/skus/{sku}/adjustments" => {
                let staff = self.authenticator.require(&request, Permission::StockAdjust)?;
                self.adjust(adjustment(&request, request.path("sku")?, staff.user.clone())?, &staff).await
            }
            "POST /v1/merchant/skus/{sku}/counts" => {
                let staff = self.authenticator.require(&request, Permission::StockAdjust)?;
                self.adjust(count(&request, request.path("sku")?, staff.user.clone())?, &staff).await
            }
            "GET /v1/merchant/skus/{sku}/movements" => {
                self.authenticator.require(&request, Permission::CatalogueRead)?;
                self.movements(&request, &request.path("sku")?).await
            }
            "PUT /v1/merchant/skus/{sku}/low-stock-threshold" => {
                let staff = self.authenticator.require(&request, Permission::StockAdjust)?;
                let (sku, threshold) = (request.path("sku")?, low_stock::threshold(&request)?);
                let entry = low_stock::entry(&sku, threshold, &staff, self.authenticator.now());
                self.stock.set_threshold(&sku, threshold, &self.audit.row(&entry)?).await??;
                Ok(low_stock::answer(sku, threshold))
            }
            "GET /v1/merchant/stock/low" => {
                self.authenticator.require(&request, Permission::CatalogueRead)?;
                low_stock::list(&self.desk, &request).await
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageStock {
    async fn adjust(&self, adjustment: Adjustment, by: &Identity) -> Result<Response, Problem> {
        let now = self.authenticator.now();
        let record = self.audit.row(&entry(&adjustment, by, now))?;
        let applied = self.stock.adjust(&adjustment, &record, now).await??;
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

/// An adjustment adds to whatever there is; a count says what there was. The reason stands in the movement.
fn entry(adjustment: &Adjustment, by: &Identity, now: Timestamp) -> AuditEntry {
    let sku = AuditResource::sku(&adjustment.sku);
    let Adjustment { id, quantity, seen, .. } = adjustment;
    let (action, change) = match seen {
        None => (AuditAction::StockAdjusted, AuditChange::made(&json!({ "adjustment": id, "quantity": quantity }))),
        Some(seen) => {
            let counted = seen.saturating_add_signed(*quantity);
            let (before, after) = (json!({ "available": seen }), json!({ "available": counted, "adjustment": id }));
            (AuditAction::StockCounted, AuditChange::between(&before, &after))
        }
    };
    AuditEntry::new(by, now, action, sku, change)
}

fn adjustment(request: &Request, sku: Sku, staff: UserId) -> Result<Adjustment, Problem> {
    let key = request.idempotency_key()?;
    let body: AdjustmentBody = request.json()?;
    let mut errors = FieldErrors::default();
    let quantity = errors.take(body.quantity.required("/quantity"));
    let reason = errors.take(body.reason.required("/reason"));
    let (Some(quantity), Some(reason)) = (quantity, reason) else { return Err(errors.into()) };
    let draft = AdjustmentDraft { quantity: &quantity.to_string(), reason: &reason };
    Ok(draft.parse(sku, staff, key)?)
}

fn count(request: &Request, sku: Sku, staff: UserId) -> Result<Adjustment, Problem> {
    let key = request.idempotency_key()?;
    let body: CountBody = request.json()?;
    let mut errors = FieldErrors::default();
    let counted = errors.take(body.counted.required("/counted"));
    let seen = errors.take(body.seen.required("/seen"));
    let reason = errors.take(body.reason.required("/reason"));
    let (Some(counted), Some(seen), Some(reason)) = (counted, seen, reason) else { return Err(errors.into()) };
    let draft = CountDraft { counted: &counted.to_string(), seen: &seen.to_string(), reason: &reason };
    Ok(draft.parse(sku, staff, key)?)
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
