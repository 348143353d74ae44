//! Customers, for staff: `GET /v1/merchant/customers` finds the account of an address, and `PUT` and `DELETE
//! /v1/merchant/customers/{id}/block` block and unblock it. A blocked account neither logs in nor orders.

use app_context::{AppContext, StartError};
use aws::{AccountsTable, AuditRow, AuditTable, DeskTable, OrdersTable};
use domain::{
    accounts::{Account, AccountChange, AccountError, Identity, Permission},
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    desk::{DayRange, DeskCustomer, DeskFilter},
    kernel::{Day, Email, OrderId, Timestamp, UserId},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use serde::Serialize;

/// The first day on which an order can have been placed.
const FIRST_DAY: &str = "2000-01-01";
/// The orders of which the identifiers are shown: the newest.
const NEWEST: u8 = 10;

/// The function.
#[derive(Debug)]
pub struct ManageCustomers {
    authenticator: Authenticator,
    accounts: AccountsTable,
    orders: OrdersTable,
    desk: DeskTable,
    audit: AuditTable,
}

#[derive(Serialize)]
struct Customer {
    id: UserId,
    email: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_at: Option<Timestamp>,
    created_at: Timestamp,
    orders_count: u64,
    newest_orders: Vec<OrderId>,
}

/// What a change of the block is recorded by.
#[derive(Serialize)]
struct State {
    state: &'static str,
}

impl HttpFunction for ManageCustomers {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            accounts: AccountsTable::new(context)?,
            orders: OrdersTable::new(context)?,
            desk: DeskTable::new(context)?,
            audit: AuditTable::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let now = self.authenticator.now();
        match request.route() {
            "GET /v1/merchant/customers" => {
                self.authenticator.require(&request, Permission::CustomersRead)?;
                self.find(&request, now).await
            }
            "PUT /v1/merchant/customers/{id}/block" => {
                let staff = self.authenticator.require(&request, Permission::CustomersWrite)?;
                self.block(&staff, &request.path("id")?, now).await
            }
            "DELETE /v1/merchant/customers/{id}/block" => {
                let staff = self.authenticator.require(&request, Permission::CustomersWrite)?;
                self.unblock(&staff, &request.path("id")?, now).await
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageCustomers {
    async fn find(&self, request: &Request, now: Timestamp) -> Result<Response, Problem> {
        let query = request.query(&["email"])?;
        let email = query.get("email").and_then(|text| Email::parse(text).ok());
        let email = email.ok_or_else(|| Problem::malformed("invalid_query", "email must be an e-mail address."))?;
        let account = self.accounts.account(&email.digest()).await?.ok_or_else(Problem::not_found)?;
        let to = Day::of(now);
        let days = DayRange { from: FIRST_DAY.parse().unwrap_or(to), to };
        let whose = Some(DeskCustomer { account: Some(account.user.clone()), email: None });
        let theirs = DeskFilter { days, payment: None, fulfilment: None, whose, number: None };
        let orders_count = self.desk.count_of(&account.user).await?;
        let (newest, _) = self.desk.page(&theirs, NEWEST, None).await?;
        let customer = Customer {
            email: account.email.as_str().to_owned(),
            state: state(&account),
            blocked_at: account.blocked,
            created_at: account.created,
            orders_count,
            newest_orders: newest.into_iter().map(|entry| entry.order).collect(),
            id: account.user,
        };
        Ok(respond::with_header(respond::ok(&customer), "cache-control", "no-store"))
    }

    /// Orders first, then the account: whatever stops on the way, the account can be blocked again, and nobody is blocked half.
    async fn block(&self, staff: &Identity, user: &UserId, now: Timestamp) -> Result<Response, Problem> {
        let account = self.account(user).await?;
        if account.role.is_staff() {
            let detail = "The account is one of the staff's. Take its role away first.";
            return Err(Problem::new(409, "account_is_staff", detail));
        }
        if account.blocked.is_some() {
            return Ok(respond::empty(204));
        }
        self.orders.block_buyer(user, now).await?;
        let record = self.record(staff, &account, "blocked", AuditAction::CustomerBlocked, now)?;
        done(self.accounts.block(&account, &record, now).await?)
    }

    /// The account first, then orders: who is unblocked half may log in, and orders after a quarter of an hour or a repeat.
    async fn unblock(&self, staff: &Identity, user: &UserId, now: Timestamp) -> Result<Response, Problem> {
        let account = self.account(user).await?;
        if account.blocked.is_some() {
            let record = self.record(staff, &account, "active", AuditAction::CustomerUnblocked, now)?;
            done(self.accounts.unblock(&account, &record).await?)?;
        }
        self.orders.unblock_buyer(user, now).await?;
        Ok(respond::empty(204))
    }

    async fn account(&self, user: &UserId) -> Result<Account, Problem> {
        self.accounts.account_of(user).await?.ok_or_else(Problem::not_found)
    }

    fn record(
        &self,
        staff: &Identity,
        account: &Account,
        becomes: &'static str,
        action: AuditAction,
        now: Timestamp,
    ) -> Result<AuditRow, Problem> {
        let change = AuditChange::between(&State { state: state(account) }, &State { state: becomes });
        let entry = AuditEntry::new(staff, now, action, AuditResource::user(&account.user), change);
        Ok(self.audit.row(&entry)?)
    }
}

const fn state(account: &Account) -> &'static str {
    if account.blocked.is_some() { "blocked" } else { "active" }
}

fn done(change: AccountChange) -> Result<Response, Problem> {
    match change {
        AccountChange::Applied => Ok(respond::empty(204)),
        AccountChange::CodeUsed | AccountChange::SessionEnded | AccountChange::Conflict => {
            Err(AccountError::Conflict.into())
        }
    }
}
