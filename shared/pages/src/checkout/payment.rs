//! The page on which an order is paid: Stripe's Payment Element, mounted by `pay.js`.

use askama::Template;

use super::{address::address_lines, form::TotalRows, line::Row, order::OrderFacts};
use crate::{Shell, assets};

/// The page of a payment.
#[derive(Debug, Template)]
#[template(path = "checkout/payment.html")]
pub struct PaymentPage<'a> {
    shell: Shell<'a>,
    number: String,
    address: Vec<String>,
    rows: Vec<Row>,
    totals: TotalRows,
    held: Option<String>,
    /// What `pay.js` reads.
    script: String,
    stripe_script: String,
    publishable_key: String,
    client_secret: String,
    return_path: String,
}

/// What the browser needs to pay through Stripe.
#[derive(Clone, Copy, Debug)]
pub struct StripeKeys<'k> {
    /// Where Stripe's script is.
    pub script: &'k str,
    /// The shop's key for browsers: it can do nothing but pay.
    pub publishable: &'k str,
    /// The secret of the payment intent.
    pub client_secret: &'k str,
}

impl<'a> PaymentPage<'a> {
    /// The page on which `order` is paid.
    #[must_use]
    pub fn new(shell: Shell<'a>, order: &OrderFacts, keys: StripeKeys<'_>) -> Self {
        let language = shell.language;
        Self {
            number: order.number.clone(),
            address: address_lines(&order.address, language),
            rows: order.lines.iter().map(|line| Row::new(line, language)).collect(),
            totals: TotalRows::new(&order.totals, &shell),
            held: order.minutes_left.map(|minutes| language.counted("held-for", minutes)),
            script: assets::PAY.file_name(),
            stripe_script: keys.script.to_owned(),
            publishable_key: keys.publishable.to_owned(),
            client_secret: keys.client_secret.to_owned(),
            return_path: format!("/orders/{}?from=payment", order.id),
            shell,
        }
    }
}
