//! What all pages have in common.

use std::sync::LazyLock;

use domain::catalogue::CategoryNode;

use crate::{
    Language,
    assets::{ICON, STYLE},
    links::category_href,
};

/// The files that each page loads.
static FILES: LazyLock<[String; 2]> = LazyLock::new(|| [STYLE, ICON].map(|asset| asset.file_name()));

/// Categories in the head; the others are on the first page.
const CATEGORIES: usize = 8;

/// The frame of a page.
#[derive(Debug)]
pub struct Shell<'a> {
    /// The language that it is in.
    pub language: &'a Language,
    /// What the shop is called.
    pub shop: &'a str,
    /// What the page is about, for search engines and previews.
    pub description: Option<String>,
    /// The one address of what it shows, where that is known.
    pub canonical: Option<String>,
    /// What is searched for; empty elsewhere.
    pub search: String,
    /// The path that was asked for, with what matters of its query.
    pub(crate) at: String,
    pub(crate) categories: Vec<Link>,
    /// The file of the style sheet.
    pub(crate) style: &'static str,
    /// The file of the icon.
    pub(crate) icon: &'static str,
}

/// Somewhere to go.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) href: String,
    /// How much is there; empty if that is not told.
    pub(crate) count: String,
}

impl<'a> Shell<'a> {
    /// The frame of the page at `at`, in a shop with these categories.
    #[must_use]
    pub fn new(language: &'a Language, shop: &'a str, at: String, categories: &[CategoryNode]) -> Self {
        let categories = links(categories).take(CATEGORIES).collect();
        Self {
            language,
            shop,
            at,
            categories,
            description: None,
            canonical: None,
            search: String::new(),
            style: &FILES[0],
            icon: &FILES[1],
        }
    }

    /// A text.
    pub(crate) fn t(&self, name: &str) -> String {
        self.language.text(name)
    }
}

/// Where categories are that have something for sale.
pub(crate) fn links(categories: &[CategoryNode]) -> impl Iterator<Item = Link> + '_ {
    let selling = categories.iter().filter(|category| category.product_count > 0);
    selling.map(|category| Link {
        name: category.name.clone(),
        href: category_href(&category.path),
        count: category.product_count.to_string(),
    })
}
