//! Every route of the shop: a good request to it, whom it serves, and what must have happened before. A new one is one line.

use domain::accounts::Permission;
use serde_json::Value;

use crate::{Call, Registered, Template, event::sample};

/// Whom a route serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever asks: a token makes no difference, not even a bad one.
    Anybody,
    /// Whoever is logged in, about what is theirs; the path names nobody else's. The status that a stranger gets who asks the same.
    Themselves(u16),
    /// The one buyer whose order it is. To everybody else it does not exist.
    Owner,
    /// Staff whose role has this permission.
    Staff(Permission),
}

/// What must have happened for a request to be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// Somebody has signed up and waits for the code.
    SignUp,
    /// A code for another password is on its way.
    ResetAsked,
    /// A code for another address is on its way.
    MoveAsked,
    /// An order waits to be paid.
    OrderPlaced,
    /// An order is paid.
    OrderPaid,
    /// An order was put aside for a person.
    OrderInReview,
    /// An order is paid, and some of it was shipped.
    OrderShipped,
    /// A merchant wants events sent somewhere.
    WebhookMade,
    /// One was sent there.
    WebhookSent,
}

/// A good request to a route.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// The sample event of the request: `events/<sample>.json`.
    pub sample: &'static str,
    /// Whom it serves.
    pub audience: Audience,
    /// The status with which it serves them.
    pub served: u16,
    /// What must have happened.
    pub before: Before,
    /// Whether the sample's body is left out.
    pub bare: bool,
    /// The status that a guest gets, about what is the guest's own, where those with an account are served about theirs.
    pub guests: Option<u16>,
}

use Audience::{Anybody, Owner, Staff, Themselves};
use Permission::{
    AuditRead, CatalogueRead, CatalogueWrite, CustomersRead, CustomersWrite, OrdersRead, OrdersRefund, OrdersShip,
    SettingsWrite, StaffManage, StockAdjust,
};

/// Every route at least once.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of("sign-up", Anybody, 202),
    Endpoint::of("start-guest", Anybody, 201),
    Endpoint::of("verify-email", Anybody, 200).after(Before::SignUp),
    Endpoint::of("log-in", Anybody, 200),
    Endpoint::of("refresh-session", Anybody, 200),
    Endpoint::of("log-out", Anybody, 204),
    Endpoint::of("log-out", Themselves(204), 204).bare(),
    Endpoint::of("reset-password", Anybody, 202),
    Endpoint::of("reset-password-confirm", Anybody, 200).after(Before::ResetAsked),
    Endpoint::of("change-password", Themselves(204), 204),
    Endpoint::of("change-email", Themselves(202), 202),
    Endpoint::of("change-email-confirm", Themselves(422), 204).after(Before::MoveAsked),
    Endpoint::of("edit-account", Themselves(200), 200),
    Endpoint::of("edit-account-show", Themselves(200), 200),
    Endpoint::of("manage-addresses", Themselves(204), 204),
    Endpoint::of("manage-addresses-list", Themselves(200), 200),
    Endpoint::of("manage-addresses-remove", Themselves(204), 204),
    Endpoint::of("manage-sessions", Themselves(200), 200),
    Endpoint::of("manage-sessions-end", Themselves(204), 204),
    Endpoint::of("manage-sessions-end-all", Themselves(204), 204),
    Endpoint::of("close-account", Themselves(204), 204),
    Endpoint::of("list-products", Anybody, 200),
    Endpoint::of("list-products-categories", Anybody, 200),
    Endpoint::of("search-products", Anybody, 200),
    Endpoint::of("search-products-suggest", Anybody, 200),
    Endpoint::of("get-product", Anybody, 200),
    Endpoint::of("get-image", Anybody, 200),
    Endpoint::of("manage-products", Staff(CatalogueWrite), 200),
    Endpoint::of("manage-products-patch", Staff(CatalogueWrite), 200),
    Endpoint::of("manage-products-images", Staff(CatalogueWrite), 200),
    Endpoint::of("manage-products-list", Staff(CatalogueRead), 200),
    Endpoint::of("manage-products-show", Staff(CatalogueRead), 200),
    Endpoint::of("manage-stock", Staff(StockAdjust), 200),
    Endpoint::of("manage-stock-count", Staff(StockAdjust), 200),
    Endpoint::of("manage-stock-movements", Staff(CatalogueRead), 200),
    Endpoint::of("manage-stock-threshold", Staff(StockAdjust), 200),
    Endpoint::of("manage-stock-low", Staff(CatalogueRead), 200),
    Endpoint::of("quote-order", Anybody, 200),
    Endpoint::of("manage-cart", Themselves(200), 200).for_guests(200),
    Endpoint::of("manage-cart-show", Themselves(200), 200).for_guests(200),
    Endpoint::of("manage-cart-empty", Themselves(204), 204).for_guests(204),
    Endpoint::of("manage-cart-merge", Themselves(200), 200),
    Endpoint::of("place-order", Themselves(201), 201).for_guests(201),
    Endpoint::of("list-orders", Themselves(200), 200).after(Before::OrderPlaced).for_guests(200),
    Endpoint::of("get-order", Owner, 200).after(Before::OrderPlaced),
    Endpoint::of("revoke-order-link", Owner, 204).after(Before::OrderPlaced),
    Endpoint::of("cancel-order", Owner, 200).after(Before::OrderPlaced),
    Endpoint::of("pay-order", Owner, 200).after(Before::OrderPlaced),
    Endpoint::of("order-desk", Staff(OrdersRead), 200).after(Before::OrderPlaced),
    Endpoint::of("order-desk-counts", Staff(OrdersRead), 200).after(Before::OrderPlaced),
    Endpoint::of("order-desk-show", Staff(OrdersRead), 200).after(Before::OrderPlaced),
    Endpoint::of("order-desk-sales", Staff(OrdersRead), 200).after(Before::OrderPaid),
    Endpoint::of("refund-order", Staff(OrdersRefund), 201).after(Before::OrderPaid),
    Endpoint::of("refund-order-decide", Staff(OrdersRefund), 200).after(Before::OrderInReview),
    Endpoint::of("manage-shipments", Staff(OrdersShip), 201).after(Before::OrderPaid),
    Endpoint::of("manage-shipments-delivered", Staff(OrdersShip), 200).after(Before::OrderShipped),
    Endpoint::of("manage-shipments-void", Staff(OrdersShip), 200).after(Before::OrderShipped),
    Endpoint::of("manage-staff", Staff(StaffManage), 200),
    Endpoint::of("manage-staff-revoke", Staff(StaffManage), 204),
    Endpoint::of("manage-staff-list", Staff(StaffManage), 200),
    Endpoint::of("list-audit-log", Staff(AuditRead), 200),
    Endpoint::of("manage-customers", Staff(CustomersRead), 200).after(Before::OrderPlaced),
    Endpoint::of("manage-customers-block", Staff(CustomersWrite), 204),
    Endpoint::of("manage-customers-unblock", Staff(CustomersWrite), 204),
    Endpoint::of("export-account", Themselves(200), 200).after(Before::OrderPaid),
    Endpoint::of("manage-webhooks", Staff(SettingsWrite), 201),
    Endpoint::of("manage-webhooks-list", Staff(SettingsWrite), 200).after(Before::WebhookMade),
    Endpoint::of("manage-webhooks-show", Staff(SettingsWrite), 200).after(Before::WebhookMade),
    Endpoint::of("manage-webhooks-change", Staff(SettingsWrite), 200).after(Before::WebhookMade),
    Endpoint::of("manage-webhooks-rotate", Staff(SettingsWrite), 200).after(Before::WebhookMade),
    Endpoint::of("manage-webhooks-deliveries", Staff(SettingsWrite), 200).after(Before::WebhookSent),
    Endpoint::of("manage-webhooks-redeliver", Staff(SettingsWrite), 202).after(Before::WebhookSent),
    Endpoint::of("manage-webhooks-remove", Staff(SettingsWrite), 204).after(Before::WebhookMade),
    Endpoint::of("manage-settings", Staff(SettingsWrite), 200),
    Endpoint::of("manage-settings-show", Staff(SettingsWrite), 200),
    Endpoint::of("manage-settings-tax", Staff(SettingsWrite), 200),
    Endpoint::of("manage-settings-tax-show", Staff(SettingsWrite), 200),
    Endpoint::of("cancel-order-merchant", Staff(OrdersRefund), 200).after(Before::OrderPlaced),
    // A signature guards this one, whoever brings it.
    Endpoint::of("receive-stripe-event", Anybody, 200).after(Before::OrderPlaced),
    Endpoint::of("describe-api", Anybody, 200),
    Endpoint::of("describe-api-page", Anybody, 200),
    Endpoint::of("describe-api-page-file", Anybody, 200),
    Endpoint::of("recommend-products", Anybody, 200),
    Endpoint::of("recommend-products-me", Themselves(200), 200).after(Before::OrderPaid),
    Endpoint::of("recommend-products-basket", Anybody, 200),
];

impl Endpoint {
    const fn of(sample: &'static str, audience: Audience, served: u16) -> Self {
        Self { sample, audience, served, before: Before::Nothing, bare: false, guests: None }
    }

    const fn after(self, before: Before) -> Self {
        Self { before, ..self }
    }

    const fn for_guests(self, served: u16) -> Self {
        Self { guests: Some(served), ..self }
    }

    const fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    /// The route: `POST /v1/orders/{id}/cancel`.
    #[must_use]
    pub fn route(&self) -> String {
        sample(self.sample)["routeKey"].as_str().expect("a route").to_owned()
    }

    /// The function behind it.
    #[must_use]
    pub fn function(&self) -> &'static str {
        Registered::of_sample(self.sample).name
    }

    /// The sample, without a token.
    pub fn call(&self) -> Call {
        let call = Call::sample(self.sample);
        if self.bare { call.no_body() } else { call }
    }

    /// What a role of staff must be allowed to be served; none where others than staff are.
    #[must_use]
    pub fn permission(&self) -> Option<Permission> {
        match self.audience {
            Audience::Staff(permission) => Some(permission),
            Audience::Anybody | Audience::Themselves(_) | Audience::Owner => None,
        }
    }

    /// Whether nobody comes in without a token.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        self.audience != Anybody
    }
}

/// The functions that show pages to people. What they serve is no part of the API: the description leaves it out.
pub const PAGES: &[&str] = &["show-shop", "show-account", "check-out", "show-desk"];

/// Every route of the API that the template declares.
#[must_use]
pub fn declared_routes() -> Vec<String> {
    let functions = Template::deployed().functions();
    let routes = functions.iter().filter(|function| !PAGES.contains(&function.name.as_str()));
    let routes = routes.flat_map(|function| Template::triggers(function, "HttpApi"));
    routes.map(|route: &Value| Template::route_key(route)).collect()
}
