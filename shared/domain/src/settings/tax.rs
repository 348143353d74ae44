//! What is taxed, and how it is rounded.
//!
//! A rate counts for one tax class in one country, or in one region of it; all rates that count for a class apply to it side by side.
//! The tax of a rate is computed once over the sum of all that it applies to, and rounded half away from zero to the smallest amount of
//! the currency. What no rate names is not taxed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Broken, InvalidSetting, is_unique};
use crate::{
    catalogue::TaxClass,
    kernel::{Currency, Text},
    orders::{Destination, Tax, TaxLine, country},
};

const MAX_RATES: usize = 500;
/// A whole, in parts per million.
const WHOLE_PPM: u64 = 1_000_000;

/// A rate of tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxRate {
    /// How buyers read it: `VAT 20 %`.
    pub name: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Only in this region, in whatever case; in the whole country if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The class of products that it counts for.
    pub tax_class: String,
    /// The rate in parts per million: 88750 is 8.875 %.
    pub rate_ppm: u32,
}

/// What is taxed. Without a rate nothing is said about tax.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxSettings {
    prices_include_tax: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shipping_tax_class: Option<String>,
    rates: Vec<TaxRate>,
}

/// An amount that is taxed as its class is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taxable {
    /// The class of its product.
    pub tax_class: TaxClass,
    /// The amount in minor units.
    pub amount_minor: u64,
}

impl TaxSettings {
    /// Applies the rules. The error lists every member that breaks one.
    pub fn new(
        prices_include_tax: bool,
        shipping_tax_class: Option<String>,
        rates: Vec<TaxRate>,
    ) -> Result<Self, Vec<InvalidSetting>> {
        let mut broken = Broken::default();
        let is_class = |class: &str| class.parse::<TaxClass>().is_ok();
        let detail = "must be 1 to 40 small letters, digits, dashes or underscores";
        let is_known = shipping_tax_class.as_deref().is_none_or(is_class);
        broken.unless(is_known, || "/shipping_tax_class".to_owned(), "not_a_tax_class", detail);
        broken.unless(rates.len() <= MAX_RATES, || "/rates".to_owned(), "too_many", "may be at most 500");
        for (index, rate) in rates.iter().take(MAX_RATES).enumerate() {
            let at = |name: &'static str| move || format!("/rates/{index}/{name}");
            broken.unless_text::<60>(&rate.name, at("name"));
            let is_country = country::parse(&rate.country).is_some();
            broken.unless(is_country, at("country"), "country", "must be a two-letter ISO 3166-1 code in upper case");
            if let Some(region) = &rate.region {
                broken.unless_text::<100>(region, at("region"));
            }
            broken.unless(is_class(&rate.tax_class), at("tax_class"), "not_a_tax_class", detail);
            let is_rate = u64::from(rate.rate_ppm) <= WHOLE_PPM;
            broken.unless(is_rate, at("rate_ppm"), "out_of_range", "must be at most 1000000");
        }
        let keys = rates.iter().map(|rate| (&rate.country, &rate.region, &rate.tax_class, &rate.name));
        broken.unless(is_unique(keys), || "/rates".to_owned(), "not_unique", "must each have a name of its own");
        broken.none(Self { prices_include_tax, shipping_tax_class, rates })
    }

    /// What is taxed of these amounts, and of `shipping_minor`, where they go. A tax service of somebody else's would answer in this
    /// function's place.
    #[must_use]
    pub fn tax(&self, to: &Destination, currency: Currency, amounts: &[Taxable], shipping_minor: u64) -> Option<Tax> {
        if self.rates.is_empty() {
            return None;
        }
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        let shipping = self.shipping_tax_class.as_deref().map(|class| (class, shipping_minor));
        let amounts = amounts.iter().map(|taxable| (taxable.tax_class.as_str(), taxable.amount_minor));
        for (class, amount) in amounts.chain(shipping) {
            *sums.entry(class).or_default() += amount;
        }
        let mut lines = Vec::new();
        for (class, sum) in sums.into_iter().filter(|(_, sum)| *sum > 0) {
            let rates: Vec<&TaxRate> = self.rates.iter().filter(|rate| rate.counts(class, to)).collect();
            let all_ppm: u64 = rates.iter().map(|rate| u64::from(rate.rate_ppm)).sum();
            let of_ppm = if self.prices_include_tax { WHOLE_PPM + all_ppm } else { WHOLE_PPM };
            lines.extend(rates.into_iter().filter_map(|rate| rate.line(sum, of_ppm, currency)));
        }
        Some(Tax { is_included: self.prices_include_tax, lines })
    }
}

impl TaxRate {
    fn counts(&self, class: &str, to: &Destination) -> bool {
        let is_region = |region: &String| to.plain_region() == Some(region.trim().to_uppercase());
        self.tax_class == class && self.country == to.country.as_str() && self.region.as_ref().is_none_or(is_region)
    }

    fn line(&self, sum_minor: u64, of_ppm: u64, currency: Currency) -> Option<TaxLine> {
        let amount_minor = share(sum_minor, self.rate_ppm.into(), of_ppm, currency.step_minor());
        Some(TaxLine { name: Text::from_stored(&self.name)?, rate_ppm: self.rate_ppm, amount_minor })
    }
}

/// `part` of `whole` of an amount, rounded half away from zero to a multiple of `step`.
fn share(amount: u64, part: u64, whole: u64, step: u64) -> u64 {
    let (part, unit) = (u128::from(amount) * u128::from(part), u128::from(whole) * u128::from(step));
    u64::try_from((part * 2 + unit) / (unit * 2) * u128::from(step)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(name: &str, country: &str, region: Option<&str>, tax_class: &str, rate_ppm: u32) -> TaxRate {
        let (name, country, tax_class) = (name.to_owned(), country.to_owned(), tax_class.to_owned());
        TaxRate { name, country, region: region.map(str::to_owned), tax_class, rate_ppm }
    }

    fn settings(is_included: bool) -> TaxSettings {
        let rates = vec![
            rate("VAT 20 %", "GB", None, "standard", 200_000),
            rate("VAT 5 %", "GB", None, "reduced", 50_000),
            rate("GST", "CA", None, "standard", 50_000),
            rate("QST", "CA", Some("QC"), "standard", 99_750),
        ];
        TaxSettings::new(is_included, Some("standard".to_owned()), rates).expect("settings")
    }

    fn taxed(is_included: bool, country: &str, region: Option<&str>, amounts: &[(&str, u64)]) -> Vec<(String, u64)> {
        let to = Destination::parse(country, None, region).expect("a destination");
        let taxable = |(class, amount): &(&str, u64)| Taxable {
            tax_class: class.parse().expect("a class"),
            amount_minor: *amount,
        };
        let amounts: Vec<Taxable> = amounts.iter().map(taxable).collect();
        let usd = Currency::parse("USD").expect("a currency");
        let tax = settings(is_included).tax(&to, usd, &amounts, 0).expect("a tax");
        tax.lines.into_iter().map(|line| (line.name.as_str().to_owned(), line.amount_minor)).collect()
    }

    fn named(lines: &[(&str, u64)]) -> Vec<(String, u64)> {
        lines.iter().map(|(name, amount)| ((*name).to_owned(), *amount)).collect()
    }

    #[test]
    fn each_rate_is_rounded_once_over_all_that_it_applies_to() {
        // Three lines of 0.33: 0.198 together, and not three times 0.07.
        assert_eq!(taxed(false, "GB", None, &[("standard", 33); 3]), named(&[("VAT 20 %", 20)]));
        assert_eq!(
            taxed(false, "GB", None, &[("standard", 1_000), ("reduced", 50), ("books", 999)]),
            named(&[("VAT 5 %", 3), ("VAT 20 %", 200)])
        );
        assert_eq!(taxed(true, "GB", None, &[("standard", 1_200)]), named(&[("VAT 20 %", 200)]));
        assert_eq!(taxed(false, "CA", Some("qc"), &[("standard", 10_000)]), named(&[("GST", 500), ("QST", 998)]));
        assert_eq!(taxed(false, "CA", Some("ON"), &[("standard", 10_000)]), named(&[("GST", 500)]));
        assert_eq!(taxed(false, "JP", None, &[("standard", 10_000)]), named(&[]));
    }

    #[test]
    fn half_a_cent_is_rounded_away_from_zero_and_to_what_the_currency_has() {
        assert_eq!([share(10, 50_000, 1_000_000, 1), share(9, 50_000, 1_000_000, 1)], [1, 0]);
        assert_eq!([share(1_000, 50_000, 1_000_000, 100), share(900, 50_000, 1_000_000, 100)], [100, 0]);
        assert_eq!(share(u64::MAX, 1_000_000, 1_000_000, 1), u64::MAX);
    }

    #[test]
    fn every_member_that_breaks_a_rule_is_named() {
        let rates = vec![
            rate(" ", "UK", Some(""), "Standard", 1_000_001),
            rate("VAT", "DE", None, "standard", 190_000),
            rate("VAT", "DE", None, "standard", 70_000),
        ];
        let broken = TaxSettings::new(true, Some("?".to_owned()), rates).expect_err("refused");
        let pointers: Vec<&str> = broken.iter().map(|broken| broken.pointer.as_str()).collect();
        let of_rate =
            ["/rates/0/name", "/rates/0/country", "/rates/0/region", "/rates/0/tax_class", "/rates/0/rate_ppm"];
        assert_eq!(pointers, [&["/shipping_tax_class"][..], &of_rate, &["/rates"]].concat());
    }

    proptest! {
        #[test]
        fn totals_add_up_in_every_currency(
            amounts in prop::collection::vec((0..3_usize, 0..1_000_000_u64), 0..20),
            shipping in 0..100_000_u64,
            is_included: bool,
            at in 0..140_usize,
        ) {
            let currency = Currency::all().nth(at % Currency::all().count()).expect("a currency");
            let step = currency.step_minor();
            let classes = ["standard", "reduced", "books"].map(|class| class.parse::<TaxClass>().expect("a class"));
            let taxable = |(class, units): &(usize, u64)| Taxable { tax_class: classes[*class].clone(), amount_minor: units * step };
            let amounts: Vec<Taxable> = amounts.iter().map(taxable).collect();
            let subtotal: u64 = amounts.iter().map(|taxable| taxable.amount_minor).sum();
            let to = Destination::parse("GB", None, None).expect("a destination");
            let tax = settings(is_included).tax(&to, currency, &amounts, shipping * step).expect("a tax");
            let all: u64 = tax.lines.iter().map(|line| line.amount_minor).sum();
            // All is in amounts that can be charged, and a total is what its parts come to.
            prop_assert!(tax.lines.iter().all(|line| line.amount_minor.is_multiple_of(step)));
            prop_assert_eq!(tax.added_minor(), if is_included { 0 } else { all });
            prop_assert!((subtotal + shipping * step + tax.added_minor()).is_multiple_of(step));
            // No rate is further from the exact tax than half of the smallest amount.
            let standard: u64 = amounts.iter().filter(|it| it.tax_class == classes[0]).map(|it| it.amount_minor).sum();
            let gross = u128::from(standard + shipping * step);
            let exact_millionths = gross * 200_000 * 1_000_000 / if is_included { 1_200_000 } else { 1_000_000 };
            let line = tax.lines.iter().find(|line| line.rate_ppm == 200_000).map_or(0, |line| line.amount_minor);
            let difference = (u128::from(line) * 1_000_000).abs_diff(exact_millionths);
            prop_assert!(difference <= u128::from(step) * 500_000 + 1, "{difference}");
        }
    }
}
