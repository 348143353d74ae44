//! What was sent to an endpoint, and sending it again.

use std::collections::BTreeMap;

use app_context::Retry;
use aws::DeliveryPosition;
use domain::{
    kernel::{EndpointId, EventId, Timestamp},
    notifications::Notification,
    webhooks::{Delivery, DeliveryMessage},
};
use lambda::http::{Cursor, InvalidCursor, Problem, Request, Response, respond};
use serde_json::json;

use crate::ManageWebhooks;

impl ManageWebhooks {
    /// A page of deliveries, newest first.
    pub(crate) async fn deliveries(&self, request: &Request) -> Result<Response, Problem> {
        let id: EndpointId = request.path("id")?;
        let query = request.query(&["limit", "cursor"])?;
        let list = ["deliveries", id.as_str()];
        let after = query.get("cursor").map(|text| Cursor::decode(text, &list).and_then(|cursor| from_cursor(&cursor)));
        let (limit, after) = (query.limit()?, after.transpose()?);
        self.endpoint(&id).await?;
        let (deliveries, next) = self.table.deliveries(&id, limit, after.as_ref()).await?;
        let next_cursor = next.map(|next| to_cursor(&next).encode(&list));
        Ok(respond::uncached(&json!({ "deliveries": deliveries, "next_cursor": next_cursor })))
    }

    /// Sends an event again, from the first attempt on. The message goes first and waits: what was asked for and then not
    /// noted is a message that finds nothing to do.
    pub(crate) async fn redeliver(&self, request: &Request) -> Result<Response, Problem> {
        let (id, event): (EndpointId, EventId) = (request.path("id")?, request.path("delivery")?);
        self.endpoint(&id).await?;
        for _ in Retry::WEBHOOK.tries() {
            let before = self.table.delivery(&id, &event).await?.ok_or_else(Problem::not_found)?;
            let again: Delivery = before.clone().again(self.authenticator.now());
            let message = DeliveryMessage::of(&id, &event);
            self.queue.send_after(&message, Notification::UNTIL_CERTAIN_SECONDS).await?;
            if self.table.advance(&before, &again).await? {
                return Ok(respond::json(202, &again));
            }
        }
        Err(Problem::unavailable("the event is being sent again and again"))
    }
}

fn to_cursor((event, created): &DeliveryPosition) -> Cursor {
    let members = [("event".to_owned(), event.to_string()), ("at_ms".to_owned(), created.millis().to_string())];
    Cursor(BTreeMap::from(members))
}

fn from_cursor(cursor: &Cursor) -> Result<DeliveryPosition, InvalidCursor> {
    let member = |name: &str| cursor.0.get(name).ok_or(InvalidCursor);
    let event = member("event")?.parse().map_err(|_| InvalidCursor)?;
    Ok((event, Timestamp::from_millis(member("at_ms")?.parse().map_err(|_| InvalidCursor)?)))
}
