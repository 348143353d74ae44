//! `DELETE /v1/me`: closes an account, given its password. Sessions and personal data are removed; orders stay, without the
//! person. While an order has not ended, the account cannot be closed. What is still to be sent, or may come back, keeps its address for so
//! long, and the answer says so.

use app_context::{AppContext, StartError};
use aws::{AccountsTable, CartsTable, Erasure, KeptAddress, OrdersTable, RecommendationsTable};
use domain::{
    accounts::{AccountChange, AccountError, Password, Role},
    orders::{AddressNeed, OrderNumber, ReturnsTime},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, Problem, Request, Response, respond},
};
use serde::Deserialize;
use serde_json::{Value, json};
use workflows::{Reauthentication, returns_time};

/// The function.
#[derive(Debug)]
pub struct CloseAccount {
    authenticator: Authenticator,
    accounts: AccountsTable,
    carts: CartsTable,
    orders: OrdersTable,
    recommendations: RecommendationsTable,
    reauthentication: Reauthentication,
    returns: ReturnsTime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    password: Field<String>,
}

impl HttpFunction for CloseAccount {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            accounts: AccountsTable::new(context)?,
            carts: CartsTable::new(context)?,
            orders: OrdersTable::new(context)?,
            recommendations: RecommendationsTable::new(context)?,
            reauthentication: Reauthentication::new(context)?,
            returns: returns_time(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let identity = self.authenticator.identity(&request)?;
        let now = self.authenticator.now();
        let body: Body = request.json()?;
        let password = Password::offered(&body.password.required("/password")?).ok_or(AccountError::WrongPassword)?;

        let account = self.reauthentication.account(&identity, now).await?;
        self.reauthentication.confirm(&account, password, now).await?;
        if account.role == Role::Owner && self.accounts.is_last_owner(&account.user).await? {
            return Err(AccountError::LastOwner.into());
        }
        // The account itself goes last: until then its owner can log in and repeat what was interrupted.
        let kept = match self.orders.erase_person(&account.user, self.returns, now).await? {
            Erasure::Done(kept) => kept,
            Erasure::Underway => return Err(AccountError::OrderUnderway.into()),
        };
        let orders = self.orders.all_of(&account.user).await?;
        self.recommendations.forget(&account.user, &orders, now).await?;
        self.carts.empty(&account.user).await?;
        self.accounts.forget_sessions(&account.user).await?;
        match self.accounts.close(&account).await? {
            AccountChange::Applied => Ok(answer(&kept)),
            AccountChange::CodeUsed | AccountChange::SessionEnded | AccountChange::Conflict => {
                Err(AccountError::Conflict.into())
            }
        }
    }
}

/// Nothing to say, or which orders keep their address, and why.
fn answer(kept: &[KeptAddress]) -> Response {
    if kept.is_empty() {
        return respond::empty(204);
    }
    let orders: Vec<Value> = kept.iter().map(kept_order).collect();
    respond::ok(&json!({ "address_kept": orders }))
}

fn kept_order(kept: &KeptAddress) -> Value {
    let (id, number) = (&kept.order, OrderNumber::from(&kept.order));
    match kept.need {
        AddressNeed::MayComeBack(until) => {
            json!({ "id": id, "number": number, "reason": "may_come_back", "until": until })
        }
        AddressNeed::ToBeSent | AddressNeed::ToBeTold(_) | AddressNeed::Nothing => {
            json!({ "id": id, "number": number, "reason": "to_be_sent" })
        }
    }
}
