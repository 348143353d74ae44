//! One product.

use askama::Template;
use domain::{
    catalogue::{Availability, CardImage, CategoryNode, ProductDetails, ProductImage, ProductState, Variant},
    kernel::{Currency, ProductId, Text},
};
use serde_json::{Value, json};

use crate::{
    Shell,
    card::Badge,
    drawing::drawing,
    links::product_href,
    list::{path, trail},
    picture::Picture,
    price,
    shell::Link,
};

/// The most units of a line of an order.
const MAX_QUANTITY: u64 = 99;
/// Of a long description, so much is for search engines and previews.
const LEAD_CHARACTERS: usize = 155;

/// The page of a product.
#[derive(Debug, Template)]
#[template(path = "product.html")]
pub struct ProductPage<'a> {
    shell: Shell<'a>,
    name: String,
    description: String,
    price: String,
    was: Option<String>,
    badge: Option<Badge>,
    trail: Vec<Link>,
    id: String,
    options: String,
    /// What is chosen between; empty where there is no choice.
    variants: Vec<Row>,
    /// What is sold where there is no choice.
    sku: Option<String>,
    /// The most units that can be bought at once; none if there is nothing to buy.
    most: u64,
    details: Vec<(String, String)>,
    pictures: Vec<Picture>,
    drawing: String,
    json_ld: String,
}

/// A variant, and how many units of it are there.
#[derive(Debug)]
pub struct StockedVariant<'a> {
    /// The variant.
    pub variant: &'a Variant,
    /// Its units.
    pub available: u64,
}

/// A variant in the list of them.
#[derive(Debug)]
struct Row {
    sku: String,
    name: String,
    is_out: bool,
    is_chosen: bool,
    price: String,
    badge: Badge,
}

impl<'a> ProductPage<'a> {
    /// The page of a product with its variants, priced in a currency, or in its main one.
    #[must_use]
    pub fn new(
        mut shell: Shell<'a>,
        tree: &[CategoryNode],
        id: &ProductId,
        details: &ProductDetails,
        variants: &[StockedVariant<'_>],
        currency: Option<Currency>,
    ) -> Self {
        let language = shell.language;
        let ranges = details.price_ranges();
        let range = ranges.iter().find(|range| currency.is_none_or(|currency| currency == range.currency));
        let price = range.map_or_else(|| language.text("not-priced"), |range| price::range(range, language));
        let in_currency = range.map(|range| range.currency);
        let name = details.name.as_str().to_owned();
        shell.description = Some(lead(details, &name, &price, &shell));
        let units: u64 = variants.iter().map(|stocked| stocked.available).sum();
        let is_sold = details.state == ProductState::Active;
        let badge = if is_sold {
            Badge::counted(units, language)
        } else {
            Badge { class: "out", text: language.text("archived") }
        };
        let has_options = !details.options.is_empty();
        let mut rows: Vec<Row> = variants.iter().map(|stocked| Row::new(stocked, in_currency, &shell)).collect();
        // Where one thing is left there is nothing to choose.
        if let [only] = &mut rows.iter_mut().filter(|row| !row.is_out).collect::<Vec<_>>()[..] {
            only.is_chosen = true;
        }
        let most = variants.iter().map(|stocked| stocked.available).max().unwrap_or(0).min(MAX_QUANTITY);
        let sku = variants.first().filter(|_| !has_options).map(|stocked| stocked.variant.sku.as_str().to_owned());
        Self {
            id: id.as_str().to_owned(),
            sku,
            most: if is_sold && range.is_some() { most } else { 0 },
            was: single_was(details, in_currency, &shell),
            variants: if has_options { rows } else { Vec::new() },
            badge: (!has_options || !is_sold).then_some(badge),
            trail: trail(&path(tree, &details.category)),
            options: details.options.iter().map(Text::as_str).collect::<Vec<_>>().join(", "),
            details: facts(details, variants, &shell),
            pictures: details.images.iter().filter_map(picture).collect(),
            drawing: drawing(details.category.as_str(), &name),
            json_ld: json_ld(id, details, units, shell.canonical.as_deref()),
            description: details.description.as_str().to_owned(),
            shell,
            name,
            price,
        }
    }
}

impl Row {
    fn new(stocked: &StockedVariant<'_>, currency: Option<Currency>, shell: &Shell<'_>) -> Self {
        let variant = stocked.variant;
        let found = variant.prices.iter().find(|price| Some(price.price.currency) == currency);
        Self {
            sku: variant.sku.as_str().to_owned(),
            is_out: stocked.available == 0 || found.is_none(),
            is_chosen: false,
            name: variant.title().unwrap_or_else(|| variant.sku.as_str().to_owned()),
            price: found.map_or_else(|| shell.t("not-priced"), |of| price::price(of.price, shell.language)),
            badge: Badge::counted(stocked.available, shell.language),
        }
    }
}

/// A picture of a product, if the image is one.
fn picture(image: &ProductImage) -> Option<Picture> {
    let picture = image.picture()?.clone();
    Picture::new(&CardImage { alt: image.alt.clone(), picture })
}

/// What a product of one variant cost before.
fn single_was(details: &ProductDetails, currency: Option<Currency>, shell: &Shell<'_>) -> Option<String> {
    let [variant] = &details.variants[..] else { return None };
    let found = variant.prices.iter().find(|price| Some(price.price.currency) == currency)?;
    price::was(found, shell.language)
}

/// The first words of the description, or name and price.
fn lead(details: &ProductDetails, name: &str, price: &str, shell: &Shell<'_>) -> String {
    let words = details.description.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LEAD_CHARACTERS) {
        _ if words.is_empty() => shell.language.with("lead", &[("name", name), ("shop", shell.shop), ("price", price)]),
        Some((end, _)) => {
            let cut = words[..end].rsplit_once(' ').map_or(&words[..end], |(whole, _)| whole);
            format!("{cut}…")
        }
        None => words,
    }
}

/// What else there is to say.
fn facts(details: &ProductDetails, variants: &[StockedVariant<'_>], shell: &Shell<'_>) -> Vec<(String, String)> {
    let attributes = details.attributes.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let weight = match variants {
        [only] => only.variant.weight_grams,
        _ => None,
    };
    let weight = weight.map(|grams| (shell.t("weight"), shell.language.counted("grams", u64::from(grams))));
    attributes.chain(weight).collect()
}

/// The product for search engines: schema.org's `Product` with its offers, as JSON that can stand in a page.
fn json_ld(id: &ProductId, details: &ProductDetails, units: u64, canonical: Option<&str>) -> String {
    let availability = match (details.state, Availability::of(units)) {
        (ProductState::Active, Availability::In | Availability::Low) => "https://schema.org/InStock",
        (ProductState::Active, Availability::Out) => "https://schema.org/OutOfStock",
        _ => "https://schema.org/Discontinued",
    };
    let url = canonical.map_or_else(|| product_href(id), str::to_owned);
    let offer = |variant: &Variant| {
        let prices = variant.prices.iter().map(|of| {
            json!({
                "@type": "Offer", "sku": variant.sku.as_str(), "url": url, "availability": availability,
                "price": price::plain(of.price), "priceCurrency": of.price.currency.as_str(),
            })
        });
        prices.collect::<Vec<Value>>()
    };
    let offers: Vec<Value> = details.variants.iter().flat_map(offer).collect();
    let product = json!({
        "@context": "https://schema.org", "@type": "Product", "name": details.name.as_str(), "sku": id.as_str(),
        "description": details.description.as_str(), "category": details.category.as_str(), "offers": offers,
    });
    // In a page, `</script` would end it.
    product.to_string().replace('<', "\\u003c")
}
