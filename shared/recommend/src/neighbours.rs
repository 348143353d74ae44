//! Which products are bought together with which.

use std::cmp::Reverse;

use crate::{Baskets, Matrix, Pair, PairCounts, Scored, best, ease};

/// How two products that were bought together are weighed. `c` baskets have both, `n` has one of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// How often who buys `i` buys `j`: `c / n_i`.
    Conditional,
    /// `c / (sqrt(n_i n_j) + shrink)`.
    Cosine {
        /// Holds down what was seen a few times.
        shrink: f32,
    },
    /// `c / (n_i + shrink) / n_j^power`: whoever buys `i` is asked about, and what everybody buys counts less.
    Asymmetric {
        /// Holds down what was seen a few times.
        shrink: f32,
        /// How much less.
        power: f32,
    },
    /// EASE^R among the best sellers, and `share` of the asymmetric weight for all, whose tail has nothing else.
    Ease {
        /// How many best sellers.
        size: usize,
        /// How much each weight is held down.
        lambda: f32,
        /// How much the asymmetric weight counts beside it.
        share: f32,
    },
}

impl Method {
    /// What the shop uses, for what docs/recommendations.md says.
    pub const SHIPPED: Self = Self::Ease { size: 4_000, lambda: ease::LAMBDA, share: 2.0 };
    /// What is left of it where the inversion fails.
    const TAIL: Self = Self::Asymmetric { shrink: 10.0, power: 0.3 };
}

/// A product that is bought together with another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Together {
    /// The product, and how much speaks for it.
    pub scored: Scored,
    /// How often it was, and by how many.
    pub pair: Pair,
}

/// Of each product the at most `most` others that are bought together with it, the best first: only pairs that at least
/// `min_buyers` distinct buyers bought together.
#[must_use]
pub fn together(counts: &PairCounts<'_>, method: Method, most: usize, min_buyers: u32) -> Vec<Vec<Together>> {
    let head = Head::of(counts, method);
    let mut rows = vec![Vec::new(); counts.sold().len()];
    let mut scored: Vec<Scored> = Vec::new();
    counts.each(|item, pairs| {
        scored.clear();
        let known = pairs.iter().filter(|pair| pair.buyers >= min_buyers);
        scored.extend(known.filter_map(|pair| {
            let score =
                head.as_ref().map_or(0.0, |head| head.weight(item, pair.item)) + counted(counts, method, item, *pair);
            (score > 0.0).then_some(Scored { item: pair.item, score })
        }));
        best(&mut scored, most);
        let pair = |scored: &Scored| pairs.iter().find(|pair| pair.item == scored.item).copied();
        rows[item as usize] =
            scored.iter().filter_map(|one| Some(Together { scored: *one, pair: pair(one)? })).collect();
    });
    rows
}

#[expect(clippy::cast_precision_loss, reason = "a weight, not a book")]
fn counted(counts: &PairCounts<'_>, method: Method, item: u32, pair: Pair) -> f32 {
    let sold = |item: u32| counts.sold()[item as usize].baskets as f32;
    let (c, n_i, n_j) = (pair.baskets as f32, sold(item), sold(pair.item));
    match method {
        Method::Conditional => c / n_i,
        Method::Cosine { shrink } => c / ((n_i * n_j).sqrt() + shrink),
        Method::Asymmetric { shrink, power } => c / (n_i + shrink) / n_j.powf(power),
        Method::Ease { share, .. } => share * counted(counts, Method::TAIL, item, pair),
    }
}

/// The numbers of the `most` products that are in the most baskets, the best seller first.
#[must_use]
pub fn best_sellers(counts: &PairCounts<'_>, most: usize) -> Vec<u32> {
    let sold = counts.sold();
    let all = 0..u32::try_from(sold.len()).unwrap_or(u32::MAX);
    let mut items: Vec<u32> = all.filter(|item| sold[*item as usize].baskets > 0).collect();
    items.sort_by_key(|item| (Reverse(sold[*item as usize].baskets), *item));
    items.truncate(most);
    items
}

/// The weights between the best sellers.
struct Head {
    place: Vec<Option<u32>>,
    weights: Matrix,
}

impl Head {
    fn of(counts: &PairCounts<'_>, method: Method) -> Option<Self> {
        let Method::Ease { size, lambda, .. } = method else { return None };
        let mut place = vec![None; counts.sold().len()];
        let items = best_sellers(counts, size);
        for (at, item) in (0..).zip(&items) {
            place[*item as usize] = Some(at);
        }
        let mut matrix = Matrix::zeros(items.len());
        #[expect(clippy::cast_precision_loss, reason = "a weight, not a book")]
        counts.each(|item, pairs| {
            let Some(row) = place[item as usize] else { return };
            matrix.set(row as usize, row as usize, counts.sold()[item as usize].baskets as f32);
            for pair in pairs {
                if let Some(column) = place[pair.item as usize] {
                    matrix.set(row as usize, column as usize, pair.baskets as f32);
                }
            }
        });
        let weights = ease::weights(matrix, lambda)?;
        Some(Self { place, weights })
    }

    fn weight(&self, item: u32, other: u32) -> f32 {
        let (row, column) = (self.place[item as usize], self.place[other as usize]);
        row.zip(column).map_or(0.0, |(row, column)| self.weights.get(row as usize, column as usize))
    }
}

impl Together {
    /// Of these baskets, by the shop's own way.
    #[must_use]
    pub fn of(baskets: &Baskets, method: Method, most: usize, min_buyers: u32) -> Vec<Vec<Self>> {
        together(&PairCounts::of(baskets), method, most, min_buyers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought_by(buyers: u32) -> Vec<Vec<Together>> {
        let mut baskets = Baskets::new(3);
        for buyer in 0..buyers {
            baskets.push(buyer, &[0, 1]);
        }
        // One buyer, however often.
        for _ in 0..50 {
            baskets.push(buyers, &[0, 2]);
        }
        Together::of(&baskets, Method::SHIPPED, 20, 5)
    }

    #[test]
    fn a_pair_of_four_buyers_is_not_shown_and_one_of_five_is() {
        assert!(bought_by(4).iter().all(Vec::is_empty));
        let rows = bought_by(5);
        let of = |item: usize| rows[item].iter().map(|one| one.scored.item).collect::<Vec<_>>();
        assert_eq!((of(0), of(1), of(2)), (vec![1], vec![0], vec![]));
        assert_eq!(rows[0][0].pair, Pair { item: 1, baskets: 5, buyers: 5 });
    }

    #[test]
    fn what_everybody_buys_counts_less_than_what_belongs_to_it() {
        let mut baskets = Baskets::new(4);
        for buyer in 0..200 {
            let lines: &[u32] = if buyer < 20 { &[0, 1, 2] } else { &[2, 3] };
            baskets.push(buyer, lines);
        }
        for method in [Method::Cosine { shrink: 10.0 }, Method::SHIPPED] {
            let rows = Together::of(&baskets, method, 20, 5);
            assert_eq!(rows[0].first().map(|one| one.scored.item), Some(1), "{method:?}");
        }
    }
}
