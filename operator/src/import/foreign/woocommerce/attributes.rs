//! Attributes of a `WooCommerce` product, and what of them its variations choose.

use super::super::sheet::Cells;

/// The most attributes that a file has columns for, as far as they are read.
const MAX_ATTRIBUTES: usize = 50;

/// An attribute with all of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) values: Vec<String>,
}

/// The parts of a list; a comma that belongs to a part has a backslash before it.
pub(super) fn items(list: &str) -> impl Iterator<Item = String> {
    let parts: Vec<String> = list.replace("\\,", "\0").split(',').map(|part| part.replace('\0', ",")).collect();
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
}

/// The attributes of a line.
pub(super) fn attributes(row: &Cells) -> Vec<Attribute> {
    let numbered = (1..=MAX_ATTRIBUTES).map(|n| {
        let [name, values] = [format!("attribute {n} name"), format!("attribute {n} value(s)")];
        Attribute { name: row.get(&[&name]).to_owned(), values: items(row.get(&[&values])).collect() }
    });
    numbered.filter(|attribute| !attribute.name.is_empty()).collect()
}

/// What the product is chosen by: the attributes that its variations name, in the product's own order.
pub(super) fn options(of_parent: &[Attribute], children: &[&Cells]) -> Vec<String> {
    let of_children: Vec<Attribute> = children.iter().flat_map(|child| attributes(child)).collect();
    let is_named = |name: &String| of_children.iter().any(|attribute| attribute.name == *name);
    let mut options: Vec<String> = of_parent.iter().map(|attribute| attribute.name.clone()).filter(is_named).collect();
    for attribute in &of_children {
        if !options.contains(&attribute.name) {
            options.push(attribute.name.clone());
        }
    }
    options
}

/// The values of each variant that a variation stands for, and those of them that it leaves open: one that says no value for an
/// option stands for all that its product names. Empty if there are none.
pub(super) fn combinations(
    child: &Cells,
    options: &[String],
    of_parent: &[Attribute],
) -> Vec<(Vec<String>, Vec<String>)> {
    let of_child = attributes(child);
    let of = |all: &[Attribute], name: &String| -> Vec<String> {
        all.iter().find(|attribute| attribute.name == *name).map(|found| found.values.clone()).unwrap_or_default()
    };
    let mut combinations = vec![(Vec::new(), Vec::new())];
    for option in options {
        let said = of(&of_child, option);
        let is_open = said.is_empty();
        let values = if is_open { of(of_parent, option) } else { said };
        let with = |(values, open): &(Vec<String>, Vec<String>), value: &String| {
            let opened = is_open.then(|| value.clone());
            let joined = values.iter().chain([value]).cloned().collect();
            (joined, open.iter().cloned().chain(opened).collect())
        };
        combinations =
            combinations.iter().flat_map(|before| values.iter().map(move |value| with(before, value))).collect();
    }
    combinations
}
