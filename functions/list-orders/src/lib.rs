//! `GET /v1/orders`: the buyer's orders, newest first.

use std::collections::BTreeMap;

use app_context::{AppContext, StartError};
use aws::OrdersTable;
use domain::{
    kernel::Timestamp,
    orders::{After, OrderPage},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Cursor, InvalidCursor, Problem, Request, Response, respond},
};

/// The function.
#[derive(Debug)]
pub struct ListOrders {
    orders: OrdersTable,
    authenticator: Authenticator,
}

impl HttpFunction for ListOrders {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { orders: OrdersTable::new(context)?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let buyer = self.authenticator.require_buyer(&request)?.user;
        let query = request.query(&["limit", "cursor"])?;
        let list = ["orders", buyer.as_str()];
        let after = query.get("cursor").map(|text| Cursor::decode(text, &list).and_then(|cursor| from_cursor(&cursor)));
        let (orders, next) = self.orders.list(&buyer, query.limit()?, after.transpose()?).await?;
        let next_cursor = next.map(|after| to_cursor(&after).encode(&list));
        Ok(respond::ok(&OrderPage { orders, next_cursor }))
    }
}

fn to_cursor(after: &After) -> Cursor {
    Cursor(BTreeMap::from([
        ("created_ms".to_owned(), after.created.millis().to_string()),
        ("id".to_owned(), after.id.to_string()),
    ]))
}

fn from_cursor(cursor: &Cursor) -> Result<After, InvalidCursor> {
    let member = |name: &str| cursor.0.get(name).ok_or(InvalidCursor);
    Ok(After {
        id: member("id")?.parse().map_err(|_| InvalidCursor)?,
        created: Timestamp::from_millis(member("created_ms")?.parse().map_err(|_| InvalidCursor)?),
    })
}
