//! The endpoints that the rows of `input.rs` knock on: three of the tests' own, and the shop's.

use app_context::{AppContext, StartError};
use domain::{accounts::Permission, kernel::ProductId};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use serde::Deserialize;
use serde_json::json;
use tests::{Call, Function, Registered, Shop};

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Anybody,
    Buyer,
    Staff,
}

/// An endpoint and a good request to it.
pub(crate) struct Door {
    pub(crate) name: &'static str,
    pub(crate) caller: Caller,
    /// A test's own endpoint; `None` for the shop's, which are found by their name, as is their good request.
    own: Option<(Registered, fn() -> Call)>,
}

impl Door {
    /// The shop's endpoint whose good request is `events/<name>.json`.
    const fn of(name: &'static str, caller: Caller) -> Self {
        Self { name, caller, own: None }
    }

    const fn own<F: HttpFunction>(name: &'static str, caller: Caller, good: fn() -> Call) -> Self {
        Self { name, caller, own: Some((Registered::http::<F>(name), good)) }
    }

    /// Whether this is a test's own endpoint, which needs no rows in any table to answer 200.
    pub(crate) fn is_ours(&self) -> bool {
        self.own.is_some()
    }

    pub(crate) async fn start(&self, shop: &Shop) -> Function {
        match &self.own {
            Some((function, _)) => {
                function.start(shop.world_of("manage-products")).await.expect("a function that starts")
            }
            None => shop.start(Registered::of_sample(self.name).name).await,
        }
    }

    /// A request that is served, token and all.
    pub(crate) fn good(&self, shop: &Shop) -> Call {
        let call = self.own.as_ref().map_or_else(|| Call::sample(self.name), |(_, good)| good());
        match self.caller {
            Caller::Anybody => call,
            Caller::Buyer => call.bearer(&shop.buyer("ada")),
            Caller::Staff => call.bearer(&shop.merchant()),
        }
    }
}

/// Endpoints that take a JSON body.
pub(crate) const JSON_DOORS: &[Door] = &[
    Door::own::<Echo>("echo", Caller::Staff, || Call::post("/echo").json(&json!({ "name": "tea", "quantity": 2 }))),
    Door::of("sign-up", Caller::Anybody),
    Door::of("verify-email", Caller::Anybody),
    Door::of("log-in", Caller::Anybody),
    Door::of("refresh-session", Caller::Anybody),
    Door::of("log-out", Caller::Anybody),
    Door::of("reset-password", Caller::Anybody),
    Door::of("reset-password-confirm", Caller::Anybody),
    Door::of("change-password", Caller::Buyer),
    Door::of("change-email", Caller::Buyer),
    Door::of("change-email-confirm", Caller::Buyer),
    Door::of("edit-account", Caller::Buyer),
    Door::of("manage-addresses", Caller::Buyer),
    Door::of("close-account", Caller::Buyer),
    Door::of("manage-products", Caller::Staff),
    Door::of("manage-products-images", Caller::Staff),
    Door::of("manage-stock", Caller::Staff),
    Door::of("manage-stock-count", Caller::Staff),
    Door::of("manage-stock-threshold", Caller::Staff),
    Door::of("quote-order", Caller::Anybody),
    Door::of("manage-cart", Caller::Buyer),
    Door::of("manage-cart-merge", Caller::Buyer),
    Door::of("place-order", Caller::Buyer),
    Door::of("pay-order", Caller::Buyer),
    Door::of("refund-order", Caller::Staff),
    Door::of("refund-order-decide", Caller::Staff),
    Door::of("manage-shipments", Caller::Staff),
    Door::of("manage-staff", Caller::Staff),
    Door::of("manage-webhooks", Caller::Staff),
    Door::of("manage-webhooks-change", Caller::Staff),
    Door::of("manage-settings", Caller::Staff),
    Door::of("manage-settings-tax", Caller::Staff),
    Door::of("recommend-products-basket", Caller::Anybody),
];

/// Endpoints of which a request may come without a body.
pub(crate) const BODY_IS_OPTIONAL: &[&str] = &["log-out", "pay-order"];

/// Endpoints with an identifier in their path.
pub(crate) const ITEM_DOORS: &[Door] = &[
    Door::own::<Item>("item", Caller::Anybody, || Call::get("/item/tea").path_parameter("id", "tea")),
    Door::of("get-product", Caller::Anybody),
    Door::of("describe-api-page-file", Caller::Anybody),
    Door::of("manage-products", Caller::Staff),
    Door::of("get-image", Caller::Anybody),
    Door::of("manage-products-images", Caller::Staff),
    Door::of("manage-products-patch", Caller::Staff),
    Door::of("manage-products-show", Caller::Staff),
    Door::of("manage-stock", Caller::Staff),
    Door::of("manage-stock-count", Caller::Staff),
    Door::of("manage-stock-movements", Caller::Staff),
    Door::of("manage-stock-threshold", Caller::Staff),
    Door::of("manage-cart", Caller::Buyer),
    Door::of("get-order", Caller::Buyer),
    Door::of("revoke-order-link", Caller::Buyer),
    Door::of("cancel-order", Caller::Buyer),
    Door::of("cancel-order-merchant", Caller::Staff),
    Door::of("pay-order", Caller::Buyer),
    Door::of("refund-order", Caller::Staff),
    Door::of("refund-order-decide", Caller::Staff),
    Door::of("manage-shipments", Caller::Staff),
    Door::of("manage-shipments-delivered", Caller::Staff),
    Door::of("manage-shipments-void", Caller::Staff),
    Door::of("manage-webhooks-show", Caller::Staff),
    Door::of("manage-webhooks-change", Caller::Staff),
    Door::of("manage-webhooks-remove", Caller::Staff),
    Door::of("manage-webhooks-rotate", Caller::Staff),
    Door::of("manage-webhooks-deliveries", Caller::Staff),
    Door::of("manage-webhooks-redeliver", Caller::Staff),
    Door::of("manage-addresses", Caller::Buyer),
    Door::of("manage-addresses-remove", Caller::Buyer),
    Door::of("manage-sessions-end", Caller::Buyer),
    Door::of("order-desk-show", Caller::Staff),
    Door::of("manage-staff", Caller::Staff),
    Door::of("manage-staff-revoke", Caller::Staff),
    Door::of("manage-customers-block", Caller::Staff),
    Door::of("manage-customers-unblock", Caller::Staff),
    Door::of("recommend-products", Caller::Anybody),
];

/// Endpoints that take nothing but a token.
pub(crate) const PLAIN_DOORS: &[Door] = &[
    Door::of("describe-api", Caller::Anybody),
    Door::of("describe-api-page", Caller::Anybody),
    Door::of("list-products-categories", Caller::Anybody),
    Door::of("start-guest", Caller::Anybody),
    Door::of("manage-cart-show", Caller::Buyer),
    Door::of("manage-cart-empty", Caller::Buyer),
    Door::of("edit-account-show", Caller::Buyer),
    Door::of("manage-webhooks-list", Caller::Staff),
    Door::of("manage-addresses-list", Caller::Buyer),
    Door::of("manage-sessions", Caller::Buyer),
    Door::of("manage-sessions-end-all", Caller::Buyer),
    Door::of("manage-staff-list", Caller::Staff),
    Door::of("manage-settings-show", Caller::Staff),
    Door::of("manage-settings-tax-show", Caller::Staff),
];

/// Endpoints with a query.
pub(crate) const QUERY_DOORS: &[Door] = &[
    Door::own::<List>("list", Caller::Buyer, || Call::get("/list").query("limit=5")),
    Door::of("list-products", Caller::Anybody),
    Door::of("search-products", Caller::Anybody),
    Door::of("search-products-suggest", Caller::Anybody),
    Door::of("list-orders", Caller::Buyer),
    Door::of("manage-products-list", Caller::Staff),
    Door::of("manage-stock-movements", Caller::Staff),
    Door::of("order-desk", Caller::Staff),
    Door::of("order-desk-counts", Caller::Staff),
    Door::of("order-desk-sales", Caller::Staff),
    Door::of("list-audit-log", Caller::Staff),
    Door::of("manage-customers", Caller::Staff),
    Door::of("export-account", Caller::Buyer),
    Door::of("manage-stock-low", Caller::Staff),
    Door::of("manage-webhooks-deliveries", Caller::Staff),
    Door::of("recommend-products", Caller::Anybody),
    Door::of("recommend-products-me", Caller::Buyer),
];

/// All of them.
pub(crate) fn all_doors() -> impl Iterator<Item = &'static Door> {
    [JSON_DOORS, ITEM_DOORS, PLAIN_DOORS, QUERY_DOORS].into_iter().flatten()
}

/// Takes JSON from staff and gives it back.
struct Echo {
    authenticator: Authenticator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    name: String,
    quantity: u32,
}

impl HttpFunction for Echo {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        self.authenticator.require(&request, Permission::CatalogueWrite)?;
        let thing: Thing = request.json()?;
        Ok(respond::ok(&json!({ "name": thing.name, "quantity": thing.quantity })))
    }
}

/// Shows one thing to anybody.
struct Item;

impl HttpFunction for Item {
    async fn start(_world: &AppContext) -> Result<Self, StartError> {
        Ok(Self)
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let id: ProductId = request.path("id")?;
        Ok(respond::ok(&json!({ "id": id })))
    }
}

/// Lists nothing to a buyer.
struct List {
    authenticator: Authenticator,
}

impl HttpFunction for List {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        self.authenticator.require_user(&request)?;
        let query = request.query(&["limit", "cursor"])?;
        Ok(respond::ok(&json!({ "limit": query.limit()? })))
    }
}
