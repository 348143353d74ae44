//! A made-up catalogue, the same each time.

use std::collections::BTreeSet;

use domain::{
    catalogue::{Availability, Category, ListedProduct, PriceRange, ProductName, Slug},
    kernel::{Currency, Digest, Timestamp},
};
use search::Document;

const TYPES: &str = include_str!("../types.tsv");
const BRANDS: &str = include_str!("../brands.txt");
/// Brands that make one kind of product.
const BRANDS_OF_A_TYPE: u64 = 5;

/// A product, and what is known of it beside what the index gets.
#[derive(Clone, Debug)]
pub struct Made {
    /// What the index gets.
    pub document: Document,
    /// `Refrigerated Biscuits`.
    pub kind: &'static str,
    /// `Buttermilk`.
    pub flavour: &'static str,
    /// `Old Mill`.
    pub brand: &'static str,
    /// `16.3 oz`.
    pub size: &'static str,
}

/// The catalogue: some 1,900 products.
#[must_use]
pub fn catalogue() -> Vec<Made> {
    TYPES.lines().flat_map(products_of).collect()
}

/// As many products as asked for: the catalogue again and again, each time with a number of its own in the names.
pub fn repeated(count: usize) -> impl Iterator<Item = Document> {
    let all = catalogue();
    (0..count).map(move |at| {
        let made = &all[at % all.len()];
        let mut document = made.document.clone();
        let round = at / all.len();
        if round > 0 {
            let name = format!("{} No {round}", document.card.name.as_str());
            document.card.name = ProductName::parse(&name).expect("a name");
            document.card.id = format!("{}-{round}", document.card.id).parse().expect("an id");
            document.popularity = number(&name) % 5_000;
        }
        document
    })
}

fn number(text: &str) -> u64 {
    let digest = Digest::sha256(text.as_bytes());
    digest.bytes().iter().take(4).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

fn products_of(line: &'static str) -> Vec<Made> {
    let [path, kind, sizes, flavours]: [&str; 4] =
        line.split('\t').collect::<Vec<_>>().try_into().expect("four columns");
    let brands: Vec<&str> = BRANDS.lines().collect();
    let mut made = Vec::new();
    for at in 0..BRANDS_OF_A_TYPE {
        let start = number(kind);
        let brand = brands[usize::try_from(start + at * 7).expect("a number") % brands.len()];
        for flavour in flavours.split(',') {
            for size in sizes.split(',') {
                let name = format!("{brand} {kind} {flavour} {size}");
                if !number(&name).is_multiple_of(4) {
                    made.push(Made {
                        document: document(&name, path, [brand, flavour, size], kind),
                        kind,
                        flavour,
                        brand,
                        size,
                    });
                }
            }
        }
    }
    made
}

fn document(name: &str, path: &str, [brand, flavour, size]: [&str; 3], kind: &str) -> Document {
    let chance = number(name);
    let price = 99 + chance % 1_900;
    let currency = Currency::parse("USD").expect("a currency");
    let card = ListedProduct {
        id: Digest::sha256(name.as_bytes()).short().parse().expect("an id"),
        name: ProductName::parse(name).expect("a name"),
        slug: Slug::of_category(name),
        sku: None,
        category: Category::parse(&format!("{path} > {kind}")).expect("a category"),
        prices: vec![PriceRange { currency, from_minor: price, to_minor: price }],
        image: None,
        availability: Availability::of(chance % 40),
    };
    let attributes = [("Brand", brand), ("Flavour", flavour), ("Size", size)];
    Document {
        description: format!("{kind} by {brand}, {flavour}. A staple of every kitchen, packed in {size}."),
        skus: vec![format!("SKU-{chance}")],
        attributes: attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeSet<_>>(),
        popularity: chance % 5_000,
        read_at: Timestamp::from_millis(0),
        card,
    }
}
