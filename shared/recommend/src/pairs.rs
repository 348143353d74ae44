//! How often two products were bought together, and by how many buyers: one product's row at a time, so that memory grows
//! with the baskets and never with the pairs.

use crate::Baskets;

/// What is known of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The other product.
    pub item: u32,
    /// Baskets that have both.
    pub baskets: u32,
    /// Distinct buyers of those baskets.
    pub buyers: u32,
}

/// How often a product was bought, and by how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sold {
    /// Baskets that have it.
    pub baskets: u32,
    /// Distinct buyers of those baskets.
    pub buyers: u32,
}

/// Counts of pairs, by way of which baskets have which product.
#[derive(Debug)]
pub struct PairCounts<'a> {
    baskets: &'a Baskets,
    sold: Vec<Sold>,
    starts: Vec<usize>,
    inside: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Counter {
    baskets: u32,
    buyers: u32,
    last: u32,
}

impl<'a> PairCounts<'a> {
    /// Of these baskets.
    #[must_use]
    pub fn of(baskets: &'a Baskets) -> Self {
        let mut sold = vec![Sold::default(); baskets.items()];
        let mut last = vec![0_u32; baskets.items()];
        for (buyer, lines) in baskets.iter() {
            for item in lines {
                let (sold, last) = (&mut sold[*item as usize], &mut last[*item as usize]);
                sold.baskets += 1;
                if *last != buyer + 1 {
                    *last = buyer + 1;
                    sold.buyers += 1;
                }
            }
        }
        let mut starts = Vec::with_capacity(sold.len() + 1);
        let mut total = 0;
        for one in &sold {
            starts.push(total);
            total += one.baskets as usize;
        }
        starts.push(total);
        let (mut next, mut inside) = (starts.clone(), vec![0_u32; total]);
        for (at, (_, lines)) in baskets.iter().enumerate() {
            for item in lines {
                inside[next[*item as usize]] = u32::try_from(at).unwrap_or(u32::MAX);
                next[*item as usize] += 1;
            }
        }
        Self { baskets, sold, starts, inside }
    }

    /// How often each product was bought.
    #[must_use]
    pub fn sold(&self) -> &[Sold] {
        &self.sold
    }

    /// Shows each product with all that it was ever bought with, in no order.
    pub fn each(&self, mut found: impl FnMut(u32, &[Pair])) {
        let mut counters = vec![Counter::default(); self.sold.len()];
        let mut row: Vec<Pair> = Vec::new();
        for item in 0..self.sold.len() {
            row.clear();
            for at in &self.inside[self.starts[item]..self.starts[item + 1]] {
                let (buyer, lines) = self.baskets.basket(*at as usize);
                for other in lines.iter().filter(|other| **other as usize != item) {
                    let counter = &mut counters[*other as usize];
                    if counter.baskets == 0 {
                        row.push(Pair { item: *other, baskets: 0, buyers: 0 });
                    }
                    counter.baskets += 1;
                    if counter.last != buyer + 1 {
                        counter.last = buyer + 1;
                        counter.buyers += 1;
                    }
                }
            }
            for pair in &mut row {
                let counter = std::mem::take(&mut counters[pair.item as usize]);
                (pair.baskets, pair.buyers) = (counter.baskets, counter.buyers);
            }
            found(u32::try_from(item).unwrap_or(u32::MAX), &row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_by_baskets_and_by_distinct_buyers() {
        let mut baskets = Baskets::new(3);
        for (buyer, lines) in [(0, &[0, 1][..]), (0, &[1, 0]), (1, &[0, 1, 2]), (2, &[2])] {
            baskets.push(buyer, lines);
        }
        let counts = PairCounts::of(&baskets);
        assert_eq!(counts.sold()[0], Sold { baskets: 3, buyers: 2 });
        assert_eq!(counts.sold()[2], Sold { baskets: 2, buyers: 2 });
        let mut rows = Vec::new();
        counts.each(|item, row| rows.push((item, row.to_vec())));
        assert!(rows[0].1.contains(&Pair { item: 1, baskets: 3, buyers: 2 }));
        assert!(rows[0].1.contains(&Pair { item: 2, baskets: 1, buyers: 1 }));
        assert_eq!(rows[2].1.len(), 2);
    }
}
