//! Baskets by number: who bought, and which products together.

use std::collections::HashMap;

/// A basket of more lines is no person's shopping: it would tie everything to everything, and its pairs grow with the square.
pub const MAX_LINES: usize = 60;
/// A buyer with more baskets in the log is a reseller or a program: what it buys together says nothing about people.
pub const MAX_BASKETS_OF_BUYER: u32 = 600;
/// The most lines that are learnt from, of the newest baskets: some 400 MB of memory.
pub const MAX_ALL_LINES: usize = 20_000_000;

/// A log of baskets as it is read, newest first. Buyers and products become numbers.
#[derive(Debug, Default)]
pub struct BasketLog {
    products: HashMap<String, u32>,
    names: Vec<String>,
    buyers: HashMap<String, u32>,
    read: Vec<(u32, u32)>,
    lines: Vec<u32>,
    dropped: Dropped,
}

/// What was left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Baskets of more than [`MAX_LINES`].
    pub large: usize,
    /// Buyers of more than [`MAX_BASKETS_OF_BUYER`].
    pub buyers: usize,
    /// Baskets for which there was no room.
    pub old: usize,
}

impl BasketLog {
    /// Adds a basket. `buyer` is whatever tells one buyer from another. False where there is no room for older ones.
    pub fn add<'a>(&mut self, buyer: &str, products: impl IntoIterator<Item = &'a str>) -> bool {
        let start = self.lines.len();
        for product in products {
            let item = number(&mut self.products, &mut self.names, product);
            if !self.lines.iter().skip(start).any(|known| *known == item) {
                self.lines.push(item);
            }
        }
        let count = self.lines.len() - start;
        if count > MAX_LINES || self.lines.len() > MAX_ALL_LINES {
            self.lines.truncate(start);
            if count > MAX_LINES {
                self.dropped.large += 1;
                return true;
            }
            self.dropped.old += 1;
            return false;
        }
        let next = u32::try_from(self.buyers.len()).unwrap_or(u32::MAX);
        let buyer = *self.buyers.entry(buyer.to_owned()).or_insert(next);
        self.read.push((buyer, u32::try_from(count).unwrap_or(0)));
        true
    }

    /// The number of a product, given to it where it has none: one that nobody bought is learnt about, too.
    pub fn product(&mut self, product: &str) -> u32 {
        number(&mut self.products, &mut self.names, product)
    }

    /// How many baskets were taken so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.read.len()
    }

    /// Whether none was.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.read.is_empty()
    }

    /// All baskets, in the order of their buyers; the products' names by number; and what was left out.
    #[must_use]
    pub fn finish(mut self) -> (Baskets, Vec<String>, Dropped) {
        let mut of_buyer = vec![0_u32; self.buyers.len()];
        for (buyer, _) in &self.read {
            of_buyer[*buyer as usize] += 1;
        }
        self.dropped.buyers = of_buyer.iter().filter(|count| **count > MAX_BASKETS_OF_BUYER).count();
        let mut order: Vec<(u32, usize, usize)> = Vec::with_capacity(self.read.len());
        let mut start = 0;
        for (buyer, count) in &self.read {
            let end = start + *count as usize;
            if of_buyer[*buyer as usize] <= MAX_BASKETS_OF_BUYER {
                order.push((*buyer, start, end));
            }
            start = end;
        }
        // The buyer's baskets next to one another: distinct buyers are then counted by looking at the one before.
        order.sort_by_key(|(buyer, start, _)| (*buyer, std::cmp::Reverse(*start)));
        let mut baskets = Baskets::new(self.names.len());
        for (buyer, start, end) in order {
            baskets.push(buyer, &self.lines[start..end]);
        }
        (baskets, self.names, self.dropped)
    }
}

fn number(known: &mut HashMap<String, u32>, names: &mut Vec<String>, name: &str) -> u32 {
    if let Some(number) = known.get(name) {
        return *number;
    }
    let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
    names.push(name.to_owned());
    known.insert(name.to_owned(), number);
    number
}

/// Baskets, one buyer's after the other's, of products `0..items`.
#[derive(Clone, Debug)]
pub struct Baskets {
    items: usize,
    buyers: Vec<u32>,
    ends: Vec<usize>,
    lines: Vec<u32>,
}

impl Baskets {
    /// None yet, of so many products.
    #[must_use]
    pub const fn new(items: usize) -> Self {
        Self { items, buyers: Vec::new(), ends: Vec::new(), lines: Vec::new() }
    }

    /// Adds a basket. Those of one buyer come one after the other; a product stands in a basket once.
    pub fn push(&mut self, buyer: u32, lines: &[u32]) {
        self.buyers.push(buyer);
        self.lines.extend_from_slice(lines);
        self.ends.push(self.lines.len());
    }

    /// How many products there are, sold or not.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.items
    }

    /// How many baskets there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.buyers.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.buyers.is_empty()
    }

    /// A basket: its buyer and its products.
    #[must_use]
    pub fn basket(&self, at: usize) -> (u32, &[u32]) {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        (self.buyers[at], &self.lines[start..self.ends[at]])
    }

    /// All baskets.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        (0..self.len()).map(|at| self.basket(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_basket_and_a_buyer_with_thousands_of_orders_are_left_out() {
        let mut log = BasketLog::default();
        let many: Vec<String> = (0..=MAX_LINES).map(|n| format!("p{n}")).collect();
        assert!(log.add("bot", many.iter().map(String::as_str)));
        for _ in 0..=MAX_BASKETS_OF_BUYER {
            assert!(log.add("reseller", ["tea", "cup"]));
        }
        assert!(log.add("ada", ["tea", "cup", "tea"]));
        let (baskets, names, dropped) = log.finish();
        assert_eq!(dropped, Dropped { large: 1, buyers: 1, old: 0 });
        assert_eq!(baskets.len(), 1);
        let bought: Vec<&str> = baskets.basket(0).1.iter().map(|item| names[*item as usize].as_str()).collect();
        assert_eq!(bought, ["tea", "cup"]);
    }

    #[test]
    fn the_baskets_of_a_buyer_stand_together_the_oldest_first() {
        let mut log = BasketLog::default();
        for (buyer, product) in [("ada", "new"), ("bob", "x"), ("ada", "old")] {
            log.add(buyer, [product]);
        }
        let (baskets, names, _) = log.finish();
        let bought: Vec<&str> = baskets.iter().map(|(_, lines)| names[lines[0] as usize].as_str()).collect();
        assert_eq!(bought, ["old", "new", "x"]);
    }
}
