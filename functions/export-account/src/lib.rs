//! `GET /v1/me/export`: all that the shop keeps of a buyer, for the buyer: the account, its sessions, the addresses and the orders. The
//! orders come in pages; the rest stands on the first one.

use std::collections::BTreeMap;

use app_context::{AppContext, StartError};
use aws::{AccountsTable, CartsTable, OrdersTable};
use domain::{
    accounts::{AccountError, DisplayName, Identity, Profile, Role},
    carts::Cart,
    kernel::{OrderId, SessionId, Timestamp, UserId},
    orders::{Address, Order, OrderView},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Cursor, InvalidCursor, Problem, Request, Response, respond},
};
use serde::Serialize;

/// The function.
#[derive(Debug)]
pub struct ExportAccount {
    authenticator: Authenticator,
    accounts: AccountsTable,
    carts: CartsTable,
    orders: OrdersTable,
}

#[derive(Serialize)]
struct Export<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<AccountData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sessions: Option<Vec<SessionData>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cart: Option<Cart>,
    /// Those of the page's orders, each once.
    addresses: Vec<&'a Address>,
    orders: Vec<OrderView<'a>>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct AccountData {
    id: UserId,
    email: String,
    name: Option<DisplayName>,
    role: Role,
    created_at: Timestamp,
}

#[derive(Serialize)]
struct SessionData {
    id: SessionId,
    device: String,
    created_at: Timestamp,
    last_used_at: Timestamp,
}

impl HttpFunction for ExportAccount {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            accounts: AccountsTable::new(context)?,
            carts: CartsTable::new(context)?,
            orders: OrdersTable::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let identity = self.authenticator.identity(&request)?;
        let now = self.authenticator.now();
        let query = request.query(&["limit", "cursor"])?;
        let (limit, list) = (query.limit()?, ["export", identity.user.as_str()]);
        let after = query.get("cursor").map(|text| position(text, &list)).transpose()?;
        // Everything at once, with old addresses: an access token that was copied and has outlived its session gets none of it.
        let profile = self.accounts.profile_in_session(&identity, now).await?.ok_or(AccountError::SessionEnded)?;
        let is_first = after.is_none();
        let (orders, next) = self.orders.whole(&identity.user, limit, after).await?;
        let mut export = Export {
            account: None,
            sessions: None,
            cart: None,
            addresses: addresses(&orders),
            orders: orders.iter().map(OrderView::from).collect(),
            next_cursor: next.map(|next| cursor(&next).encode(&list)),
        };
        if is_first {
            export.account = Some(self.account(&identity, profile).await?);
            export.sessions = Some(self.sessions(&identity, now).await?);
            export.cart = Some(self.carts.get(&identity.user, now).await?);
        }
        Ok(respond::with_header(respond::ok(&export), "cache-control", "no-store"))
    }
}

impl ExportAccount {
    async fn account(&self, identity: &Identity, profile: Profile) -> Result<AccountData, Problem> {
        let account = self.accounts.account(&profile.email.digest()).await?.ok_or(AccountError::SessionEnded)?;
        let (email, created_at) = (account.email.as_str().to_owned(), account.created);
        Ok(AccountData { id: identity.user.clone(), email, name: profile.name, role: account.role, created_at })
    }

    async fn sessions(&self, identity: &Identity, now: Timestamp) -> Result<Vec<SessionData>, Problem> {
        let sessions = self.accounts.sessions(&identity.user, now).await?;
        let data = sessions.into_iter().map(|session| SessionData {
            id: session.id,
            device: session.device,
            created_at: session.created,
            last_used_at: session.used,
        });
        Ok(data.collect())
    }
}

/// Where the orders go, each address once.
fn addresses(orders: &[Order]) -> Vec<&Address> {
    let mut addresses: Vec<&Address> = Vec::new();
    for order in orders {
        if !addresses.contains(&&order.address) {
            addresses.push(&order.address);
        }
    }
    addresses
}

fn cursor(after: &OrderId) -> Cursor {
    Cursor(BTreeMap::from([("id".to_owned(), after.to_string())]))
}

/// Where the page before ended.
fn position(text: &str, list: &[&str]) -> Result<OrderId, InvalidCursor> {
    let Cursor(members) = Cursor::decode(text, list)?;
    members.get("id").and_then(|id| id.parse().ok()).ok_or(InvalidCursor)
}
