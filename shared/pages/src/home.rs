//! The first page.

use askama::Template;
use domain::catalogue::CategoryNode;

use crate::{
    Card, Shell,
    shell::{Link, links},
};

/// The first page: categories, and what is new.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub struct Home<'a> {
    shell: Shell<'a>,
    tiles: Vec<Link>,
    cards: Vec<Card>,
}

impl<'a> Home<'a> {
    /// The first page of a shop with these categories, and its newest products.
    #[must_use]
    pub fn new(mut shell: Shell<'a>, categories: &[CategoryNode], cards: Vec<Card>) -> Self {
        shell.description = Some(shell.t("welcome-more"));
        Self { shell, tiles: links(categories).collect(), cards }
    }
}
