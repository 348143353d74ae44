//! The model: for each product what goes with it and what stands in for it, and for each category what is popular.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    Baskets, Described, Likeness, Method, PairCounts, Scored, best,
    neighbours::{Together, together},
    pairs::Sold,
};

/// So many products are kept of each list: twice what a page shows, for some will be sold out.
pub const MOST: usize = 20;
/// So many products lend their neighbours to one that is like them.
const LENDERS: usize = 5;
/// With so many baskets a product's own neighbours count as much as those that it borrows.
const HALF_KNOWN: f32 = 5.0;
/// So many of a category's best sellers are kept.
const MOST_POPULAR: usize = 30;

/// A product in another's list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linked {
    /// The product, and how much speaks for it. Lists of several products are added up, so what speaks little is not made great.
    pub scored: Scored,
    /// Baskets that have both; 0 where it is only known from what is similar.
    pub baskets: u32,
}

/// What was learnt of a product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learnt {
    /// What is bought with it.
    pub bought_together: Vec<Linked>,
    /// What stands in for it.
    pub alternatives: Vec<Linked>,
}

/// What was learnt of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Of each product, by number.
    pub products: Vec<Learnt>,
    /// By the key of a category, and of all products by "", the products that the most buyers bought.
    pub popular: BTreeMap<String, Vec<u32>>,
}

/// Learns from baskets. `described` has, by number, the products on sale: nothing else comes into a list. A pair, or a product
/// that is called popular, has at least `min_buyers` distinct buyers behind it.
#[must_use]
pub fn learn(baskets: &Baskets, described: &[Option<Described>], method: Method, min_buyers: u32) -> Model {
    let counts = PairCounts::of(baskets);
    let own = together(&counts, method, MOST * 2, min_buyers);
    let likeness = Likeness::of(described, |item| counts.sold()[item].buyers);
    let on_sale = |item: u32| described.get(item as usize).is_some_and(Option::is_some);
    let learnt = |(item, own_row): (usize, &Vec<Together>)| {
        let like = likeness.like(item, MOST + LENDERS);
        let borrowed = lent(&own, &like, item);
        Learnt {
            bought_together: blended(own_row, borrowed, counts.sold()[item], on_sale),
            alternatives: alternatives(&like, own_row),
        }
    };
    let products = own.iter().enumerate().map(learnt).collect();
    Model { products, popular: popular(described, counts.sold(), min_buyers) }
}

/// The neighbours of what is like `item`, weighed by how much it is.
fn lent(own: &[Vec<Together>], like: &[Scored], item: usize) -> Vec<Scored> {
    let mut sums: BTreeMap<u32, f32> = BTreeMap::new();
    let lenders = like.iter().filter(|lender| !own[lender.item as usize].is_empty());
    let lenders: Vec<&Scored> = lenders.take(LENDERS).collect();
    let all: f32 = lenders.iter().map(|lender| lender.score).sum();
    for lender in lenders {
        let row = &own[lender.item as usize];
        for one in row.iter().filter(|one| one.scored.item as usize != item) {
            *sums.entry(one.scored.item).or_default() += lender.score * one.scored.score / all;
        }
    }
    let mut borrowed: Vec<Scored> = sums.into_iter().map(|(item, score)| Scored { item, score }).collect();
    best(&mut borrowed, MOST * 2);
    borrowed
}

/// A product's own neighbours, and what it borrows: the more it was sold, the less of that.
fn blended(own: &[Together], borrowed: Vec<Scored>, sold: Sold, on_sale: impl Fn(u32) -> bool) -> Vec<Linked> {
    #[expect(clippy::cast_precision_loss, reason = "a weight, not a book")]
    let known = sold.baskets as f32 / (sold.baskets as f32 + HALF_KNOWN);
    let mut scores: BTreeMap<u32, f32> = BTreeMap::new();
    for one in own {
        *scores.entry(one.scored.item).or_default() += known * one.scored.score;
    }
    for one in borrowed {
        *scores.entry(one.item).or_default() += (1.0 - known) * one.score;
    }
    let all = scores.into_iter().filter(|(item, _)| on_sale(*item));
    let mut all: Vec<Scored> = all.map(|(item, score)| Scored { item, score }).collect();
    best(&mut all, MOST);
    let baskets = |item: u32| own.iter().find(|one| one.scored.item == item).map_or(0, |one| one.pair.baskets);
    all.into_iter().map(|scored| Linked { scored, baskets: baskets(scored.item) }).collect()
}

/// What is like it, but is not bought with it: who buys both wants both.
fn alternatives(like: &[Scored], own: &[Together]) -> Vec<Linked> {
    let is_bought_with = |item: u32| own.iter().take(MOST).any(|one| one.scored.item == item);
    let mut all: Vec<Scored> = like.to_vec();
    for one in &mut all {
        if is_bought_with(one.item) {
            one.score *= 0.5;
        }
    }
    best(&mut all, MOST);
    all.into_iter().map(|scored| Linked { scored, baskets: 0 }).collect()
}

fn popular(described: &[Option<Described>], sold: &[Sold], min_buyers: u32) -> BTreeMap<String, Vec<u32>> {
    let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (item, product) in (0..).zip(described) {
        let Some(product) = product.as_ref().filter(|_| sold[item as usize].buyers >= min_buyers) else { continue };
        for category in product.categories.iter().map(String::as_str).chain([""]) {
            all.entry(category.to_owned()).or_default().push(item);
        }
    }
    for items in all.values_mut() {
        items.sort_by_key(|item| (Reverse(sold[*item as usize].buyers), Reverse(sold[*item as usize].baskets), *item));
        items.truncate(MOST_POPULAR);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(category: &str, text: &str) -> Described {
        Described { categories: vec![category.to_owned()], text: text.to_owned(), price_minor: Some(500) }
    }

    /// Tea and cups are bought together by six; a new tea by nobody; and something that is no longer on sale with tea by six.
    fn learnt() -> Model {
        let described = [
            Some(product("tea", "Green tea")),
            Some(product("china", "Cup")),
            Some(product("tea", "Green tea, new")),
            None,
        ];
        let mut baskets = Baskets::new(4);
        for buyer in 0..6 {
            baskets.push(buyer, &[0, 1, 3]);
        }
        for buyer in 6..10 {
            baskets.push(buyer, &[1]);
        }
        learn(&baskets, &described, Method::SHIPPED, 5)
    }

    fn items(linked: &[Linked]) -> Vec<u32> {
        linked.iter().map(|one| one.scored.item).collect()
    }

    #[test]
    fn what_is_not_on_sale_comes_into_no_list() {
        let model = learnt();
        assert_eq!(items(&model.products[0].bought_together), [1]);
        assert!(model.products.iter().all(|it| !items(&it.bought_together).contains(&3)));
        assert!(model.popular.values().all(|items| !items.contains(&3)));
    }

    #[test]
    fn a_product_without_sales_borrows_from_what_is_like_it() {
        let new = &learnt().products[2];
        assert_eq!((items(&new.bought_together), new.bought_together[0].baskets), (vec![1], 0));
        assert_eq!(items(&new.alternatives), [0]);
    }

    #[test]
    fn what_the_most_buyers_bought_is_popular() {
        let model = learnt();
        assert_eq!((&model.popular[""], &model.popular["china"]), (&vec![1, 0], &vec![1]));
        let few = learn(&Baskets::new(1), &[Some(product("tea", "Tea"))], Method::SHIPPED, 5);
        assert!(few.popular.is_empty());
    }
}
