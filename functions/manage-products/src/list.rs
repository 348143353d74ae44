//! The products of a state, those that changed last first.

use aws::{ProductsTable, StockTable};
use domain::catalogue::{MerchantProduct, Position, ProductState, Sort, StateListing};
use lambda::http::{Cursor, InvalidCursor, Problem, Request, Response, respond};
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    products: Vec<MerchantProduct>,
    next_cursor: Option<String>,
}

pub(crate) async fn list(products: &ProductsTable, stock: &StockTable, request: &Request) -> Result<Response, Problem> {
    let query = request.query(&["state", "limit", "cursor"])?;
    let unknown = |_| Problem::malformed("invalid_query", "state must be draft, active or archived.");
    let state: ProductState = query.get("state").map_or(Ok(ProductState::Active), str::parse).map_err(unknown)?;
    let bound = ["merchant-products", state.as_str()];
    let after = query.get("cursor").map(|text| position(text, &bound)).transpose()?;
    let page = products.list_of_state(stock, &StateListing { state, limit: query.limit()?, after }).await?;
    let next_cursor = page.next.map(|next| Cursor(next.members()).encode(&bound));
    let answer = respond::ok(&Answer { products: page.products, next_cursor });
    Ok(respond::with_header(answer, "cache-control", "no-store"))
}

/// Where the page before ended.
fn position(cursor: &str, bound: &[&str; 2]) -> Result<Position, InvalidCursor> {
    let Cursor(members) = Cursor::decode(cursor, bound)?;
    Position::of_members(&members, Sort::Newest).ok_or(InvalidCursor)
}
