//! What a merchant sends: what shipping costs, or what is taxed.

use domain::settings::{InvalidSetting, ShippingSettings, TaxRate, TaxSettings, Zone};
use lambda::http::{Field, FieldErrors, InvalidField, Problem};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShippingBody {
    #[serde(default)]
    zones: Field<Vec<Zone>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxBody {
    #[serde(default)]
    prices_include_tax: Field<bool>,
    #[serde(default)]
    shipping_tax_class: Field<Option<String>>,
    #[serde(default)]
    rates: Field<Vec<TaxRate>>,
}

impl ShippingBody {
    /// The settings, or every rule that they break.
    pub(crate) fn parse(self) -> Result<ShippingSettings, Problem> {
        let mut errors = FieldErrors::default();
        let zones = errors.take(self.zones.required("/zones"));
        let settings = zones.and_then(|zones| errors.take_all(told(ShippingSettings::new(zones))));
        settings.ok_or_else(|| errors.into())
    }
}

impl TaxBody {
    /// The settings, or every rule that they break.
    pub(crate) fn parse(self) -> Result<TaxSettings, Problem> {
        let mut errors = FieldErrors::default();
        let prices_include_tax = errors.take(self.prices_include_tax.required("/prices_include_tax"));
        let rates = errors.take(self.rates.required("/rates"));
        let class = self.shipping_tax_class.into_option().flatten();
        let settings = prices_include_tax.zip(rates);
        let settings =
            settings.and_then(|(included, rates)| errors.take_all(told(TaxSettings::new(included, class, rates))));
        settings.ok_or_else(|| errors.into())
    }
}

fn told<S>(settings: Result<S, Vec<InvalidSetting>>) -> Result<S, Vec<InvalidField>> {
    let field = |broken: InvalidSetting| InvalidField::new(broken.pointer, broken.code, broken.detail);
    settings.map_err(|broken| broken.into_iter().map(field).collect())
}
