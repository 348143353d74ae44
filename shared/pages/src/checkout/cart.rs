//! The cart.

use askama::Template;
use domain::kernel::Money;

use super::line::{Line, Row};
use crate::{Shell, price};

/// The page of a cart.
#[derive(Debug, Template)]
#[template(path = "checkout/cart.html")]
pub struct CartPage<'a> {
    shell: Shell<'a>,
    form_token: String,
    rows: Vec<Row>,
    subtotal: Option<String>,
    is_blocked: bool,
    notice: Option<String>,
}

impl<'a> CartPage<'a> {
    /// The page of a cart with these lines. `notice` names a text that is shown above them.
    #[must_use]
    pub fn new(
        shell: Shell<'a>,
        form_token: &str,
        lines: &[Line],
        subtotal: Option<Money>,
        notice: Option<&str>,
    ) -> Self {
        let rows: Vec<Row> = lines.iter().map(|line| Row::new(line, shell.language)).collect();
        Self {
            form_token: form_token.to_owned(),
            is_blocked: rows.iter().any(|row| row.is_blocked),
            subtotal: subtotal.map(|money| price::price(money, shell.language)),
            notice: notice.map(|name| shell.t(name)),
            rows,
            shell,
        }
    }
}
