//! What is like what: by category, by the words of the name, and by price. It needs no sales, so a new product has a place.

use std::collections::HashMap;

use crate::Scored;

/// So many products of a category are compared with each of it, those that sold best: a shop may have one category for all.
const MOST_OF_A_CATEGORY: usize = 400;
/// What each kind of likeness counts for.
const BY_WORDS: f32 = 0.5;
const BY_CATEGORY: f32 = 0.3;
const BY_PRICE: f32 = 0.2;

/// A product as its merchant describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// The keys of its category and of those above it, the widest first.
    pub categories: Vec<String>,
    /// Its name and whatever else says what it is.
    pub text: String,
    /// The lowest price in its main currency.
    pub price_minor: Option<u64>,
}

/// Products by category, with their words weighed by how rare they are.
#[derive(Debug)]
pub struct Likeness<'a> {
    described: &'a [Option<Described>],
    words: Vec<Vec<(u32, f32)>>,
    categories: HashMap<&'a str, Vec<u32>>,
}

impl<'a> Likeness<'a> {
    /// Of these products; `sold` says how often each was bought. What is not described is like nothing.
    #[must_use]
    pub fn of(described: &'a [Option<Described>], sold: impl Fn(usize) -> u32) -> Self {
        let mut categories: HashMap<&str, Vec<u32>> = HashMap::new();
        for (item, product) in described.iter().enumerate() {
            for category in product.iter().flat_map(|product| &product.categories) {
                categories.entry(category).or_default().push(u32::try_from(item).unwrap_or(u32::MAX));
            }
        }
        for members in categories.values_mut() {
            members.sort_by_key(|item| (std::cmp::Reverse(sold(*item as usize)), *item));
            members.truncate(MOST_OF_A_CATEGORY);
        }
        Self { described, words: weighed(described), categories }
    }

    /// At most `most` products that are most like `item`, with how much, from 0 to 1: out of its category first, and out of the
    /// wider ones where that has too few.
    #[must_use]
    pub fn like(&self, item: usize, most: usize) -> Vec<Scored> {
        let Some(product) = self.described.get(item).and_then(Option::as_ref) else { return Vec::new() };
        let mut found: Vec<Scored> = Vec::new();
        let depth = product.categories.len();
        for (level, category) in product.categories.iter().enumerate().rev() {
            let members = self.categories.get(category.as_str()).map_or(&[][..], Vec::as_slice);
            for other in members {
                let is_known = *other as usize == item || found.iter().any(|known| known.item == *other);
                if !is_known {
                    #[expect(clippy::cast_precision_loss, reason = "at most four levels")]
                    let nearness = (level + 1) as f32 / depth as f32;
                    found.push(Scored { item: *other, score: self.likeness(item, *other as usize, nearness) });
                }
            }
            if found.len() >= most {
                break;
            }
        }
        crate::best(&mut found, most);
        found
    }

    fn likeness(&self, one: usize, other: usize, nearness: f32) -> f32 {
        let price = |item: usize| self.described.get(item).and_then(Option::as_ref).and_then(|it| it.price_minor);
        #[expect(clippy::cast_precision_loss, reason = "a likeness, not a book")]
        let by_price = match (price(one), price(other)) {
            (Some(one), Some(other)) if one.max(other) > 0 => one.min(other) as f32 / one.max(other) as f32,
            _ => 0.0,
        };
        BY_WORDS * cosine(&self.words[one], &self.words[other]) + BY_CATEGORY * nearness + BY_PRICE * by_price
    }
}

/// The words of each product with their weights, of length 1 in all, by the words' numbers.
fn weighed(described: &[Option<Described>]) -> Vec<Vec<(u32, f32)>> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut seen: Vec<u32> = Vec::new();
    let mut all: Vec<Vec<u32>> = Vec::with_capacity(described.len());
    for product in described {
        let text = product.as_ref().map(|product| product.text.to_lowercase()).unwrap_or_default();
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut of_product: Vec<u32> = words
            .map(|word| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(word.to_owned()).or_insert(next)
            })
            .collect();
        of_product.sort_unstable();
        of_product.dedup();
        seen.resize(numbers.len(), 0);
        for word in &of_product {
            seen[*word as usize] += 1;
        }
        all.push(of_product);
    }
    #[expect(clippy::cast_precision_loss, reason = "a weight, not a book")]
    let rarity = |word: u32| (1.0 + described.len() as f32 / seen[word as usize] as f32).ln();
    let weighed = all.into_iter().map(|words| {
        let weights: Vec<(u32, f32)> = words.into_iter().map(|word| (word, rarity(word))).collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        weights.into_iter().map(|(word, weight)| (word, weight / length)).collect()
    });
    weighed.collect()
}

fn cosine(one: &[(u32, f32)], other: &[(u32, f32)]) -> f32 {
    let (mut one, mut other, mut sum) = (one.iter().peekable(), other.iter().peekable(), 0.0);
    while let (Some((word, weight)), Some((another, its))) = (one.peek(), other.peek()) {
        match word.cmp(another) {
            std::cmp::Ordering::Less => drop(one.next()),
            std::cmp::Ordering::Greater => drop(other.next()),
            std::cmp::Ordering::Equal => {
                sum += weight * its;
                one.next();
                other.next();
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(categories: &[&str], text: &str, price: u64) -> Described {
        let categories = categories.iter().map(|name| (*name).to_owned()).collect();
        Described { categories, text: text.to_owned(), price_minor: Some(price) }
    }

    #[test]
    fn a_product_without_sales_stands_beside_what_is_called_alike_and_costs_alike() {
        let described = [
            Some(product(&["food", "food > tea"], "Green tea, 500 g", 900)),
            Some(product(&["food", "food > tea"], "Black tea, 500 g", 950)),
            Some(product(&["food", "food > tea"], "Tea strainer", 4_000)),
            Some(product(&["food", "food > rice"], "Rice, 500 g", 300)),
            Some(product(&["garden"], "Green tea bush", 900)),
            None,
        ];
        let likeness = Likeness::of(&described, |_| 0);
        let like: Vec<u32> = likeness.like(0, 3).iter().map(|it| it.item).collect();
        assert_eq!(like, [1, 2, 3]);
        assert!(likeness.like(5, 3).is_empty() && likeness.like(4, 3).is_empty());
    }
}
