//! The tree of categories, with how many products are on sale in each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Category, CategoryKey, Slug};

/// How many active products are in one category itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryCount {
    /// The category, as a product writes it.
    pub category: Category,
    /// The products.
    pub products: u64,
}

/// A category of the tree, with those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CategoryNode {
    /// Its own name: the last one of its path.
    pub name: String,
    /// The path that leads to it, which lists take.
    pub path: Category,
    /// How it is called in an address. It need not be unique.
    pub slug: Slug,
    /// The active products of it and of all categories below it: as many as its list has.
    pub product_count: u64,
    /// Those that are in it and in none below it.
    pub own_product_count: u64,
    /// The categories right below it, by name.
    pub children: Vec<CategoryNode>,
}

/// What is known of a category while the tree is made.
#[derive(Debug)]
struct Gathered {
    path: Category,
    own: u64,
    all: u64,
}

/// The categories at the top, by name, with all that are below them. A category without a product on sale is left out, and is
/// written as most of its products write it.
#[must_use]
pub fn category_tree(counts: Vec<CategoryCount>) -> Vec<CategoryNode> {
    let mut counts: Vec<CategoryCount> = counts.into_iter().filter(|count| count.products > 0).collect();
    counts.sort_by_cached_key(|CategoryCount { category, products }| {
        (category.names().count(), std::cmp::Reverse(*products), category.as_str().to_owned())
    });
    let mut gathered: BTreeMap<Vec<String>, Gathered> = BTreeMap::new();
    for CategoryCount { category, products } in counts {
        for path in category.lineage() {
            let node = gathered.entry(place(&path.key()));
            node.or_insert(Gathered { path, own: 0, all: 0 }).all += products;
        }
        if let Some(node) = gathered.get_mut(&place(&category.key())) {
            node.own += products;
        }
    }
    below(&[], &gathered)
}

/// A category's place in the tree: the keys of the names that lead to it.
fn place(key: &CategoryKey) -> Vec<String> {
    key.as_str().split(" > ").map(str::to_owned).collect()
}

/// The categories right below `place`. Paths are at most four names long, so this goes four deep.
fn below(above: &[String], gathered: &BTreeMap<Vec<String>, Gathered>) -> Vec<CategoryNode> {
    let descendants = gathered.range(above.to_vec()..).take_while(|(place, _)| place.starts_with(above));
    let children = descendants.filter(|(place, _)| place.len() == above.len() + 1);
    let node = |(place, Gathered { path, own, all }): (&Vec<String>, &Gathered)| {
        let name = path.names().last().unwrap_or_default().to_owned();
        CategoryNode {
            slug: Slug::of_category(&name),
            name,
            path: path.clone(),
            product_count: *all,
            own_product_count: *own,
            children: below(place, gathered),
        }
    };
    children.map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(counts: &[(&str, u64)]) -> Vec<String> {
        let count = |(path, products): &(&str, u64)| CategoryCount {
            category: Category::parse(path).expect("a category"),
            products: *products,
        };
        let mut lines = Vec::new();
        write(&category_tree(counts.iter().map(count).collect()), &mut lines);
        lines
    }

    fn write(nodes: &[CategoryNode], lines: &mut Vec<String>) {
        for node in nodes {
            let (path, slug) = (node.path.as_str(), &node.slug);
            lines.push(format!("{path} ({slug}): {} {}", node.own_product_count, node.product_count));
            assert!(path.ends_with(&node.name), "{path}");
            write(&node.children, lines);
        }
    }

    #[test]
    fn each_category_counts_its_own_products_and_those_below_it() {
        let counts = [("Food > Dairy > Cheese", 3), ("Tea", 2), ("Food > Dairy", 1), ("Food > Bread", 4)];
        let lines = [
            "Food (food): 0 8",
            "Food > Bread (bread): 4 4",
            "Food > Dairy (dairy): 1 4",
            "Food > Dairy > Cheese (cheese): 3 3",
            "Tea (tea): 2 2",
        ];
        assert_eq!(tree(&counts), lines);
    }

    #[test]
    fn one_category_in_several_spellings_is_one_and_has_that_of_most() {
        let counts = [("FOOD", 1), ("Food", 2), ("food > dairy", 5), ("FOOD > Dairy", 4)];
        assert_eq!(tree(&counts), ["Food (food): 3 12", "food > dairy (dairy): 9 9"]);
    }

    #[test]
    fn names_that_begin_alike_are_apart_and_what_is_empty_is_left_out() {
        let counts = [("Tea", 1), ("Tea Pots > Iron", 1), ("Tea > Green", 1), ("Teas", 1), ("Cake > Old", 0)];
        let paths: Vec<String> =
            tree(&counts).iter().map(|line| line.split(" (").next().unwrap_or("").to_owned()).collect();
        assert_eq!(paths, ["Tea", "Tea > Green", "Tea Pots", "Tea Pots > Iron", "Teas"]);
        assert_eq!(tree(&[]), Vec::<String>::new());
    }
}
