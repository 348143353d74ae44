//! What a buyer bought: how often, and how long ago in baskets.

use std::{cmp::Reverse, collections::HashMap};

use crate::kernel::{Day, OrderId, ProductId};

/// Each further basket leaves so much of what a product counted before. Of 0.90 to 1 it is the best on real baskets
/// (docs/recommendations.md).
const DECAY: f64 = 0.96;
/// What counts less has been forgotten: bought once, 113 baskets ago.
const FORGOTTEN: f64 = 0.01;
/// The most products of a history: those that count most.
const MAX_PRODUCTS: usize = 600;
/// So many orders are remembered as counted. A change comes twice within the 24 hours that a stream keeps it.
const MAX_COUNTED: usize = 40;

/// What a buyer bought. Orders count in the order in which they become known, each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    baskets: u32,
    products: HashMap<ProductId, Bought>,
    /// The orders that were counted last, the newest at the end.
    counted: Vec<OrderId>,
}

/// How much a product counted when it was bought last, which basket that was, and on which day.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bought {
    weight: f64,
    basket: u32,
    day: Day,
}

/// A product of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Which one.
    pub product: ProductId,
    /// How often it was bought, the more the later.
    pub weight: f64,
    /// When it was bought last.
    pub day: Day,
}

/// A text that is no history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a buyer's history")]
pub struct InvalidHistory;

impl History {
    /// Counts an order, unless it was counted before; whether it did.
    pub fn count(&mut self, order: &OrderId, products: &[ProductId], day: Day) -> bool {
        if self.counted.contains(order) {
            return false;
        }
        self.baskets = self.baskets.saturating_add(1);
        for product in products {
            let before = self.products.get(product).map_or(0.0, |bought| self.weight(bought));
            let first = self.products.get(product).is_none_or(|bought| bought.basket != self.baskets);
            if first {
                let bought = Bought { weight: before + 1.0, basket: self.baskets, day };
                self.products.insert(product.clone(), bought);
            }
        }
        self.counted.push(order.clone());
        let surplus = self.counted.len().saturating_sub(MAX_COUNTED);
        self.counted.drain(..surplus);
        self.forget();
        true
    }

    /// What the buyer will want again, most of all first.
    #[must_use]
    pub fn wanted(&self) -> Vec<Wanted> {
        let wanted = self.products.iter();
        let wanted = wanted.map(|(product, bought)| (product, self.weight(bought), bought));
        let mut wanted: Vec<_> = wanted.collect();
        wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.2.day.cmp(&a.2.day)).then(a.0.cmp(b.0)));
        let shown = |(product, weight, bought): (&ProductId, f64, &Bought)| Wanted {
            product: product.clone(),
            weight,
            day: bought.day,
        };
        wanted.into_iter().map(shown).collect()
    }

    /// Whether the buyer bought it.
    #[must_use]
    pub fn has(&self, product: &ProductId) -> bool {
        self.products.contains_key(product)
    }

    /// How many orders were counted.
    #[must_use]
    pub const fn baskets(&self) -> u32 {
        self.baskets
    }

    /// The orders that were counted last.
    #[must_use]
    pub fn counted(&self) -> &[OrderId] {
        &self.counted
    }

    /// The products as one text, some 25 bytes each: `tea:1.960:2:2026-11-30 cup:..`.
    #[must_use]
    pub fn products_text(&self) -> String {
        let mut products: Vec<_> = self.products.iter().collect();
        products.sort_by_key(|(product, bought)| (Reverse(bought.basket), (*product).clone()));
        let text = |(product, bought): (&ProductId, &Bought)| {
            format!("{product}:{:.3}:{}:{}", bought.weight, bought.basket, bought.day)
        };
        products.into_iter().map(text).collect::<Vec<_>>().join(" ")
    }

    /// What [`History::products_text`] wrote, of so many baskets.
    pub fn of_text(baskets: u32, products: &str, counted: Vec<OrderId>) -> Result<Self, InvalidHistory> {
        let read = |text: &str| {
            let fields: Vec<&str> = text.split(':').collect();
            let [product, weight, basket, day] = fields[..] else { return None };
            let weight = weight.parse::<f64>().ok().filter(|weight| weight.is_finite() && *weight > 0.0)?;
            let basket = basket.parse().ok().filter(|basket| *basket <= baskets)?;
            Some((product.parse().ok()?, Bought { weight, basket, day: day.parse().ok()? }))
        };
        let products = products.split(' ').filter(|text| !text.is_empty()).map(read).collect::<Option<_>>();
        Ok(Self { baskets, products: products.ok_or(InvalidHistory)?, counted })
    }

    /// What it counts by now.
    fn weight(&self, bought: &Bought) -> f64 {
        bought.weight * DECAY.powf(f64::from(self.baskets - bought.basket))
    }

    /// Drops what counts next to nothing, and what there is no room for.
    fn forget(&mut self) {
        let (baskets, products) = (self.baskets, &mut self.products);
        let weight = |bought: &Bought| bought.weight * DECAY.powf(f64::from(baskets - bought.basket));
        products.retain(|_, bought| weight(bought) >= FORGOTTEN);
        if products.len() > MAX_PRODUCTS {
            let kept = self.wanted().into_iter().take(MAX_PRODUCTS).map(|wanted| wanted.product);
            let kept: std::collections::HashSet<ProductId> = kept.collect();
            self.products.retain(|product, _| kept.contains(product));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Digest;

    fn order(number: u32) -> OrderId {
        OrderId::from_digest(&Digest::of(&[&number.to_be_bytes()]))
    }

    fn products(names: &[&str]) -> Vec<ProductId> {
        names.iter().map(|name| name.parse().expect("an id")).collect()
    }

    fn day() -> Day {
        "2026-11-30".parse().expect("a day")
    }

    fn bought(baskets: &[&[&str]]) -> History {
        let mut history = History::default();
        for (number, basket) in (0..).zip(baskets) {
            assert!(history.count(&order(number), &products(basket), day()));
        }
        history
    }

    fn names(history: &History) -> Vec<String> {
        history.wanted().into_iter().map(|wanted| wanted.product.to_string()).collect()
    }

    #[test]
    fn what_was_bought_often_and_lately_is_wanted_first() {
        let history = bought(&[&["tea", "cup"], &["tea"], &["milk"], &["tea", "rice", "rice"]]);
        assert_eq!(names(&history), ["tea", "rice", "milk", "cup"]);
        let weight = history.wanted()[0].weight;
        assert!((weight - (1.0 + 0.96_f64.powi(2) + 0.96_f64.powi(3))).abs() < 1e-9, "{weight}");
    }

    #[test]
    fn an_order_counts_once_however_often_it_is_told() {
        let mut history = bought(&[&["tea"], &["cup"]]);
        let before = history.clone();
        assert!(!history.count(&order(0), &products(&["tea"]), day()));
        assert_eq!(history, before);
    }

    #[test]
    fn a_history_reads_what_it_wrote() {
        let history = bought(&[&["tea", "cup"], &["tea"]]);
        let text = history.products_text();
        assert_eq!(text, "tea:1.960:2:2026-11-30 cup:1.000:1:2026-11-30");
        let read = History::of_text(2, &text, history.counted().to_vec()).expect("a history");
        assert_eq!((names(&read), read.counted()), (names(&history), history.counted()));
        for text in ["tea", "tea:x:1:2026-11-30", "tea:1:3:2026-11-30", "tea:inf:1:2026-11-30", "../tea:1:1:2026-11-30"]
        {
            assert_eq!(History::of_text(2, text, Vec::new()), Err(InvalidHistory), "{text}");
        }
    }

    #[test]
    fn a_buyer_with_thousands_of_orders_has_a_history_of_bounded_size() {
        let mut history = History::default();
        for number in 0..3_000_u32 {
            let names: Vec<String> = (0..20).map(|n| format!("p{}", (number * 20 + n) % 5_000)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            assert!(history.count(&order(number), &products(&names), day()));
        }
        assert_eq!((history.wanted().len(), history.counted().len()), (MAX_PRODUCTS, MAX_COUNTED));
        assert!(history.products_text().len() < 20_000);
    }
}
