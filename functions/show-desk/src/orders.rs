//! Orders: lists of them, one of them, and its packing slip.

use lambda::http::{Problem, Query, Response, respond};
use pages::desk::{Attempt, OrderList, OrderPage, OrderQuery, PackingSlip, VIEWS};
use serde_json::json;
use visitor::Call;

use crate::{
    html,
    visit::{Visit, shaped},
};

const LIST: Call = Call::new("order-desk", "GET /v1/merchant/orders");
const ONE: Call = Call::new("order-desk", "GET /v1/merchant/orders/{id}");
/// The place of the desk.
const AT: &str = "/desk/orders";

impl Visit<'_> {
    /// `GET /desk/orders`.
    pub(crate) async fn orders(&mut self) -> Result<Response, Problem> {
        let query = self.request.query(&["view", "q", "cursor", "done"])?;
        let (call, mut asked) = wanted(&query)?;
        let answer = self.api.call(&mut self.visitor, call).await?;
        // What was typed may be no address and no number: that is told at the field.
        let is_typed_wrong = answer.status == 400 && !asked.wanted.is_empty() && !asked.is_later;
        let (status, orders) = if is_typed_wrong {
            asked.problem = Some(self.language.text("desk-wrong-search"));
            (422, json!({ "orders": [], "next_cursor": null }))
        } else {
            (200, answer.found()?)
        };
        let frame = self.frame(AT).with_done(query.get("done"));
        Ok(respond::with_status(html(&shaped(OrderList::new(frame, asked, orders))?)?, status))
    }

    /// `GET /desk/orders/{id}`, or the same page with a form that was refused.
    pub(crate) async fn order(&mut self, refused: Option<(u16, Attempt)>) -> Result<Response, Problem> {
        let id: String = self.request.path("id")?;
        let query = self.request.query(&["done"])?;
        let order = self.read(ONE.path("id", &id)).await?;
        let (status, attempt) = refused.map_or((200, None), |(status, attempt)| (status, Some(attempt)));
        let frame = self.frame(AT).with_done(query.get("done").filter(|_| attempt.is_none()));
        let page = shaped(OrderPage::new(frame, order, attempt.as_ref()))?;
        Ok(respond::with_status(html(&page)?, status))
    }

    /// `GET /desk/orders/{id}/slip`.
    pub(crate) async fn slip(&mut self) -> Result<Response, Problem> {
        let id: String = self.request.path("id")?;
        self.request.query(&[])?;
        let order = self.read(ONE.path("id", &id)).await?;
        html(&shaped(PackingSlip::new(self.frame(AT), order))?)
    }
}

/// The call for what a query of the page wishes: a search, or a view.
fn wanted(query: &Query) -> Result<(Call, OrderQuery), Problem> {
    let cursor = query.get("cursor").unwrap_or_default();
    let wanted = query.get("q").unwrap_or_default().trim().to_owned();
    let list = LIST.query("limit", "50").query("cursor", cursor);
    let is_later = !cursor.is_empty();
    if !wanted.is_empty() {
        let by = if wanted.contains('@') { "email" } else { "number" };
        return Ok((list.query(by, &wanted), OrderQuery { wanted, is_later, ..OrderQuery::default() }));
    }
    let name = query.get("view").unwrap_or(VIEWS[0].name);
    let view = VIEWS.iter().find(|view| view.name == name).ok_or_else(Problem::not_found)?;
    let list = view.filter.map_or(list.clone(), |(filter, value)| list.query(filter, value));
    Ok((list, OrderQuery { view: view.name.to_owned(), is_later, ..OrderQuery::default() }))
}
