//! `GET /v1/products`: a page of active products with their availability. A fresh page comes from the process's memory.

use app_context::{AppContext, StartError};
use aws::{ProductsTable, StockTable};
use domain::catalogue::{Category, ListedProduct, Listing, Position, Sort, category_key};
use lambda::{
    HttpFunction,
    http::{Cursor, InvalidCursor, Problem, Request, Response, ResponseCache},
};
use serde::Serialize;

/// How long a page may be kept: a badge or a price in a list may be a minute old, since an order checks both.
const MAX_AGE_SECONDS: u32 = 60;

/// The function.
#[derive(Debug)]
pub struct ListProducts {
    products: ProductsTable,
    stock: StockTable,
    pages: ResponseCache<Listing>,
}

#[derive(Serialize)]
struct Answer {
    products: Vec<ListedProduct>,
    next_cursor: Option<String>,
}

impl HttpFunction for ListProducts {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let pages = ResponseCache::new(context.clock.clone(), MAX_AGE_SECONDS);
        Ok(Self { products: ProductsTable::new(context)?, stock: StockTable::new(context)?, pages })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let read = async |listing: &Listing| {
            let page = self.products.list(&self.stock, listing).await?;
            let list = list(listing.category.as_deref(), listing.sort);
            let next_cursor = page.next.map(|next| Cursor(next.members()).encode(&list));
            Ok(Answer { products: page.products, next_cursor })
        };
        self.pages.answer(&request, listing(&request)?, read).await
    }
}

/// The page asked for.
fn listing(request: &Request) -> Result<Listing, Problem> {
    let query = request.query(&["category", "sort", "limit", "cursor"])?;
    let bad = |detail: String| Problem::malformed("invalid_query", detail);
    let category = query.get("category").map(Category::parse).transpose();
    let category = category.map_err(|broken| bad(format!("category {broken}.")))?;
    let category = category.as_ref().map(category_key);
    let sort = query.get("sort").map_or(Ok(Sort::default()), str::parse);
    let sort = sort.map_err(|_| bad("sort must be newest, price or name.".to_owned()))?;
    let after = query.get("cursor").map(|text| position(text, category.as_deref(), sort)).transpose()?;
    Ok(Listing { limit: query.limit()?, category, sort, after })
}

/// Where the page before ended.
fn position(cursor: &str, category: Option<&str>, sort: Sort) -> Result<Position, InvalidCursor> {
    let cursor = Cursor::decode(cursor, &list(category, sort)).ok();
    cursor.and_then(|cursor| Position::of_members(&cursor.0, sort)).ok_or(InvalidCursor)
}

/// What a cursor is bound to.
fn list(category: Option<&str>, sort: Sort) -> [&str; 3] {
    ["products", category.unwrap_or(""), sort.as_str()]
}
