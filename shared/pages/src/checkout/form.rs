//! The checkout: contact and address, with what will be paid beside them.

use std::collections::BTreeMap;

use askama::Template;
use domain::kernel::Money;

use super::{
    countries::{Country, countries},
    line::{Line, Row},
};
use crate::{Shell, price};

/// A field: its name, what a browser fills it with, its longest text, and whether it must be filled in.
type Field = (&'static str, &'static str, u16, bool);

/// The fields of the form. `email` is asked of guests alone; the others make the address.
pub const FIELDS: [Field; 9] = [
    ("email", "email", 254, true),
    ("name", "shipping name", 100, true),
    ("line1", "shipping address-line1", 200, true),
    ("line2", "shipping address-line2", 200, false),
    ("postal_code", "shipping postal-code", 20, false),
    ("city", "shipping address-level2", 100, false),
    ("region", "shipping address-level1", 100, false),
    ("country", "shipping country", 2, true),
    ("phone", "shipping tel", 32, false),
];

/// The fields that may be left out in every country. Which of the others a country needs, the API tells.
const OPTIONAL: [&str; 3] = ["line2", "region", "phone"];

/// What was filled in, and which of it is wrong.
#[derive(Debug, Default)]
pub struct CheckoutFields {
    /// The text of each field by its name.
    pub values: BTreeMap<&'static str, String>,
    /// The names of the fields that are wrong.
    pub wrong: Vec<&'static str>,
}

/// What is paid.
#[derive(Debug, Default)]
pub struct Totals {
    /// All lines.
    pub subtotal: Option<Money>,
    /// What comes to it or goes off it: the name of a text, and how much; `true` if it goes off.
    pub parts: Vec<(&'static str, Money, bool)>,
    /// All of it.
    pub total: Option<Money>,
}

/// A field as the page shows it.
#[derive(Debug)]
pub(crate) struct FieldView {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) autocomplete: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) most: u16,
    pub(crate) is_required: bool,
    pub(crate) is_optional: bool,
    pub(crate) value: String,
    pub(crate) error: Option<String>,
    pub(crate) has_focus: bool,
}

/// The page of the checkout.
#[derive(Debug, Template)]
#[template(path = "checkout/checkout.html")]
pub struct CheckoutPage<'a> {
    shell: Shell<'a>,
    form_token: String,
    key: String,
    currency: String,
    total_minor: u64,
    email: Option<FieldView>,
    address: Vec<FieldView>,
    countries: Vec<Country>,
    rows: Vec<Row>,
    is_blocked: bool,
    totals: TotalRows,
    notice: Option<String>,
    order_href: Option<String>,
}

/// What is paid, in words.
#[derive(Debug, Default)]
pub(crate) struct TotalRows {
    pub(crate) subtotal: Option<String>,
    pub(crate) parts: Vec<(String, String)>,
    pub(crate) total: Option<String>,
}

/// What a checkout page is made of beside its lines.
#[derive(Debug, Default)]
pub struct CheckoutForm<'f> {
    /// The token of forms.
    pub form_token: &'f str,
    /// The key under which this form places one order, however often it is sent.
    pub key: &'f str,
    /// The currency of the prices.
    pub currency: &'f str,
    /// Whether the buyer is a guest, who says where the receipt goes.
    pub is_guest: bool,
    /// The name of a text above the form.
    pub notice: Option<&'f str>,
    /// An order that the form placed before.
    pub order_href: Option<String>,
}

impl<'a> CheckoutPage<'a> {
    /// The checkout of these lines.
    #[must_use]
    pub fn new(
        shell: Shell<'a>,
        form: CheckoutForm<'_>,
        fields: &CheckoutFields,
        lines: &[Line],
        totals: &Totals,
    ) -> Self {
        let rows: Vec<Row> = lines.iter().map(|line| Row::new(line, shell.language)).collect();
        let mut views = FIELDS.iter().map(|field| FieldView::new(field, fields, &shell));
        let email = views.next().filter(|_| form.is_guest);
        let mut address: Vec<FieldView> = views.collect();
        let is_email_wrong = email.as_ref().is_some_and(|email| email.error.is_some());
        if let Some(first) = address.iter_mut().find(|view| view.error.is_some()).filter(|_| !is_email_wrong) {
            first.has_focus = true;
        }
        Self {
            form_token: form.form_token.to_owned(),
            key: form.key.to_owned(),
            currency: form.currency.to_owned(),
            total_minor: totals.total.map_or(0, |money| money.amount_minor),
            email: email.map(|email| FieldView { has_focus: email.error.is_some(), ..email }),
            countries: countries(shell.language, fields.values.get("country").map_or("", String::as_str)),
            is_blocked: rows.iter().any(|row| row.is_blocked),
            totals: TotalRows::new(totals, &shell),
            notice: form.notice.map(|name| shell.t(name)),
            order_href: form.order_href,
            address,
            rows,
            shell,
        }
    }
}

impl FieldView {
    fn new(&(name, autocomplete, most, is_required): &Field, fields: &CheckoutFields, shell: &Shell<'_>) -> Self {
        let value = fields.values.get(name).cloned().unwrap_or_default();
        let is_wrong = fields.wrong.contains(&name);
        let words = match name {
            _ if value.is_empty() => "field-missing",
            "email" => "wrong-email",
            "phone" => "wrong-phone",
            _ => "wrong-field",
        };
        Self {
            name,
            autocomplete,
            most,
            is_required,
            is_optional: OPTIONAL.contains(&name),
            label: shell.t(&format!("field-{name}")),
            kind: match name {
                "email" => "email",
                "phone" => "tel",
                _ => "text",
            },
            error: is_wrong.then(|| shell.t(words)),
            has_focus: false,
            value,
        }
    }
}

impl TotalRows {
    pub(crate) fn new(totals: &Totals, shell: &Shell<'_>) -> Self {
        let written = |money: Money| price::price(money, shell.language);
        let part = |&(name, money, is_off): &(&'static str, Money, bool)| {
            (shell.t(name), if is_off { format!("−{}", written(money)) } else { written(money) })
        };
        Self {
            subtotal: totals.subtotal.map(written),
            parts: totals.parts.iter().map(part).collect(),
            total: totals.total.map(written),
        }
    }
}
