//! What shipping costs: zones, and the options of each.

use serde::{Deserialize, Serialize};

use super::{Broken, InvalidSetting, Place, ShippingOffer, ShippingOption, is_unique};
use crate::{kernel::Currency, orders::Destination};

const MAX_ZONES: usize = 50;
const MAX_PLACES: usize = 300;
const MAX_OPTIONS: usize = 20;

/// Places to which shipping costs the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// How merchants call it.
    pub name: String,
    /// Where it is.
    pub places: Vec<Place>,
    /// How orders get there; none where the shop sends nothing to.
    pub options: Vec<ShippingOption>,
}

/// What shipping costs, by zone. Without a zone nothing is said about shipping, and it costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingSettings {
    zones: Vec<Zone>,
}

impl ShippingSettings {
    /// Applies the rules. The error lists every member that breaks one.
    pub fn new(zones: Vec<Zone>) -> Result<Self, Vec<InvalidSetting>> {
        let mut broken = Broken::default();
        broken.unless(zones.len() <= MAX_ZONES, || "/zones".to_owned(), "too_many", "may be at most 50");
        for (index, zone) in zones.iter().take(MAX_ZONES).enumerate() {
            zone.check(&format!("/zones/{index}"), &mut broken);
        }
        broken.none(Self { zones })
    }

    /// Whether anything is said about shipping: then each order has an option.
    #[must_use]
    pub fn is_set_up(&self) -> bool {
        !self.zones.is_empty()
    }

    /// The options of the first zone that has the destination, with what they cost a basket in a currency, by the sum of its lines and
    /// the weight of its units.
    #[must_use]
    pub fn offers(
        &self,
        to: &Destination,
        currency: Currency,
        subtotal_minor: u64,
        weight_grams: u64,
    ) -> Vec<ShippingOffer> {
        let zone = self.zones.iter().find(|zone| zone.places.iter().any(|place| place.has(to)));
        let options = zone.map_or(&[][..], |zone| zone.options.as_slice());
        options.iter().filter_map(|option| option.offer(currency, subtotal_minor, weight_grams)).collect()
    }
}

impl Zone {
    fn check(&self, at: &str, broken: &mut Broken) {
        broken.unless_text::<100>(&self.name, || format!("{at}/name"));
        let is_some = (1..=MAX_PLACES).contains(&self.places.len());
        broken.unless(is_some, || format!("{at}/places"), "out_of_range", "must be 1 to 300");
        let is_few = self.options.len() <= MAX_OPTIONS;
        broken.unless(is_few, || format!("{at}/options"), "too_many", "may be at most 20");
        let is_once = is_unique(self.options.iter().map(|option| &option.id));
        broken.unless(is_once, || format!("{at}/options"), "not_unique", "must each have an id of its own");
        for (index, place) in self.places.iter().take(MAX_PLACES).enumerate() {
            place.check(&format!("{at}/places/{index}"), broken);
        }
        for (index, option) in self.options.iter().take(MAX_OPTIONS).enumerate() {
            option.check(&format!("{at}/options/{index}"), broken);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn zones() -> Value {
        let rates = |price: u64| json!([{ "currency": "EUR", "bands": [{ "price_minor": price }] }]);
        json!([
            { "name": "Highlands", "places": [{ "country": "GB", "postal_codes": [{ "prefix": "IV" }] }], "options": [] },
            { "name": "Britain", "places": [{ "country": "GB" }], "options": [
                { "id": "standard", "name": "Standard", "days": { "from": 2, "to": 4 }, "measure": "price", "rates": [{
                    "currency": "GBP", "bands": [{ "up_to": 2000, "price_minor": 395 }, { "price_minor": 295 }], "free_from_minor": 5000,
                }] },
                { "id": "by-weight", "name": "By weight", "measure": "weight", "rates": [{
                    "currency": "GBP", "bands": [{ "up_to": 500, "price_minor": 200 }, { "up_to": 2000, "price_minor": 600 }],
                }] },
                { "id": "shop", "name": "Pick up", "pick_up_at": "1 Mill Lane, Leeds", "measure": "price", "rates": rates(0) },
            ] },
            { "name": "Anywhere else", "places": [{ "country": "*" }], "options": [
                { "id": "world", "name": "World", "measure": "price", "rates": rates(1500) },
            ] },
        ])
    }

    fn settings(zones: Value) -> Result<ShippingSettings, Vec<InvalidSetting>> {
        ShippingSettings::new(serde_json::from_value(zones).expect("zones"))
    }

    fn offered(country: &str, code: &str, currency: &str, subtotal: u64, grams: u64) -> Vec<(String, u64)> {
        let to = Destination::parse(country, Some(code), None).expect("a destination");
        let currency = Currency::parse(currency).expect("a currency");
        let offers = settings(zones()).expect("settings").offers(&to, currency, subtotal, grams);
        offers.into_iter().map(|offer| (offer.charge.option, offer.charge.amount_minor)).collect()
    }

    fn named(offers: &[(&str, u64)]) -> Vec<(String, u64)> {
        offers.iter().map(|(id, amount)| ((*id).to_owned(), *amount)).collect()
    }

    #[test]
    fn the_first_zone_that_has_the_place_says_what_its_options_cost() {
        assert_eq!(offered("GB", "LS1", "GBP", 2_000, 500), named(&[("standard", 395), ("by-weight", 200)]));
        assert_eq!(offered("GB", "LS1", "GBP", 2_001, 501), named(&[("standard", 295), ("by-weight", 600)]));
        assert_eq!(offered("GB", "LS1", "GBP", 5_000, 2_001), named(&[("standard", 0)]));
        assert_eq!(offered("GB", "LS1", "EUR", 1, 1), named(&[("shop", 0)]));
        assert_eq!(offered("GB", "IV1", "GBP", 1, 1), named(&[]));
        assert_eq!(offered("JP", "100", "EUR", 1, 1), named(&[("world", 1_500)]));
        assert_eq!(offered("JP", "100", "USD", 1, 1), named(&[]));
    }

    #[test]
    fn every_member_that_breaks_a_rule_is_named() {
        let mut wrong = zones();
        wrong[0]["name"] = json!(" ");
        wrong[0]["places"] = json!([]);
        wrong[1]["places"][0]["country"] = json!("UK");
        wrong[1]["options"][0]["id"] = json!("Standard!");
        wrong[1]["options"][0]["days"] = json!({ "from": 4, "to": 2 });
        wrong[1]["options"][0]["rates"][0]["currency"] = json!("gbp");
        wrong[1]["options"][1]["rates"][0]["bands"][1]["up_to"] = json!(500);
        wrong[1]["options"][2]["id"] = json!("by-weight");
        wrong[2]["options"][0]["rates"][0]["bands"][0]["price_minor"] = json!(100_000_000);
        let broken = settings(wrong).expect_err("refused");
        let broken: Vec<(&str, &str)> = broken.iter().map(|broken| (broken.pointer.as_str(), broken.code)).collect();
        assert_eq!(
            broken,
            [
                ("/zones/0/name", "text"),
                ("/zones/0/places", "out_of_range"),
                ("/zones/1/options", "not_unique"),
                ("/zones/1/places/0/country", "country"),
                ("/zones/1/options/0/id", "option_id"),
                ("/zones/1/options/0/days", "out_of_range"),
                ("/zones/1/options/0/rates/0/currency", "not_a_currency"),
                ("/zones/1/options/1/rates/0/bands", "not_ascending"),
                ("/zones/2/options/0/rates/0/bands/0/price_minor", "out_of_range"),
            ]
        );
    }

    #[test]
    fn what_was_stored_reads_back() {
        let settings = settings(zones()).expect("settings");
        let stored = serde_json::to_string(&settings).expect("JSON");
        assert_eq!(serde_json::from_str::<ShippingSettings>(&stored).expect("settings"), settings);
        assert!(settings.is_set_up() && !ShippingSettings::default().is_set_up());
    }
}
