//! The address book of an account: `GET /v1/me/addresses`, and `PUT` and `DELETE /v1/me/addresses/{name}`. An address keeps the rules of
//! an order's.

use app_context::{AppContext, StartError};
use aws::{AccountsTable, AddressChange};
use domain::{
    accounts::AccountError,
    kernel::UserId,
    orders::{AddressName, MAX_ADDRESSES},
};
use lambda::{
    HttpFunction,
    http::{AddressBody, Authenticator, Field, FieldErrors, Problem, Request, Response, respond},
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct ManageAddresses {
    accounts: AccountsTable,
    authenticator: Authenticator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    address: Field<AddressBody>,
    #[serde(default)]
    is_default: Field<bool>,
}

impl HttpFunction for ManageAddresses {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { accounts: AccountsTable::new(context)?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let user = self.authenticator.require_user(&request)?;
        match request.route() {
            "GET /v1/me/addresses" => {
                let book = self.accounts.addresses(&user).await?;
                Ok(respond::uncached(&json!({ "addresses": book })))
            }
            "PUT /v1/me/addresses/{name}" => self.put(&user, &request).await,
            "DELETE /v1/me/addresses/{name}" => {
                let name: AddressName = request.path("name")?;
                written(self.accounts.remove_address(&user, &name).await?)
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageAddresses {
    async fn put(&self, user: &UserId, request: &Request) -> Result<Response, Problem> {
        let name: AddressName = request.path("name")?;
        let body: Body = request.json()?;
        let mut errors = FieldErrors::default();
        let address = errors.take(body.address.required("/address"));
        let address = address.and_then(|address| address.parse("/address", &mut errors));
        let Some(address) = address else { return Err(errors.into()) };
        let is_default = body.is_default.into_option().unwrap_or_default();
        written(self.accounts.put_address(user, &name, &address, is_default).await?)
    }
}

fn written(change: AddressChange) -> Result<Response, Problem> {
    match change {
        AddressChange::Applied => Ok(respond::empty(204)),
        AddressChange::Full => {
            let detail = format!("There is no room: an account has at most {MAX_ADDRESSES} addresses.");
            Err(Problem::new(409, "address_book_full", detail))
        }
        AddressChange::NoAccount => Err(AccountError::SessionEnded.into()),
    }
}
