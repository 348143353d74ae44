//! What Stripe is asked for when an order is paid.

use domain::{kernel::OrderId, orders::Order, payments::PaymentMethodId};

/// The parameters of a call.
pub(super) type Form = Vec<(&'static str, String)>;

/// A new intent for `order`. Methods that send the buyer to another page, such as iDEAL, are offered where the shop has pages to come
/// back to. Source: <https://docs.stripe.com/api/payment_intents/create>.
pub(super) fn new_intent(order: &Order, shop_url: Option<&str>) -> Form {
    let redirects = if shop_url.is_some() { "always" } else { "never" };
    vec![
        ("amount", order.total.amount_minor.to_string()),
        ("currency", order.total.currency.as_str().to_ascii_lowercase()),
        ("automatic_payment_methods[enabled]", "true".to_owned()),
        ("automatic_payment_methods[allow_redirects]", redirects.to_owned()),
        ("metadata[order_id]", order.id.to_string()),
        ("metadata[buyer_id]", order.buyer.to_string()),
    ]
}

/// The payment of an order's intent with `method`. Stripe asks for a `return_url` wherever methods may redirect, whatever the method;
/// with `use_stripe_sdk` a card's owner is still asked in a dialogue by the buyer's browser.
/// Source: <https://docs.stripe.com/api/payment_intents/confirm>.
pub(super) fn confirmation(order: &OrderId, method: &PaymentMethodId, shop_url: Option<&str>) -> Form {
    let mut form = vec![("payment_method", method.as_str().to_owned())];
    if let Some(shop_url) = shop_url {
        form.push(("return_url", format!("{shop_url}/orders/{order}")));
        form.push(("use_stripe_sdk", "true".to_owned()));
    }
    form
}
