//! `GET /v1/products`: a page of active products with their availability, and `GET /v1/categories`: the tree of categories with
//! how many there are in each. A fresh answer comes from the process's memory.

use app_context::{AppContext, StartError};
use aws::{ProductsTable, StockTable};
use domain::{
    catalogue::{Category, CategoryNode, ListedProduct, Listing, Position, PriceRange, Sort, category_tree},
    kernel::Currency,
};
use lambda::{
    HttpFunction,
    http::{Cursor, InvalidCursor, Problem, Request, Response, ResponseCache},
};
use serde::Serialize;

/// How long an answer may be kept: a badge, a price or a count in a list may be a minute old, since an order checks the first two.
const MAX_AGE_SECONDS: u32 = 60;

/// The function.
#[derive(Debug)]
pub struct ListProducts {
    products: ProductsTable,
    stock: StockTable,
    pages: ResponseCache<Question>,
    categories: ResponseCache<()>,
}

/// A page, and the currency of its prices.
#[derive(Debug, PartialEq, Eq)]
struct Question {
    listing: Listing,
    currency: Option<Currency>,
}

#[derive(Serialize)]
struct Answer {
    products: Vec<Card>,
    next_cursor: Option<String>,
}

/// A product as a card of a page shows it.
#[derive(Serialize)]
struct Card {
    #[serde(flatten)]
    product: ListedProduct,
    /// From the cheapest variant to the dearest: in the currency that was asked for, or in the product's main one. None where it is
    /// not sold in that currency.
    price: Option<PriceRange>,
}

#[derive(Serialize)]
struct Categories {
    categories: Vec<CategoryNode>,
}

impl HttpFunction for ListProducts {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
            pages: ResponseCache::new(context.clock.clone(), MAX_AGE_SECONDS),
            categories: ResponseCache::new(context.clock.clone(), MAX_AGE_SECONDS),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        match request.route() {
            "GET /v1/products" => self.list(&request).await,
            "GET /v1/categories" => self.tree(&request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ListProducts {
    async fn list(&self, request: &Request) -> Result<Response, Problem> {
        let read = async |Question { listing, currency }: &Question| {
            let page = self.products.list(&self.stock, listing).await?;
            let list = list(listing.category.as_ref().map_or("", |category| category.as_str()), listing.sort);
            let next_cursor = page.next.map(|next| Cursor(next.members()).encode(&list));
            let products = page.products.into_iter().map(|product| Card::of(product, *currency)).collect();
            Ok(Answer { products, next_cursor })
        };
        self.pages.answer(request, question(request)?, read).await
    }

    async fn tree(&self, request: &Request) -> Result<Response, Problem> {
        request.query(&[])?;
        let read = async |(): &()| {
            let counts = self.products.category_counts().await?;
            Ok(Categories { categories: category_tree(counts) })
        };
        self.categories.answer(request, (), read).await
    }
}

impl Card {
    fn of(product: ListedProduct, currency: Option<Currency>) -> Self {
        Self { price: product.price_in(currency), product }
    }
}

/// The page asked for.
fn question(request: &Request) -> Result<Question, Problem> {
    let query = request.query(&["category", "sort", "limit", "cursor", "currency"])?;
    let bad = |detail: String| Problem::malformed("invalid_query", detail);
    let category = query.get("category").map(Category::parse).transpose();
    let category = category.map_err(|broken| bad(format!("category {broken}.")))?;
    let category = category.as_ref().map(Category::key);
    let sort = query.get("sort").map_or(Ok(Sort::default()), str::parse);
    let sort = sort.map_err(|_| bad("sort must be newest, price or name.".to_owned()))?;
    let currency = query.currency()?;
    let list = list(category.as_ref().map_or("", |category| category.as_str()), sort);
    let after = query.get("cursor").map(|text| position(text, &list, sort)).transpose()?;
    Ok(Question { listing: Listing { limit: query.limit()?, category, sort, after }, currency })
}

/// Where the page before ended.
fn position(cursor: &str, list: &[&str; 3], sort: Sort) -> Result<Position, InvalidCursor> {
    let cursor = Cursor::decode(cursor, list).ok();
    cursor.and_then(|cursor| Position::of_members(&cursor.0, sort)).ok_or(InvalidCursor)
}

/// What a cursor is bound to.
const fn list(category: &str, sort: Sort) -> [&str; 3] {
    ["products", category, sort.as_str()]
}
