//! The order desk, for staff: `GET /v1/merchant/orders`, `/v1/merchant/orders/{id}`, `/v1/merchant/orders/counts` and
//! `/v1/merchant/sales`.

mod asked;

use std::collections::BTreeSet;

use app_context::{AppContext, StartError};
use aws::{AccountsTable, DeskTable, OrdersTable, ProductsTable, StockTable};
use domain::{
    accounts::Permission,
    desk::{DeskCustomer, DeskFilter, DeskPage, MerchantOrderView, OrderCounts, SalesReport},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Query, Request, Response, respond},
};

use asked::{Whose, from_cursor, range, to_cursor, wanted};

/// Days that a list, or counts, go back where nothing is said.
const YEAR: i32 = 366;
/// Days that sales go back where nothing is said.
const MONTH: i32 = 31;

/// The function.
#[derive(Debug)]
pub struct OrderDesk {
    desk: DeskTable,
    orders: OrdersTable,
    accounts: AccountsTable,
    products: ProductsTable,
    stock: StockTable,
    authenticator: Authenticator,
}

impl HttpFunction for OrderDesk {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            desk: DeskTable::new(context)?,
            orders: OrdersTable::new(context)?,
            accounts: AccountsTable::new(context)?,
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
            authenticator: Authenticator::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        self.authenticator.require(&request, Permission::OrdersRead)?;
        match request.route() {
            "GET /v1/merchant/orders/counts" => self.counts(&request).await,
            "GET /v1/merchant/orders/{id}" => self.show(&request).await,
            "GET /v1/merchant/sales" => self.sales(&request).await,
            "GET /v1/merchant/orders" => self.list(&request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl OrderDesk {
    async fn list(&self, request: &Request) -> Result<Response, Problem> {
        let query = request.query(&[
            "payment_state",
            "fulfilment_state",
            "from",
            "to",
            "email",
            "number",
            "limit",
            "cursor",
        ])?;
        let limit = query.limit()?;
        let (filter, whose) = wanted(&query, self.authenticator.now())?;
        let filter = self.of_customer(filter, whose).await?;
        let list = list_name(&query);
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        let after = query.get("cursor").map(|text| from_cursor(text, &list)).transpose()?;
        let (orders, next) = self.desk.page(&filter, limit, after).await?;
        Ok(respond::ok(&DeskPage { orders, next_cursor: next.map(|after| to_cursor(&after, &list)) }))
    }

    /// The filter with whoever has the address in it: an account, guests, or both.
    async fn of_customer(&self, filter: DeskFilter, whose: Whose) -> Result<DeskFilter, Problem> {
        let Whose::Email(email) = whose else { return Ok(filter) };
        let account = self.accounts.account(&email).await?.map(|account| account.user);
        Ok(DeskFilter { whose: Some(DeskCustomer { account, email: Some(email) }), ..filter })
    }

    async fn show(&self, request: &Request) -> Result<Response, Problem> {
        let id = request.path("id")?;
        let buyer = self.desk.buyer_of(&id).await?.ok_or_else(Problem::not_found)?;
        let order = self.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
        let skus = order.lines.iter().map(|line| &line.sku).collect::<BTreeSet<_>>();
        let names = self.products.names_of(&self.stock, &order, skus.into_iter()).await?;
        let profile = self.accounts.profile(&buyer).await?;
        Ok(respond::ok(&MerchantOrderView::new(&order, names, profile.as_ref().map(|profile| &profile.email))))
    }

    async fn counts(&self, request: &Request) -> Result<Response, Problem> {
        let query = request.query(&["from", "to"])?;
        let days = range(&query, self.authenticator.now(), YEAR)?;
        Ok(respond::ok(&OrderCounts::new(days, &self.desk.tallies(days).await?)))
    }

    async fn sales(&self, request: &Request) -> Result<Response, Problem> {
        let query = request.query(&["from", "to"])?;
        let days = range(&query, self.authenticator.now(), MONTH)?;
        Ok(respond::ok(&SalesReport::new(days, self.desk.tallies(days).await?)))
    }
}

/// What makes a list this one: a cursor of another does not fit.
fn list_name(query: &Query) -> Vec<String> {
    let filters = ["payment_state", "fulfilment_state", "from", "to", "email", "number"];
    let given = filters.iter().map(|name| query.get(name).unwrap_or_default().to_owned());
    std::iter::once("desk".to_owned()).chain(given).collect()
}
