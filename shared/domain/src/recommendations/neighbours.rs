//! What speaks for a product, and which of several is best.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kernel::ProductId;

/// A pair of products is shown only if so many distinct buyers bought both: nothing is told of fewer.
pub const MIN_BUYERS: u32 = 5;

/// So many products of a history or a basket speak for others: the row of each is read.
pub const MOST_WEIGHED: usize = 20;

/// Why a product is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The buyer bought it before.
    BoughtBefore,
    /// Others bought it together with what it is shown for.
    BoughtTogether,
    /// It is like what it is shown for, or is bought with what is.
    Similar,
    /// Many bought it, out of the same category.
    PopularInCategory,
    /// Many bought it.
    Popular,
    /// It is new in the shop.
    New,
}

/// A product in another's list.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Which one.
    pub product: ProductId,
    /// How much speaks for it.
    pub score: f64,
    /// Why.
    pub reason: Reason,
}

/// A product to be shown, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Which one.
    pub product: ProductId,
    /// Why.
    pub reason: Reason,
}

/// Adds up what several products say, each with its weight; the best first. The reason is that of whoever says most. What `is_left_out`
/// stays out.
pub fn add_up<'a>(
    lists: impl IntoIterator<Item = (f64, &'a [Neighbour])>,
    is_left_out: impl Fn(&ProductId) -> bool,
) -> Vec<Ranked> {
    let mut sums: BTreeMap<&ProductId, (f64, f64, Reason)> = BTreeMap::new();
    for (weight, list) in lists {
        for neighbour in list.iter().filter(|neighbour| !is_left_out(&neighbour.product)) {
            let score = weight * neighbour.score;
            let sum = sums.entry(&neighbour.product).or_insert((0.0, 0.0, neighbour.reason));
            sum.0 += score;
            if score > sum.1 {
                (sum.1, sum.2) = (score, neighbour.reason);
            }
        }
    }
    let mut ranked: Vec<_> = sums.into_iter().collect();
    ranked.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(b.0)));
    ranked.into_iter().map(|(product, (_, _, reason))| Ranked { product: product.clone(), reason }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbour(product: &str, score: f64, reason: Reason) -> Neighbour {
        Neighbour { product: product.parse().expect("an id"), score, reason }
    }

    #[test]
    fn what_several_say_counts_for_more_and_the_loudest_gives_the_reason() {
        let tea = [neighbour("cup", 1.0, Reason::BoughtTogether), neighbour("milk", 0.6, Reason::BoughtTogether)];
        let rice = [neighbour("milk", 0.9, Reason::Similar), neighbour("own", 1.0, Reason::BoughtTogether)];
        let ranked = add_up([(1.0, &tea[..]), (1.0, &rice[..])], |product| product.as_str() == "own");
        let ranked: Vec<_> = ranked.iter().map(|it| (it.product.as_str(), it.reason)).collect();
        assert_eq!(ranked, [("milk", Reason::Similar), ("cup", Reason::BoughtTogether)]);
    }
}
