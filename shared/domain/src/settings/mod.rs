//! What merchants set: what shipping costs, and what is taxed. Tables and rules that a quote is computed by.

mod place;
mod rate;
mod shipping;
mod shipping_option;
mod tax;

pub use place::{Place, PostalCodes};
pub use rate::{Band, Rate};
pub use shipping::{ShippingSettings, Zone};
pub use shipping_option::{Days, Measure, ShippingOffer, ShippingOption};
pub use tax::{TaxRate, TaxSettings, Taxable};

/// All that a quote is computed by; nothing of it is set up in a new shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What shipping costs.
    pub shipping: ShippingSettings,
    /// What is taxed.
    pub tax: TaxSettings,
}

/// A member that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSetting {
    /// Where: a JSON pointer, `/zones/0/name`.
    pub pointer: String,
    /// The stable code of the rule.
    pub code: &'static str,
    /// The rule in words.
    pub detail: &'static str,
}

/// Collects the members that break rules.
#[derive(Debug, Default)]
struct Broken(Vec<InvalidSetting>);

impl Broken {
    /// Notes a rule, unless it `holds`.
    fn unless(&mut self, holds: bool, pointer: impl FnOnce() -> String, code: &'static str, detail: &'static str) {
        if !holds {
            self.0.push(InvalidSetting { pointer: pointer(), code, detail });
        }
    }

    /// Notes a text that is not 1 to `MAX` printable characters.
    fn unless_text<const MAX: usize>(&mut self, text: &str, pointer: impl FnOnce() -> String) {
        let is_text = crate::kernel::Text::<MAX>::parse(text).is_ok();
        self.unless(is_text, pointer, "text", "must be a short text of printable characters");
    }

    fn none<T>(self, value: T) -> Result<T, Vec<InvalidSetting>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

/// Whether no value stands there twice.
fn is_unique<T: Ord>(values: impl Iterator<Item = T>) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    values.into_iter().all(|value| seen.insert(value))
}
