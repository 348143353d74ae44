//! A list of products: all, or those of a category.

use askama::Template;
use domain::catalogue::{Category, CategoryNode, Sort};

use crate::{
    Card, Shell,
    links::list_href,
    shell::{Link, links},
};

/// A page of a list.
#[derive(Debug, Template)]
#[template(path = "list.html")]
pub struct List<'a> {
    shell: Shell<'a>,
    name: String,
    count: Option<String>,
    trail: Vec<Link>,
    below: Vec<Link>,
    sorts: Vec<SortLink>,
    cards: Vec<Card>,
    next: Option<String>,
}

/// Another order of the list.
#[derive(Debug)]
struct SortLink {
    name: String,
    href: String,
    is_current: bool,
}

impl<'a> List<'a> {
    /// A page of a category, or of all products, in one order. `next` is the cursor of the page after it.
    #[must_use]
    pub fn new(
        mut shell: Shell<'a>,
        tree: &[CategoryNode],
        category: Option<&Category>,
        sort: Sort,
        cards: Vec<Card>,
        next: Option<&str>,
    ) -> Self {
        let path = category.map(|category| path(tree, category)).unwrap_or_default();
        let here = path.last();
        let name = here.map(|node| node.name.clone()).or_else(|| category.map(|category| category.as_str().to_owned()));
        let name = name.unwrap_or_else(|| shell.t("all-products"));
        let count = match category {
            Some(_) => here.map(|node| node.product_count),
            None => Some(tree.iter().map(|node| node.product_count).sum()),
        };
        let count = count.map(|count| shell.language.counted("products", count));
        shell.description =
            Some([Some(name.clone()), count.clone()].into_iter().flatten().collect::<Vec<_>>().join(": "));
        let below = here.map_or(if category.is_none() { tree } else { &[] }, |node| &node.children);
        let sorts = [Sort::Newest, Sort::Price, Sort::Name].map(|other| SortLink {
            name: shell.t(&format!("sort-{}", other.as_str())),
            href: list_href(category, other, None),
            is_current: other == sort,
        });
        Self {
            trail: trail(&path[..path.len().saturating_sub(1)]),
            below: links(below).collect(),
            sorts: sorts.into(),
            next: next.map(|cursor| list_href(category, sort, Some(cursor))),
            shell,
            name,
            count,
            cards,
        }
    }
}

/// The nodes that lead to a category, itself the last. None, if the tree does not have it.
pub(crate) fn path<'t>(tree: &'t [CategoryNode], category: &Category) -> Vec<&'t CategoryNode> {
    let wanted = category.key();
    let mut path = Vec::new();
    let mut level = tree;
    while let Some(node) = level.iter().find(|node| leads_to(node, wanted.as_str())) {
        path.push(node);
        if node.path.key().as_str() == wanted.as_str() {
            return path;
        }
        level = &node.children;
    }
    Vec::new()
}

/// Whether the category of this key is the node's own, or below it.
fn leads_to(node: &CategoryNode, wanted: &str) -> bool {
    let own = node.path.key();
    let rest = wanted.strip_prefix(own.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with('>'))
}

/// Links to nodes.
pub(crate) fn trail(path: &[&CategoryNode]) -> Vec<Link> {
    path.iter().flat_map(|node| links(std::slice::from_ref(*node))).collect()
}
