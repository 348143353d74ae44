//! A product put together from what another shop says about it.

use std::collections::BTreeMap;

use domain::{
    catalogue::{MAX_CATEGORY_DEPTH, MAX_VARIANTS, PriceDraft, TaxClass, VariantDraft},
    kernel::Text,
};

use super::{
    Terms,
    money::minor,
    names::{allowed, made_sku},
    plain_text::{plain_text, without_invisible},
};
use crate::import::{
    notes::{Note, Noted},
    product::{Complaint, Draft, Found, Place, Seen},
};

/// The longest description.
const MAX_DESCRIPTION: usize = 4_000;
/// The most attributes of a product.
const MAX_ATTRIBUTES: usize = 50;

/// A product that is being put together.
pub(super) struct Assembly<'a> {
    terms: &'a Terms,
    line: u64,
    draft: Draft,
    complaints: Vec<Complaint>,
    notes: Vec<Noted>,
    attributes: BTreeMap<String, String>,
}

/// What a shop says about a variant.
#[derive(Clone, Debug, Default)]
pub(super) struct ForeignVariant<'a> {
    pub(super) line: u64,
    /// Empty if there is none.
    pub(super) sku: &'a str,
    pub(super) values: Vec<String>,
    /// In major units.
    pub(super) price: &'a str,
    /// In major units; empty or 0 if there is none.
    pub(super) compare_at: &'a str,
    pub(super) grams: Option<u64>,
    /// A whole number; empty if nobody counts.
    pub(super) stock: &'a str,
}

impl<'a> Assembly<'a> {
    /// A product that begins on `line` and is called `id` in the other shop.
    pub(super) fn new(terms: &'a Terms, line: u64, id: &str) -> Self {
        let mapped = allowed(id);
        let mut notes = Vec::new();
        if mapped != id {
            notes.push(Noted::new(Note::IdMapped, line, format!("{id:?} is now {mapped}")));
        }
        let draft = Draft { id: mapped, ..Draft::default() };
        Self { terms, line, draft, complaints: Vec::new(), notes, attributes: BTreeMap::new() }
    }

    pub(super) fn complain(&mut self, line: u64, reason: impl Into<String>) {
        self.complaints.push(Complaint::new(line, reason));
    }

    pub(super) fn note(&mut self, note: Note, line: u64) {
        self.notes.push(Noted::new(note, line, ""));
    }

    /// So many images that a line names.
    pub(super) fn images(&mut self, line: u64, count: usize) {
        self.notes.extend(std::iter::repeat_n(Noted::new(Note::Image, line, ""), count));
    }

    pub(super) fn name(&mut self, name: &str) {
        self.draft.product.name = self.seen_text(self.line, name);
    }

    /// A description in HTML.
    pub(super) fn description(&mut self, html: &str) {
        match plain_text(html) {
            Ok(text) => {
                let text = self.seen_text(self.line, &text);
                self.draft.product.description = self.cut(text);
            }
            Err(reason) => self.complain(self.line, reason),
        }
    }

    /// The category; if it is empty, that which the operator names.
    pub(super) fn category(&mut self, category: &str) {
        let category = self.seen_text(self.line, category);
        // As the path is written here, if it is one: what is too deep is put where it can be.
        let names: Vec<&str> = category.split('>').map(str::trim).filter(|name| !name.is_empty()).collect();
        if names.len() > MAX_CATEGORY_DEPTH {
            self.note(Note::DeepCategory, self.line);
        }
        self.draft.product.category = names.get(..MAX_CATEGORY_DEPTH).unwrap_or(&names).join(" > ");
        if self.draft.product.category.is_empty() {
            self.draft.product.category.clone_from(&self.terms.category);
            self.note(Note::NoCategory, self.line);
        }
    }

    /// The state; none if the file does not say it.
    pub(super) fn state(&mut self, state: Option<&str>) {
        self.draft.product.state = state.map(str::to_owned);
    }

    /// The name of a tax class, if there is one.
    pub(super) fn tax_class(&mut self, class: &str) {
        let class = class.to_lowercase();
        if class.parse::<TaxClass>().is_ok() {
            self.draft.product.tax_class = Some(class);
        } else if !class.is_empty() {
            self.note(Note::TaxClass, self.line);
        }
    }

    /// What is on show beside the description.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        let (name, value) = (self.seen_text(self.line, name), self.seen_text(self.line, value));
        let fits = Text::<50>::parse(&name).is_ok() && Text::<200>::parse(&value).is_ok();
        if fits && self.attributes.len() < MAX_ATTRIBUTES {
            self.attributes.entry(name).or_insert(value);
        } else {
            self.note(Note::Attribute, self.line);
        }
    }

    /// What the product is chosen by.
    pub(super) fn options(&mut self, names: &[String]) {
        self.draft.product.options = names.iter().map(|name| self.seen_text(self.line, name)).collect();
    }

    /// One more variant.
    pub(super) fn variant(&mut self, variant: &ForeignVariant<'_>) {
        let line = variant.line;
        let prices = match self.price(variant) {
            Ok(price) => vec![price],
            Err(reason) => {
                self.complain(line, reason);
                return;
            }
        };
        // More than can be in a product are not kept.
        if self.draft.product.variants.len() > MAX_VARIANTS {
            return;
        }
        let draft = VariantDraft {
            sku: self.sku(variant),
            options: variant.values.iter().map(|value| self.seen_text(line, value)).collect(),
            prices,
            weight_grams: variant.grams.filter(|grams| *grams > 0).map(|grams| grams.to_string()),
        };
        self.draft.product.variants.push(draft);
        let stock = self.stock(variant);
        self.draft.places.push(Place { line, stock });
    }

    fn price(&mut self, variant: &ForeignVariant<'_>) -> Result<PriceDraft, String> {
        let currency = self.terms.currency;
        let price_minor = minor(variant.price, currency)?;
        if price_minor == "0" {
            return Err("the price is 0: nothing is given away here".to_owned());
        }
        let compared = if variant.compare_at.is_empty() { None } else { Some(minor(variant.compare_at, currency)?) };
        let compared = compared.filter(|amount| amount != "0");
        let number = |digits: &str| digits.parse::<u64>().unwrap_or(u64::MAX);
        let is_above = compared.as_deref().is_none_or(|amount| number(amount) > number(&price_minor));
        if !is_above {
            self.note(Note::CompareAt, variant.line);
        }
        let compare_at_minor = compared.filter(|_| is_above);
        Ok(PriceDraft { currency: currency.to_string(), price_minor, compare_at_minor })
    }

    /// The SKU. A product without options that has none is called like the product.
    fn sku(&mut self, variant: &ForeignVariant<'_>) -> Option<String> {
        let ForeignVariant { line, sku, values, .. } = variant;
        if sku.is_empty() {
            let made = (!values.is_empty()).then(|| made_sku(&self.draft.id, values));
            let detail = made.clone().unwrap_or_else(|| self.draft.id.clone());
            self.notes.push(Noted::new(Note::SkuMade, *line, detail));
            return made;
        }
        let mapped = allowed(sku);
        if mapped != *sku {
            self.notes.push(Noted::new(Note::SkuMapped, *line, format!("{sku:?} is now {mapped}")));
        }
        Some(mapped)
    }

    /// The opening stock, empty if there is none to book.
    fn stock(&mut self, variant: &ForeignVariant<'_>) -> String {
        // Some write 12.0.
        let stock = variant.stock.strip_suffix(".0").unwrap_or(variant.stock);
        if stock.is_empty() {
            self.note(Note::NoStock, variant.line);
        }
        if stock.parse::<i64>().is_ok_and(|units| units < 0) {
            self.note(Note::NegativeStock, variant.line);
            return String::new();
        }
        stock.to_owned()
    }

    fn seen_text(&mut self, line: u64, text: &str) -> String {
        match without_invisible(text) {
            Some(cleaned) => {
                self.note(Note::Invisible, line);
                cleaned.trim().to_owned()
            }
            None => text.trim().to_owned(),
        }
    }

    fn cut(&mut self, text: String) -> String {
        let Some((end, _)) = text.char_indices().nth(MAX_DESCRIPTION - 2) else { return text };
        if text.chars().count() <= MAX_DESCRIPTION {
            return text;
        }
        self.note(Note::Cut, self.line);
        let kept = &text[..end];
        let kept = kept.rsplit_once(char::is_whitespace).map_or(kept, |(words, _)| words);
        format!("{} …", kept.trim_end())
    }

    /// The product, or why it cannot be one.
    pub(super) fn found(mut self, rows: u64, ends_at: u64, seen: &mut Seen) -> Found {
        // Without any, those stay that a merchant gave it.
        self.draft.product.attributes = (!self.attributes.is_empty()).then_some(self.attributes);
        if self.draft.places.is_empty() && self.complaints.is_empty() {
            self.complaints.push(Complaint::new(self.line, "it has no variant with a price"));
        }
        let product = if self.complaints.is_empty() { self.draft.read(seen) } else { Err(self.complaints) };
        Found { number: self.line, ends_at, rows, product, notes: self.notes }
    }
}
