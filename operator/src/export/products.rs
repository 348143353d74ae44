//! The catalogue in the format that `backroom import` reads.

use domain::catalogue::{Price, Product, Variant};

/// The columns, the identifier first: a line of which the rest cannot be read is then still known to be its product's.
pub(super) const COLUMNS: [&str; 20] = [
    "id",
    "name",
    "description",
    "category",
    "state",
    "slug",
    "tax_class",
    "option_1",
    "option_2",
    "option_3",
    "sku",
    "value_1",
    "value_2",
    "value_3",
    "price_minor",
    "currency",
    "compare_at_minor",
    "prices",
    "weight_grams",
    "stock",
];

/// One line a variant; what is the same for all stands on the first.
pub(super) fn rows(product: &Product) -> Vec<Vec<String>> {
    let variants = product.details.variants.iter().enumerate();
    variants.map(|(at, variant)| [of_product(product, at == 0), of_variant(variant)].concat()).collect()
}

fn of_product(product: &Product, is_first: bool) -> Vec<String> {
    let Product { id, details, .. } = product;
    let options = (0..3).map(|at| details.options.get(at).map_or("", |name| name.as_str()));
    let texts = [
        details.name.as_str(),
        details.description.as_str(),
        details.category.as_str(),
        details.state.as_str(),
        details.slug.as_str(),
        details.tax_class.as_str(),
    ];
    let said = texts.into_iter().chain(options).map(|text| if is_first { text } else { "" });
    std::iter::once(id.as_str()).chain(said).map(str::to_owned).collect()
}

fn of_variant(variant: &Variant) -> Vec<String> {
    let mut prices = variant.prices.iter();
    let main = prices.next();
    let further: Vec<String> = prices.map(further).collect();
    let compared = |price: &Price| price.compare_at.map(|before| before.amount_minor.to_string());
    let mut cells = vec![variant.sku.to_string()];
    cells.extend((0..3).map(|at| variant.options.get(at).map_or("", |value| value.as_str()).to_owned()));
    cells.extend([
        main.map(|price| price.price.amount_minor.to_string()).unwrap_or_default(),
        main.map(|price| price.price.currency.to_string()).unwrap_or_default(),
        main.and_then(compared).unwrap_or_default(),
        further.join(" "),
        variant.weight_grams.map(|grams| grams.to_string()).unwrap_or_default(),
        // Nothing is booked when the file is imported again.
        String::new(),
    ]);
    cells
}

/// A price in a further currency: `EUR:1195`, or `EUR:1195/1495` with what it is compared with.
fn further(price: &Price) -> String {
    let compared = price.compare_at.map(|before| format!("/{}", before.amount_minor)).unwrap_or_default();
    format!("{}:{}{compared}", price.price.currency, price.price.amount_minor)
}

#[cfg(test)]
mod tests {
    use domain::catalogue::{PriceDraft, ProductDraft, VariantDraft};
    use proptest::prelude::*;

    use super::*;
    use crate::{
        cells::neutral,
        import::own::{OPTIONAL, REQUIRED, changes},
    };

    /// The file with these products.
    fn file(products: &[Product]) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS).expect("a header");
        for row in products.iter().flat_map(rows) {
            writer.write_record(row.iter().map(|cell| neutral(cell).into_owned())).expect("a row");
        }
        writer.into_inner().expect("bytes")
    }

    #[test]
    fn every_column_of_the_format_is_written() {
        let mut all: Vec<&str> = REQUIRED.iter().chain(&OPTIONAL).copied().collect();
        let mut written = COLUMNS.to_vec();
        all.sort_unstable();
        written.sort_unstable();
        assert_eq!(written, all);
    }

    fn price(currency: &'static str) -> impl Strategy<Value = PriceDraft> {
        (1_u32..90_000_000, prop::option::of(1_u32..1_000)).prop_map(move |(price, more)| PriceDraft {
            currency: currency.to_owned(),
            price_minor: price.to_string(),
            compare_at_minor: more.map(|more| (price + more).to_string()),
        })
    }

    fn prices() -> impl Strategy<Value = Vec<PriceDraft>> {
        (price("USD"), prop::option::of(price("EUR")), prop::option::of(price("JPY")))
            .prop_map(|(main, second, third)| std::iter::once(main).chain(second).chain(third).collect())
    }

    /// Texts that begin like formulas, with quotes, commas and other scripts.
    fn text(longest: usize) -> impl Strategy<Value = String> {
        let letters =
            prop::sample::select(vec!['a', '=', '+', '-', '@', '\'', '"', ',', ' ', '茶', 'é', '1', ':', '/']);
        prop::collection::vec(letters, 0..longest)
            .prop_map(|letters| format!("{}x", letters.into_iter().collect::<String>().trim_start()))
    }

    fn description() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop_oneof![
                text(8),
                Just("\n".to_owned()),
                Just("\r\n".to_owned()),
                Just("\r".to_owned()),
                Just("\t".to_owned())
            ],
            0..6,
        )
        .prop_map(|parts| parts.concat())
    }

    prop_compose! {
        fn product()(
            id in "[a-z_-][a-z0-9._-]{0,8}",
            texts in (text(12), description(), text(8)),
            state in prop::sample::select(vec!["draft", "active", "archived"]),
            options in 0..=3_usize,
            variants in prop::collection::vec((prices(), prop::option::of(0_u32..9_000), text(5)), 1..5),
        ) -> Product {
            let count = if options == 0 { 1 } else { variants.len() };
            let variants = variants.into_iter().take(count).enumerate().map(|(at, (prices, grams, value))| VariantDraft {
                sku: Some(format!("-{id}-{at}")),
                options: (0..options).map(|option| format!("{value}{at}-{option}")).collect(),
                prices,
                weight_grams: grams.map(|grams| grams.to_string()),
            });
            let draft = ProductDraft {
                name: texts.0,
                description: texts.1,
                category: texts.2,
                slug: Some("a-slug".to_owned()),
                tax_class: Some("food".to_owned()),
                state: Some(state.to_owned()),
                options: (0..options).map(|option| format!("=Option {option}")).collect(),
                variants: variants.collect(),
                ..ProductDraft::default()
            };
            let id = id.parse().expect("an identifier");
            let details = draft.parse(&id).expect("a product").applied_to(None).expect("a product");
            Product { id, details, version: 1 }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_is_exported_and_imported_again_changes_nothing(products in prop::collection::vec(product(), 1..4)) {
            let mut products = products;
            for (at, product) in products.iter_mut().enumerate() {
                product.id = format!("{}{at}", product.id).parse().expect("an identifier");
            }
            let file = file(&products);
            let read = changes(&file);
            prop_assert_eq!(read.len(), products.len(), "{}", String::from_utf8_lossy(&file));
            for (product, change) in products.iter().zip(read) {
                let (change, openings) = change.map_err(TestCaseError::fail)?;
                prop_assert_eq!(change.id(), &product.id);
                prop_assert_eq!(change.applied_to(None).expect("a product"), product.details.clone());
                prop_assert_eq!(change.applied_to(Some(&product.details)).expect("a product"), product.details.clone());
                prop_assert_eq!(openings, 0);
            }
        }
    }
}
