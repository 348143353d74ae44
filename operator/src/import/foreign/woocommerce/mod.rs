//! `WooCommerce`'s product export: simple products, and variable ones whose variations stand anywhere in the file and name their
//! parent. So the file is read whole.
//!
//! Source: <https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema>, read in November 2026. The names of the
//! columns are those of an export in English.

mod attributes;

use std::collections::{HashMap, HashSet};

use self::attributes::{Attribute, attributes, combinations, items, options};
use super::{
    Terms,
    assembly::{Assembly, ForeignVariant},
    money::grams,
    sheet::{Cells, Sheet},
};
use crate::import::{
    notes::Note,
    product::{Complaint, Found, Seen},
};

/// Before the unit in the name of the column of weights.
const WEIGHT: &str = "weight (";

/// The products of the file, in the order in which their own lines stand in it; then the lines that belong to none.
pub(super) fn products(sheet: Sheet, terms: &Terms) -> Result<impl Iterator<Item = Found> + use<>, String> {
    let needed = sheet.needs(&[&["type"], &["name"], &["regular price"]]);
    needed.map_err(|reason| format!("{reason}; the export has to be in English"))?;
    let unit = sheet.names().find_map(|name| name.strip_prefix(WEIGHT)?.strip_suffix(')').map(str::to_owned));
    let rows: Vec<Cells> = sheet.collect();
    let export = Export { terms, unit, families: families(&rows) };
    let mut seen = Seen::default();
    let own = rows.iter().filter(|row| !is_variation(row)).map(|row| export.product(row, &mut seen));
    let mut found: Vec<Found> = own.collect();
    let parents: HashSet<String> = rows.iter().filter(|row| is_of(row, "variable")).flat_map(names).collect();
    let is_orphan = |row: &&Cells| is_variation(row) && !parents.contains(row.get(&["parent"]));
    found.extend(rows.iter().filter(is_orphan).map(orphan));
    Ok(found.into_iter())
}

struct Export<'a> {
    terms: &'a Terms,
    /// The unit of weights.
    unit: Option<String>,
    /// The variations by what they call their parent.
    families: HashMap<&'a str, Vec<&'a Cells>>,
}

/// Variations by the text in their column `Parent`.
fn families(rows: &[Cells]) -> HashMap<&str, Vec<&Cells>> {
    let mut families: HashMap<&str, Vec<&Cells>> = HashMap::new();
    for row in rows.iter().filter(|row| is_variation(row)) {
        families.entry(row.get(&["parent"])).or_default().push(row);
    }
    families
}

/// A line can have several kinds, such as `simple, downloadable, virtual`.
fn is_of(row: &Cells, kind: &str) -> bool {
    row.get(&["type"]).split(',').any(|part| part.trim().eq_ignore_ascii_case(kind))
}

fn is_variation(row: &Cells) -> bool {
    is_of(row, "variation")
}

fn orphan(row: &Cells) -> Found {
    let parent = row.get(&["parent"]);
    let reason = row.broken.clone().unwrap_or_else(|| format!("its parent {parent:?} is not in the file"));
    let product = Err(vec![Complaint::new(row.number, reason)]);
    Found { number: row.number, ends_at: row.ends_at, rows: 1, product, notes: Vec::new() }
}

/// What variations may call a product: `id:12`, or its SKU.
fn names(row: &Cells) -> impl Iterator<Item = String> {
    let id = Some(row.get(&["id"])).filter(|id| !id.is_empty()).map(|id| format!("id:{id}"));
    let sku = Some(row.get(&["sku"])).filter(|sku| !sku.is_empty()).map(str::to_owned);
    id.into_iter().chain(sku)
}

impl Export<'_> {
    fn product(&self, row: &Cells, seen: &mut Seen) -> Found {
        let (sku, number, name) = (row.get(&["sku"]), row.get(&["id"]), row.get(&["name"]));
        let id = match (sku, number) {
            ("", "") => name.to_lowercase(),
            ("", number) => format!("wc-{number}"),
            (sku, _) => sku.to_owned(),
        };
        let mut product = Assembly::new(self.terms, row.number, &id);
        if let Some(reason) = &row.broken {
            product.complain(row.number, reason.as_str());
            return product.found(1, row.ends_at, seen);
        }
        product.name(name);
        product.description(&description(row));
        Self::shelve(&mut product, row);
        product.images(row.number, items(row.get(&["images"])).count());
        if is_of(row, "downloadable") {
            product.note(Note::Download, row.number);
        }
        if is_of(row, "variable") {
            return self.variable(product, row, seen);
        }
        if is_of(row, "simple") {
            for attribute in attributes(row) {
                product.attribute(&attribute.name, &attribute.values.join(", "));
            }
            self.variant(&mut product, row, sku, &[]);
        } else {
            product.complain(row.number, format!("a product of the type {:?} has no place here", row.get(&["type"])));
        }
        product.found(1, row.ends_at, seen)
    }

    /// Category, state and tax class.
    fn shelve(product: &mut Assembly<'_>, row: &Cells) {
        // A product is often in a category and in those above it as well: the first of the deepest says most.
        let categories: Vec<String> = items(row.get(&["categories"])).collect();
        let deepest = categories.iter().rev().max_by_key(|category| category.split('>').count());
        product.category(deepest.map_or("", String::as_str));
        if let Some(deepest) = deepest
            && categories.iter().any(|category| !is_at_or_above(category, deepest))
        {
            product.note(Note::OtherCategories, row.number);
        }
        product.state(match row.get(&["published"]) {
            "" => None,
            "1" => Some("active"),
            _ => Some("draft"),
        });
        product.tax_class(row.get(&["tax class"]));
        product.attribute("Brand", row.get(&["brands"]));
    }

    fn variable(&self, mut product: Assembly<'_>, row: &Cells, seen: &mut Seen) -> Found {
        let children = names(row).filter_map(|name| self.families.get(name.as_str()));
        let children: Vec<&Cells> = children.flatten().copied().collect();
        let all = attributes(row);
        let options = options(&all, &children);
        product.options(&options);
        for attribute in all.iter().filter(|attribute| !options.contains(&attribute.name)) {
            product.attribute(&attribute.name, &attribute.values.join(", "));
        }
        for child in &children {
            product.images(child.number, items(child.get(&["images"])).count());
            match &child.broken {
                Some(reason) => product.complain(child.number, reason.as_str()),
                None => self.variation(&mut product, child, &options, &all),
            }
        }
        if children.is_empty() {
            product.complain(row.number, "it has no variations");
        }
        let ends_at = children.iter().map(|child| child.ends_at).fold(row.ends_at, u64::max);
        let rows = u64::try_from(children.len() + 1).unwrap_or_default();
        product.found(rows, ends_at, seen)
    }

    /// A variation, which is several variants if it leaves an option open.
    fn variation(&self, product: &mut Assembly<'_>, child: &Cells, options: &[String], of_parent: &[Attribute]) {
        let combinations = combinations(child, options, of_parent);
        if combinations.is_empty() {
            product.complain(child.number, "it leaves open an option of which the product names no values");
        }
        let is_open = combinations.len() > 1;
        for (values, chosen) in &combinations {
            let sku = child.get(&["sku"]);
            let sku = if sku.is_empty() || !is_open { sku.to_owned() } else { format!("{sku}-{}", chosen.join("-")) };
            self.variant(product, child, &sku, values);
        }
    }

    fn variant(&self, product: &mut Assembly<'_>, row: &Cells, sku: &str, values: &[String]) {
        let [regular, sale] = [row.get(&["regular price"]), row.get(&["sale price"])];
        let has_dates =
            ["date sale price starts", "date sale price ends"].iter().any(|date| !row.get(&[*date]).is_empty());
        if has_dates && !sale.is_empty() {
            product.note(Note::DatedSale, row.number);
        }
        let (price, compare_at) = if sale.is_empty() || has_dates { (regular, "") } else { (sale, regular) };
        let weight = row.beginning(WEIGHT);
        let is_shared = row.get(&["stock"]).eq_ignore_ascii_case("parent") || is_open_stock(row, sku);
        if is_shared {
            product.note(Note::SharedStock, row.number);
        }
        let stock = match row.get(&["stock"]) {
            _ if is_shared => "",
            "" if row.get(&["in stock?"]) == "0" => "0",
            stock => stock,
        };
        product.variant(&ForeignVariant {
            line: row.number,
            sku,
            values: values.to_vec(),
            price,
            compare_at,
            grams: self.unit.as_deref().and_then(|unit| grams(weight, unit)),
            stock,
        });
    }
}

/// Whether several variants were made of this line, which has one stock for all of them.
fn is_open_stock(row: &Cells, sku: &str) -> bool {
    is_variation(row) && !row.get(&["stock"]).is_empty() && sku != row.get(&["sku"])
}

/// Both descriptions, the short one first. The export writes a line break as `\n`, and a page shows it as one.
fn description(row: &Cells) -> String {
    let texts = [row.get(&["short description"]), row.get(&["description"])].map(|text| {
        let text = text.replace("\\n", "\n");
        if text.contains('<') && !text.contains("<p") { text.replace('\n', "<br>") } else { text }
    });
    let [short, long] = texts;
    match (short.is_empty(), long.is_empty()) {
        (false, false) if short.contains('<') || long.contains('<') => format!("<p>{short}</p><p>{long}</p>"),
        (false, false) => format!("{short}\n\n{long}"),
        _ => short + &long,
    }
}

/// Whether a category is the other one, or one above it.
fn is_at_or_above(category: &str, other: &str) -> bool {
    let names = |path: &str| path.split('>').map(|name| name.trim().to_owned()).collect::<Vec<String>>();
    names(other).starts_with(&names(category))
}

#[cfg(test)]
mod tests;
