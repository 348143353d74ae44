//! The variants of a product: each a SKU with option values, prices and a weight.

use serde::Serialize;

use super::{
    error::{CatalogueError, FieldRule, whole_number},
    price::{PriceDraft, Prices},
};
use crate::kernel::{ProductId, Sku, Text};

/// What a product is chosen by, such as `Size`.
pub type OptionName = Text<50>;
/// One choice, such as `M`.
pub type OptionValue = Text<100>;

/// The most options of a product.
pub(super) const MAX_OPTIONS: usize = 3;
/// The most variants of a product: it is written in one transaction of at most 100 items, together with a stock row for each
/// variant and, in an import, the record of each opening stock.
pub const MAX_VARIANTS: usize = 48;
/// The heaviest unit, in grams.
const MAX_WEIGHT_GRAMS: i64 = 10_000_000;

/// One variant of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// What is ordered.
    pub sku: Sku,
    /// One value for each of the product's options, in their order.
    pub options: Vec<OptionValue>,
    /// What one unit costs.
    pub prices: Prices,
    /// What one unit weighs with its packing, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u32>,
}

/// A variant as somebody wrote it down, before any rule was applied.
#[derive(Clone, Debug, Default)]
pub struct VariantDraft {
    /// Its SKU. A product without options has one variant, which is called like the product unless a SKU is given.
    pub sku: Option<String>,
    /// One value for each option.
    pub options: Vec<String>,
    /// What one unit costs.
    pub prices: Vec<PriceDraft>,
    /// What one unit weighs: a whole number of grams.
    pub weight_grams: Option<String>,
}

impl Variant {
    /// What tells the variant from its siblings, such as `M / Red`; `None` for a product without options.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        let values: Vec<&str> = self.options.iter().map(Text::as_str).collect();
        (!values.is_empty()).then(|| values.join(" / "))
    }
}

impl VariantDraft {
    fn parse(&self, product: &ProductId, options: usize, at: &str) -> Result<Variant, CatalogueError> {
        let wrong = |name: &str, rule| CatalogueError::Invalid { member: format!("{at}/{name}"), rule };
        let sku = match &self.sku {
            Some(sku) => sku.parse().map_err(|_| wrong("sku", FieldRule::Sku))?,
            None if options == 0 => Sku::from(product),
            None => return Err(wrong("sku", FieldRule::Required)),
        };
        if self.options.len() != options {
            return Err(wrong("options", FieldRule::OnePerOption(options)));
        }
        let weight = self.weight_grams.as_deref();
        let weight = weight.map(|text| whole_number(&format!("{at}/weight_grams"), text, 0, MAX_WEIGHT_GRAMS));
        Ok(Variant {
            sku,
            options: texts(&self.options, &format!("{at}/options"))?,
            prices: Prices::parse(&self.prices, &format!("{at}/prices"))?,
            weight_grams: weight.transpose()?.and_then(|grams| u32::try_from(grams).ok()),
        })
    }
}

/// Reads the options of a product.
pub(super) fn options(drafts: &[String]) -> Result<Vec<OptionName>, CatalogueError> {
    let wrong = |rule| CatalogueError::Invalid { member: "options".to_owned(), rule };
    if drafts.len() > MAX_OPTIONS {
        return Err(wrong(FieldRule::TooMany(MAX_OPTIONS)));
    }
    let names: Vec<OptionName> = texts(drafts, "options")?;
    if is_unique(names.iter().map(|name| name.as_str().to_lowercase())) {
        Ok(names)
    } else {
        Err(wrong(FieldRule::Unique))
    }
}

/// Reads the variants of `product`, which is chosen by so many `options`: no SKU twice, and no two with the same values.
pub(super) fn variants(
    drafts: &[VariantDraft],
    product: &ProductId,
    options: usize,
) -> Result<Vec<Variant>, CatalogueError> {
    let wrong = |rule| CatalogueError::Invalid { member: "variants".to_owned(), rule };
    if drafts.is_empty() {
        return Err(wrong(FieldRule::Required));
    }
    let most = if options == 0 { 1 } else { MAX_VARIANTS };
    if drafts.len() > most {
        return Err(wrong(FieldRule::TooMany(most)));
    }
    let variants = drafts.iter().enumerate();
    let variants = variants.map(|(index, draft)| draft.parse(product, options, &format!("variants/{index}")));
    let variants = variants.collect::<Result<Vec<Variant>, _>>()?;
    let skus = variants.iter().map(|variant| variant.sku.as_str().to_owned());
    let values = variants.iter().map(|variant| {
        let values: Vec<String> = variant.options.iter().map(|value| value.as_str().to_lowercase()).collect();
        values.join("\n")
    });
    if is_unique(skus) && is_unique(values) { Ok(variants) } else { Err(wrong(FieldRule::Unique)) }
}

fn texts<const MAX: usize>(texts: &[String], at: &str) -> Result<Vec<Text<MAX>>, CatalogueError> {
    let read = |(index, text): (usize, &String)| {
        let member = || format!("{at}/{index}");
        Text::parse(text).map_err(|broken| CatalogueError::Invalid { member: member(), rule: broken.into() })
    };
    texts.iter().enumerate().map(read).collect()
}

fn is_unique(texts: impl Iterator<Item = String>) -> bool {
    let mut seen = std::collections::HashSet::new();
    texts.into_iter().all(|text| seen.insert(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(sku: Option<&str>, options: &[&str]) -> VariantDraft {
        let price = PriceDraft { currency: "USD".to_owned(), price_minor: "1999".to_owned(), compare_at_minor: None };
        VariantDraft {
            sku: sku.map(str::to_owned),
            options: options.iter().map(|value| (*value).to_owned()).collect(),
            prices: vec![price],
            weight_grams: Some("180".to_owned()),
        }
    }

    fn read(drafts: &[VariantDraft], options: usize) -> Result<Vec<Variant>, (String, &'static str)> {
        let product = "shirt".parse().expect("an identifier");
        variants(drafts, &product, options).map_err(|error| match error {
            CatalogueError::Invalid { member, rule } => (member, rule.code()),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_product_without_options_has_one_variant_that_is_called_like_it() {
        let one = read(&[draft(None, &[])], 0).expect("a variant");
        assert_eq!((one[0].sku.as_str(), one[0].title()), ("shirt", None));
        assert_eq!(read(&[draft(Some("SH-1"), &[])], 0).expect("a variant")[0].sku.as_str(), "SH-1");
        assert_eq!(read(&[draft(None, &[]), draft(Some("x"), &[])], 0), Err(("variants".to_owned(), "too_many")));
        assert_eq!(read(&[], 0), Err(("variants".to_owned(), "required")));
    }

    #[test]
    fn each_variant_has_its_own_sku_and_its_own_values() {
        let two = [draft(Some("S-M"), &["M", "Red"]), draft(Some("S-L"), &["L", "Red"])];
        assert_eq!(read(&two, 2).expect("variants")[1].title().as_deref(), Some("L / Red"));
        for twice in [draft(Some("S-M"), &["L", "Red"]), draft(Some("S-L"), &["m", "RED"])] {
            assert_eq!(read(&[two[0].clone(), twice], 2), Err(("variants".to_owned(), "not_unique")));
        }
        assert_eq!(read(&[draft(None, &["M"])], 1), Err(("variants/0/sku".to_owned(), "required")));
        assert_eq!(read(&[draft(Some("a b"), &["M"])], 1), Err(("variants/0/sku".to_owned(), "not_a_sku")));
        assert_eq!(read(&[draft(Some("a"), &["M", "L"])], 1).expect_err("refused").0, "variants/0/options");
        assert_eq!(read(&[draft(Some("a"), &[" "])], 1), Err(("variants/0/options/0".to_owned(), "empty")));
        let many = |n: usize| (0..n).map(|n| draft(Some(&format!("s{n}")), &[&format!("v{n}")])).collect::<Vec<_>>();
        assert!(read(&many(MAX_VARIANTS), 1).is_ok());
        assert_eq!(read(&many(MAX_VARIANTS + 1), 1), Err(("variants".to_owned(), "too_many")));
    }

    #[test]
    fn options_have_names_of_their_own() {
        let names = |names: &[&str]| options(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(names(&["Size", "Colour"]).expect("options").len(), 2);
        for bad in [&["Size", "size"][..], &["a", "b", "c", "d"], &[""], &["a\nb"]] {
            assert!(names(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_weight_is_a_whole_number_of_grams() {
        for weight in ["-1", "1.5", "10000001", "heavy"] {
            let heavy = VariantDraft { weight_grams: Some(weight.to_owned()), ..draft(None, &[]) };
            assert_eq!(read(&[heavy], 0), Err(("variants/0/weight_grams".to_owned(), "out_of_range")), "{weight}");
        }
        assert_eq!(read(&[draft(None, &[])], 0).expect("a variant")[0].weight_grams, Some(180));
    }
}
