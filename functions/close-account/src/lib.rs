//! `DELETE /v1/me`: closes an account, given its password. Sessions and personal data are removed; orders stay, without the
//! person. While an order has not ended, the account cannot be closed.

use app_context::{AppContext, StartError};
use aws::{AccountsTable, Erasure, OrdersTable, RecommendationsTable};
use domain::accounts::{AccountChange, AccountError, Password, Role};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, Problem, Request, Response, respond},
};
use serde::Deserialize;
use workflows::Reauthentication;

/// The function.
#[derive(Debug)]
pub struct CloseAccount {
    authenticator: Authenticator,
    accounts: AccountsTable,
    orders: OrdersTable,
    recommendations: RecommendationsTable,
    reauthentication: Reauthentication,
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
            orders: OrdersTable::new(context)?,
            recommendations: RecommendationsTable::new(context)?,
            reauthentication: Reauthentication::new(context)?,
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
        if self.orders.erase_person(&account.user, now).await? == Erasure::Underway {
            return Err(AccountError::OrderUnderway.into());
        }
        let orders = self.orders.all_of(&account.user).await?;
        self.recommendations.forget(&account.user, &orders, now).await?;
        self.accounts.forget_sessions(&account.user).await?;
        match self.accounts.close(&account).await? {
            AccountChange::Applied => Ok(respond::empty(204)),
            AccountChange::CodeUsed | AccountChange::SessionEnded | AccountChange::Conflict => {
                Err(AccountError::Conflict.into())
            }
        }
    }
}
