//! What a merchant writes about a product, and the rules for it.

use std::collections::BTreeMap;

use super::{
    category::Category,
    error::{CatalogueError, FieldRule},
    product::{Attributes, Description, ProductDetails, ProductName, ProductState, TaxClass},
    product_image::{ImageChange, ImageDraft, changed_images, parse_images},
    slug::Slug,
    variant::{OptionName, Variant, VariantDraft, options, variants},
};
use crate::kernel::{InvalidText, ProductId, Text};

/// The most attributes of a product.
const MAX_ATTRIBUTES: usize = 50;

/// A product as somebody wrote it down, before any rule was applied.
#[derive(Clone, Debug, Default)]
pub struct ProductDraft {
    /// The name, 1 to 200 characters.
    pub name: String,
    /// The description, up to 4,000 characters.
    pub description: String,
    /// The category: one to four names joined by ` > `, 200 characters at most.
    pub category: String,
    /// How it is called in an address, if that was said.
    pub slug: Option<String>,
    /// Its tax class, if that was said.
    pub tax_class: Option<String>,
    /// Its attributes, if any were named.
    pub attributes: Option<BTreeMap<String, String>>,
    /// Its state, if that was said.
    pub state: Option<String>,
    /// What it is chosen by, such as `Size`.
    pub options: Vec<String>,
    /// Its variants.
    pub variants: Vec<VariantDraft>,
    /// Its images in order, if any were named: they are there already.
    pub images: Option<Vec<ImageDraft>>,
}

/// What a merchant writes about a product. What is not said stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductChange {
    id: ProductId,
    name: ProductName,
    description: Description,
    category: Category,
    slug: Option<Slug>,
    tax_class: Option<TaxClass>,
    attributes: Option<Attributes>,
    state: Option<ProductState>,
    options: Vec<OptionName>,
    variants: Vec<Variant>,
    images: Option<Vec<ImageChange>>,
}

impl ProductDraft {
    /// Applies the rules to what was written about the product called `id`.
    pub fn parse(&self, id: &ProductId) -> Result<ProductChange, CatalogueError> {
        let wrong = |member: &str, rule| CatalogueError::Invalid { member: member.to_owned(), rule };
        let text = |member: &'static str| move |broken: InvalidText| wrong(member, broken.into());
        let options = options(&self.options)?;
        let slug = self.slug.as_deref().map(str::parse).transpose();
        let class = self.tax_class.as_deref().map(str::parse).transpose();
        let state = self.state.as_deref().map(str::parse).transpose();
        Ok(ProductChange {
            id: id.clone(),
            name: ProductName::parse(&self.name).map_err(text("name"))?,
            description: Description::parse(&self.description).map_err(text("description"))?,
            category: Category::parse(&self.category).map_err(|rule| wrong("category", rule))?,
            slug: slug.map_err(|_| wrong("slug", FieldRule::Slug))?,
            tax_class: class.map_err(|_| wrong("tax_class", FieldRule::TaxClass))?,
            attributes: self.attributes.as_ref().map(attributes).transpose()?,
            state: state.map_err(|_| wrong("state", FieldRule::State))?,
            variants: variants(&self.variants, id, options.len())?,
            images: self.images.as_deref().map(parse_images).transpose()?,
            options,
        })
    }
}

fn attributes(drafts: &BTreeMap<String, String>) -> Result<Attributes, CatalogueError> {
    let wrong = |rule| CatalogueError::Invalid { member: "attributes".to_owned(), rule };
    if drafts.len() > MAX_ATTRIBUTES {
        return Err(wrong(FieldRule::TooMany(MAX_ATTRIBUTES)));
    }
    let read = |(name, value): (&String, &String)| {
        let name: Text<50> = Text::parse(name).map_err(|broken| wrong(broken.into()))?;
        let value: Text<200> = Text::parse(value).map_err(|broken| wrong(broken.into()))?;
        Ok((name.as_str().to_owned(), value.as_str().to_owned()))
    };
    let read: Attributes = drafts.iter().map(read).collect::<Result<_, _>>()?;
    if read.len() == drafts.len() { Ok(read) } else { Err(wrong(FieldRule::Unique)) }
}

impl ProductChange {
    /// Which product is changed.
    #[must_use]
    pub const fn id(&self) -> &ProductId {
        &self.id
    }

    /// Its variants after the change.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The product after this change; `before` is what it was, if it exists. A new product is on sale, is called in addresses by
    /// its name and has the standard tax class. Only images that it has can be named.
    pub fn applied_to(&self, before: Option<&ProductDetails>) -> Result<ProductDetails, CatalogueError> {
        let known = before.map_or_else(Vec::new, |before| before.images.clone());
        let images = self.images.as_ref().map(|named| changed_images(named, &known)).transpose()?.unwrap_or(known);
        let slug = self.slug.clone().or_else(|| before.map(|before| before.slug.clone()));
        let class = self.tax_class.clone().or_else(|| before.map(|before| before.tax_class.clone()));
        let attributes = self.attributes.clone().or_else(|| before.map(|before| before.attributes.clone()));
        Ok(ProductDetails {
            name: self.name.clone(),
            slug: slug.unwrap_or_else(|| Slug::of(self.name.as_str(), &self.id)),
            description: self.description.clone(),
            category: self.category.clone(),
            tax_class: class.unwrap_or_default(),
            attributes: attributes.unwrap_or_default(),
            state: self.state.or(before.map(|before| before.state)).unwrap_or(ProductState::Active),
            options: self.options.clone(),
            variants: self.variants.clone(),
            images,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::PriceDraft;

    fn tea() -> ProductDraft {
        let price = PriceDraft { currency: "usd".into(), price_minor: "1295".into(), compare_at_minor: None };
        ProductDraft {
            name: " Darjeeling ".into(),
            description: "First flush.\nLoose leaves.".into(),
            category: "TEA".into(),
            variants: vec![VariantDraft { prices: vec![price], ..VariantDraft::default() }],
            ..ProductDraft::default()
        }
    }

    fn id() -> ProductId {
        "tea".parse().expect("an identifier")
    }

    fn broken(draft: &ProductDraft) -> (String, &'static str) {
        match draft.parse(&id()) {
            Err(CatalogueError::Invalid { member, rule }) => (member, rule.code()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_product_is_read_and_written() {
        let json = serde_json::json!({
            "name": "Darjeeling", "slug": "darjeeling", "description": "First flush.\nLoose leaves.", "category": "TEA",
            "tax_class": "standard", "attributes": {}, "state": "active", "options": [],
            "variants": [{ "sku": "tea", "options": [], "prices": [{ "currency": "USD", "price_minor": 1295 }] }],
            "images": [],
        });
        let product = tea().parse(&id()).expect("a product").applied_to(None).expect("a product");
        assert_eq!(serde_json::to_value(product).expect("JSON"), json);
        assert!(ProductDraft { description: String::new(), ..tea() }.parse(&id()).is_ok());
    }

    #[test]
    fn texts_that_are_empty_too_long_or_not_printable_are_refused() {
        let said = |text: &str| Some(text.to_owned());
        for (draft, member, code) in [
            (ProductDraft { name: " ".into(), ..tea() }, "name", "empty"),
            (ProductDraft { name: "x".repeat(201), ..tea() }, "name", "too_long"),
            (ProductDraft { name: "a\nb".into(), ..tea() }, "name", "control_characters"),
            (ProductDraft { description: "x".repeat(4_001), ..tea() }, "description", "too_long"),
            (ProductDraft { description: "a\0b".into(), ..tea() }, "description", "control_characters"),
            (ProductDraft { category: "x".repeat(201), ..tea() }, "category", "too_long"),
            (ProductDraft { category: "Tea > > Green".into(), ..tea() }, "category", "not_a_category"),
            (ProductDraft { slug: said("A b"), ..tea() }, "slug", "not_a_slug"),
            (ProductDraft { tax_class: said(""), ..tea() }, "tax_class", "not_a_tax_class"),
            (ProductDraft { state: said("hidden"), ..tea() }, "state", "not_a_state"),
            (ProductDraft { variants: vec![], ..tea() }, "variants", "required"),
        ] {
            assert_eq!(broken(&draft), (member.to_owned(), code));
        }
    }

    #[test]
    fn attributes_are_few_and_short_texts_with_different_names() {
        let with = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            ProductDraft { attributes: Some(pairs.collect()), ..tea() }
        };
        let product =
            with(&[(" Origin ", "India ")]).parse(&id()).expect("a product").applied_to(None).expect("a product");
        assert_eq!(product.attributes.get("Origin").map(String::as_str), Some("India"));
        for pairs in [&[("", "x")][..], &[("x", "")], &[("x", "a\nb")], &[("x", "1"), (" x", "2")]] {
            assert_eq!(broken(&with(pairs)).0, "attributes");
        }
    }

    #[test]
    fn what_is_not_said_stays_and_a_new_product_is_on_sale() {
        let said = |state: Option<&str>| ProductDraft {
            state: state.map(str::to_owned),
            slug: state.map(str::to_owned),
            ..tea()
        };
        let change = |state: Option<&str>| said(state).parse(&id()).expect("a product");
        for before in ["draft", "active", "archived"] {
            let product = change(Some(before)).applied_to(None).expect("a product");
            assert_eq!((product.state.as_str(), product.slug.as_str()), (before, before));
            assert_eq!(change(None).applied_to(Some(&product)).expect("a product"), product);
            assert_eq!(change(Some("draft")).applied_to(Some(&product)).expect("a product").state, ProductState::Draft);
        }
        assert_eq!(change(None).applied_to(None).expect("a product").state, ProductState::Active);
    }
}
