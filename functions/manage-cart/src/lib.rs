//! The cart of whoever asks, with an account or as a guest: `GET /v1/cart`, `PUT /v1/cart/lines/{sku}`, `DELETE /v1/cart`, and
//! `POST /v1/cart/merge`, by which what a guest has put into the cart joins the cart of the account.

use app_context::{AppContext, StartError};
use aws::CartsTable;
use domain::{
    accounts::{Identity, Role},
    carts::{Cart, CartFull},
    kernel::Sku,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, InvalidField, Problem, Request, Response, members, respond},
};
use serde::Deserialize;
use serde_json::Number;

/// The function.
#[derive(Debug)]
pub struct ManageCart {
    carts: CartsTable,
    authenticator: Authenticator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineBody {
    #[serde(default)]
    quantity: Field<Number>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeBody {
    #[serde(default)]
    guest_access_token: Field<String>,
}

impl HttpFunction for ManageCart {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { carts: CartsTable::new(context)?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let whose = self.authenticator.require_buyer(&request)?;
        match request.route() {
            "GET /v1/cart" => Ok(shown(&self.carts.get(&whose.user, self.authenticator.now()).await?)),
            "PUT /v1/cart/lines/{sku}" => self.set(&whose, &request).await,
            "DELETE /v1/cart" => {
                self.carts.empty(&whose.user).await?;
                Ok(respond::empty(204))
            }
            "POST /v1/cart/merge" => self.merge(&whose, &request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageCart {
    /// Sets one line; 0 takes it out.
    async fn set(&self, whose: &Identity, request: &Request) -> Result<Response, Problem> {
        let sku: Sku = request.path("sku")?;
        let body: LineBody = request.json()?;
        let (owner, now) = ((&whose.user, whose.role), self.authenticator.now());
        let number = body.quantity.required("/quantity")?;
        if number.as_u64() == Some(0) {
            return Ok(shown(&self.carts.remove(owner, &sku, now).await?));
        }
        let quantity = members::quantity(Field::Given(number), "/quantity".to_owned());
        let quantity = quantity.map_err(|wrong| InvalidField { detail: QUANTITY.to_owned(), ..wrong })?;
        let cart = self.carts.set(owner, &sku, quantity, now).await?;
        Ok(shown(&cart.map_err(full)?))
    }

    async fn merge(&self, whose: &Identity, request: &Request) -> Result<Response, Problem> {
        const POINTER: &str = "/guest_access_token";
        if whose.role == Role::Guest {
            return Err(Problem::account_required());
        }
        let body: MergeBody = request.json()?;
        let token = body.guest_access_token.required(POINTER)?;
        let guest = self.authenticator.guest(&token);
        let guest = guest.ok_or_else(|| InvalidField::new(POINTER, "guest_token", "must be a guest's access token"))?;
        let cart = self.carts.merge((&whose.user, whose.role), &guest, self.authenticator.now()).await?;
        Ok(shown(&cart.map_err(full)?))
    }
}

const QUANTITY: &str = "must be a whole number from 0 to 99";

fn shown(cart: &Cart) -> Response {
    respond::uncached(cart)
}

fn full(error: CartFull) -> Problem {
    Problem::new(409, "cart_full", format!("There is no room: {error}."))
}
