//! A product as a file says it: several lines, one for each variant, read as one.

use std::collections::{BTreeMap, HashSet};

use domain::{
    catalogue::{
        CatalogueError, FieldRule, Imported, MAX_VARIANTS, OpeningStock, OpeningStocks, ProductChange, ProductDraft,
    },
    kernel::{Digest, ProductId, Sku},
};

use super::{Outcome, notes::Noted};

/// What stands in a file about one product.
#[derive(Debug)]
pub(super) struct Found {
    /// The number of its first line, from 1; a record with several lines counts by its first.
    pub(super) number: u64,
    /// The bytes of the file up to its end.
    pub(super) ends_at: u64,
    /// How many records it has.
    pub(super) rows: u64,
    /// What they say, or each reason why they cannot be a product.
    pub(super) product: Result<Row, Vec<Complaint>>,
    /// What was made of it on the way.
    pub(super) notes: Vec<Noted>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) line: u64,
    pub(super) reason: String,
}

/// A product and the opening stocks of its SKUs.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) change: ProductChange,
    pub(super) openings: OpeningStocks,
}

/// A product as it was written down, before any rule was applied.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) product: ProductDraft,
    /// Of each variant, the line on which it stands and its opening stock.
    pub(super) places: Vec<Place>,
}

/// Where a variant stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) line: u64,
    /// The opening stock as it was written; empty if there is none to book.
    pub(super) stock: String,
}

/// Products that a file has named so far: 16 bytes of each.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<[u8; 16]>);

impl Complaint {
    pub(super) fn new(line: u64, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

impl Seen {
    /// Whether a product is named for the first time.
    pub(super) fn is_first(&mut self, id: &str) -> bool {
        let mut short = [0; 16];
        short.copy_from_slice(&Digest::of(&[id.as_bytes()]).bytes()[..16]);
        self.0.insert(short)
    }
}

impl Draft {
    /// Applies the rules. One bad variant refuses the product; the reasons name each line that is to blame.
    pub(super) fn read(&self, seen: &mut Seen) -> Result<Row, Vec<Complaint>> {
        let first = self.places.first().map_or(0, |place| place.line);
        let one = |error: &CatalogueError| vec![Complaint::new(first, in_words(error))];
        let no_id = |_| CatalogueError::Invalid { member: "id".to_owned(), rule: FieldRule::ProductId };
        let id: ProductId = self.id.parse().map_err(no_id).map_err(|error| one(&error))?;
        let change = self.product.parse(&id).map_err(|error| self.complaints(&id, &error))?;
        let openings = self.openings(&change)?;
        if seen.is_first(&self.id) {
            Ok(Row { change, openings })
        } else {
            Err(vec![Complaint::new(first, format!("{} stands on an earlier line, too", self.id))])
        }
    }

    fn openings(&self, change: &ProductChange) -> Result<OpeningStocks, Vec<Complaint>> {
        let (mut openings, mut complaints) = (OpeningStocks::new(), Vec::new());
        let stocked = change.variants().iter().zip(&self.places).filter(|(_, place)| !place.stock.is_empty());
        for (variant, place) in stocked {
            match place.stock.parse::<OpeningStock>() {
                Ok(stock) => {
                    openings.insert(variant.sku.clone(), stock);
                }
                Err(error) => complaints.push(Complaint::new(place.line, in_words(&error))),
            }
        }
        if complaints.is_empty() { Ok(openings) } else { Err(complaints) }
    }

    /// Who is to blame for a product that was refused: each variant that is wrong by itself, or else the product.
    fn complaints(&self, id: &ProductId, error: &CatalogueError) -> Vec<Complaint> {
        let alone = |(at, place): (usize, &Place)| {
            let variants = self.product.variants.get(at).cloned().into_iter().collect();
            let draft = ProductDraft { variants, ..self.product.clone() };
            let error = draft.parse(id).err().filter(is_the_variants)?;
            Some(Complaint::new(place.line, in_words(&error)))
        };
        let complaints: Vec<Complaint> = self.places.iter().enumerate().filter_map(alone).collect();
        if complaints.is_empty() { vec![self.of_all(error)] } else { complaints }
    }

    /// A rule that no variant breaks by itself.
    fn of_all(&self, error: &CatalogueError) -> Complaint {
        let first = self.places.first().map_or(0, |place| place.line);
        match error {
            CatalogueError::Invalid { member, rule: FieldRule::TooMany(1) } if member == "variants" => {
                let words = format!("{} stands on {} lines, but has no options", self.id, self.places.len());
                Complaint::new(first, words)
            }
            CatalogueError::Invalid { member, rule: FieldRule::TooMany(_) } if member == "variants" => {
                Complaint::new(first, format!("{} has more than {MAX_VARIANTS} variants", self.id))
            }
            CatalogueError::Invalid { member, rule: FieldRule::Unique } if member == "variants" => {
                self.twice().unwrap_or_else(|| Complaint::new(first, in_words(error)))
            }
            _ => Complaint::new(first, in_words(error)),
        }
    }

    /// The second of two variants with the same SKU, or the same values.
    fn twice(&self) -> Option<Complaint> {
        let (mut skus, mut values) = (BTreeMap::new(), BTreeMap::new());
        for (variant, place) in self.product.variants.iter().zip(&self.places) {
            let sku = variant.sku.clone().unwrap_or_else(|| self.id.clone());
            let value = variant.options.join(" / ");
            let earlier = skus.insert(sku.clone(), place.line).map(|line| (format!("the SKU {sku}"), line));
            let earlier =
                earlier.or_else(|| values.insert(value.to_lowercase(), place.line).map(|line| (value.clone(), line)));
            if let Some((what, line)) = earlier {
                return Some(Complaint::new(
                    place.line,
                    format!("{what} is a variant of the same product on line {line}"),
                ));
            }
        }
        None
    }
}

fn is_the_variants(error: &CatalogueError) -> bool {
    matches!(error, CatalogueError::Invalid { member, .. } if member.starts_with("variants/"))
}

/// A broken rule by the name of its column: a file has no members within members.
pub(super) fn in_words(error: &CatalogueError) -> String {
    let CatalogueError::Invalid { member, rule } = error else { return error.to_string() };
    let mut parts = member.rsplit('/');
    let (last, before) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // The first price has columns of its own.
    let price = before.parse::<usize>().ok().filter(|at| *at > 0 && member.contains("/prices/"));
    if let Some(at) = price {
        return format!("prices, entry {at}: {last} {rule}");
    }
    match last.parse::<usize>() {
        // A place in a list, which columns count from 1.
        Ok(at) if member.starts_with("variants/") && before == "options" => format!("value_{} {rule}", at + 1),
        Ok(at) if before == "options" => format!("option_{} {rule}", at + 1),
        Ok(_) => format!("{before} {rule}"),
        Err(_) => format!("{last} {rule}"),
    }
}

impl Row {
    /// What importing this product meant.
    pub(super) fn outcome(&self, imported: Imported) -> Outcome {
        let is_as_said = |(sku, units): (&Sku, &u64)| self.openings.get(sku).is_none_or(|said| said.units() == *units);
        match &imported {
            Imported::Updated { booked } | Imported::Unchanged { booked } if !booked.iter().all(is_as_said) => {
                Outcome::StockKept(imported)
            }
            _ => Outcome::Done(imported),
        }
    }
}
