//! The pages of the shop: `GET /`, `GET /products`, `GET /products/{id}`, `GET /search`, what they load, and what search engines ask for.
//!
//! Nothing in a page is about its visitor but the language, so every cache may keep it.

mod categories;
mod searching;

use app_context::{AppContext, StartError};
use aws::{ProductsTable, StockTable};
use domain::{
    catalogue::{CatalogueError, Category, CategoryNode, Listing, Position, ProductState, Sort},
    kernel::{ProductId, Random},
};
use lambda::{
    HttpFunction,
    http::{Cursor, Problem, Request, Response, kept, respond},
};
use pages::{
    Card, Home, Language, List, Notice, POLICY, Page, ProductPage, Shell, StockedVariant, asset, product_href,
};

use visitor::Api;

use crate::categories::Categories;

/// How long a page may be kept. A price or a badge in it may be so old; an order checks both.
const MAX_AGE_SECONDS: u32 = 30;
/// How long a file is kept whose name changes with its bytes: a year, the most that anybody keeps.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Products on the first page, and in a list.
const NEWEST: u8 = 8;
const IN_A_LIST: u8 = 24;

/// What search engines may read: all but the API; of that, images.
const ROBOTS: &str = "User-agent: *\nDisallow: /v1/\nAllow: /v1/media/\n";

/// The function.
#[derive(Debug)]
pub struct ShowShop {
    languages: Vec<Language>,
    shop: String,
    /// Where the shop is, without a slash at the end; nowhere in particular on a laptop.
    url: Option<String>,
    products: ProductsTable,
    stock: StockTable,
    categories: Categories,
    /// The search is another function's, which has its index in memory.
    api: Api,
    random: Random,
}

impl HttpFunction for ShowShop {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let environment = &context.environment;
        Ok(Self {
            languages: Language::all(),
            shop: environment.required("SHOP_NAME")?.to_owned(),
            url: environment.optional("SHOP_URL").map(|url| url.trim_end_matches('/').to_owned()),
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
            categories: Categories::new(context.clock.clone()),
            api: Api::new(context)?,
            random: context.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        match request.route() {
            "GET /assets/{file}" => file(&request),
            "GET /robots.txt" => Ok(kept(&request, respond::text("text/plain", ROBOTS), None, MAX_AGE_SECONDS)),
            route => self.page(&request, route).await,
        }
    }
}

impl ShowShop {
    /// A page, or the page that says why there is none.
    async fn page(&self, request: &Request, route: &str) -> Result<Response, Problem> {
        let language = Language::of_visitor(&self.languages, request.header("accept-language").unwrap_or_default());
        let language = language.ok_or_else(|| Problem::unavailable("no language"))?;
        let found = match route {
            "GET /" => self.home(request, language).await,
            "GET /products" => self.list(request, language).await,
            "GET /products/{id}" => self.product(request, language).await,
            "GET /search" => self.search(request, language).await,
            _ => Err(Problem::not_found()),
        };
        match found {
            Ok(text) => Ok(kept(request, respond::html(&text, POLICY), None, MAX_AGE_SECONDS)),
            Err(problem) => self.notice(request, language, &problem),
        }
    }

    async fn home(&self, request: &Request, language: &Language) -> Result<String, Problem> {
        request.query(&[])?;
        let newest = Listing { limit: NEWEST, category: None, sort: Sort::Newest, after: None };
        let (tree, page) =
            futures::join!(self.categories.get(&self.products), self.products.list(&self.stock, &newest));
        let tree = tree?;
        let cards = page?.products.iter().map(|product| Card::new(product, None, language)).collect();
        rendered(&Home::new(self.shell(language, "/", "/", &tree), &tree, cards))
    }

    async fn list(&self, request: &Request, language: &Language) -> Result<String, Problem> {
        let query = request.query(&["category", "sort", "cursor"])?;
        let category = query.get("category").map(Category::parse).transpose().map_err(|_| Problem::not_found())?;
        let sort = query.get("sort").map_or(Ok(Sort::default()), str::parse).map_err(|_| Problem::not_found())?;
        let key = category.as_ref().map(Category::key);
        let bound = ["shop", key.as_ref().map_or("", |key| key.as_str()), sort.as_str()];
        let after = query.get("cursor").map(|text| position(text, &bound, sort)).transpose()?;
        let listing = Listing { limit: IN_A_LIST, category: key.clone(), sort, after };
        let (tree, page) =
            futures::join!(self.categories.get(&self.products), self.products.list(&self.stock, &listing));
        let (tree, page) = (tree?, page?);
        let next = page.next.map(|next| Cursor(next.members()).encode(&bound));
        let cards: Vec<Card> = page.products.iter().map(|product| Card::new(product, None, language)).collect();
        let here = category.as_ref().map_or_else(|| "/products".to_owned(), pages::category_href);
        let shell = self.shell(language, &here, &here, &tree);
        rendered(&List::new(shell, &tree, category.as_ref(), sort, cards, next.as_deref()))
    }

    /// A product that is no longer on sale is still shown, for old orders and old links lead to it. A draft is not.
    async fn product(&self, request: &Request, language: &Language) -> Result<String, Problem> {
        request.query(&[])?;
        let id: ProductId = request.path("id")?;
        let (tree, product) = futures::join!(self.categories.get(&self.products), self.products.get(&id));
        let (tree, product) = (tree?, product?.filter(|product| product.details.state != ProductState::Draft));
        let details = product.ok_or(CatalogueError::UnknownProduct)?.details;
        let units = self.stock.available(details.variants.iter().map(|variant| &variant.sku)).await?;
        let stocked = |variant| StockedVariant { variant, available: units.get(&variant.sku).copied().unwrap_or(0) };
        let variants: Vec<_> = details.variants.iter().map(stocked).collect();
        let at = product_href(&id);
        rendered(&ProductPage::new(self.shell(language, &at, &at, &tree), &tree, &id, &details, &variants, None))
    }

    /// Why there is no page, to people.
    fn notice(&self, request: &Request, language: &Language, problem: &Problem) -> Result<Response, Problem> {
        let shell = self.shell(language, request.raw_path(), "", &[]);
        let (status, page) = match problem.status {
            400..=499 => (404, Notice::not_found(shell)),
            _ => (503, Notice::unavailable(shell)),
        };
        lambda::report(problem);
        Ok(respond::with_status(respond::html(&rendered(&page)?, POLICY), status))
    }

    /// The frame of a page; `path` is its one address, empty if it has none.
    fn shell<'a>(&'a self, language: &'a Language, at: &str, path: &str, tree: &[CategoryNode]) -> Shell<'a> {
        let mut shell = Shell::new(language, &self.shop, at.to_owned(), tree);
        shell.canonical = self.url.as_ref().filter(|_| !path.is_empty()).map(|url| format!("{url}{path}"));
        shell
    }
}

/// A page as text.
fn rendered(page: &impl Page) -> Result<String, Problem> {
    page.render().map_err(Problem::unavailable)
}

/// What pages load.
fn file(request: &Request) -> Result<Response, Problem> {
    let name: String = request.path("file")?;
    let (asset, is_current) = asset(&name).ok_or_else(Problem::not_found)?;
    let file = kept(request, respond::text(asset.media_type, asset.text), None, MAX_AGE_SECONDS);
    Ok(if is_current { respond::with_header(file, "cache-control", FOR_EVER) } else { file })
}

/// Where the page before ended.
fn position(cursor: &str, bound: &[&str; 3], sort: Sort) -> Result<Position, Problem> {
    let cursor = Cursor::decode(cursor, bound).ok();
    cursor.and_then(|cursor| Position::of_members(&cursor.0, sort)).ok_or_else(Problem::not_found)
}
