//! Judged queries, and what the answers to them come to.

use std::collections::{BTreeMap, BTreeSet};

use search::{Question, SearchIndex};
use serde::{Deserialize, Serialize};

use crate::catalogue::Made;

const QUERIES: &str = include_str!("../queries.tsv");
/// Results of a query that are looked at.
pub const LOOKED_AT: usize = 10;

/// A query, and which products it should find.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What kind of query it is: `typo-1`.
    pub class: &'static str,
    /// What is typed.
    pub query: &'static str,
    /// Which products are good, as `kind=Bagels&flavour=Plain`; several such with `|` between; nothing, if none is.
    pub wanted: &'static str,
}

/// All judged queries.
#[must_use]
pub fn queries() -> Vec<Judged> {
    let judged = |line: &'static str| {
        let [class, query, wanted]: [&str; 3] = line.split('\t').collect::<Vec<_>>().try_into().expect("three columns");
        Judged { class, query, wanted }
    };
    QUERIES.lines().filter(|line| !line.starts_with('#')).map(judged).collect()
}

impl Judged {
    /// The products that it should find, by id.
    #[must_use]
    pub fn relevant(&self, catalogue: &[Made]) -> BTreeSet<String> {
        let is_wanted = |made: &&Made| self.wanted.split('|').any(|one| !one.is_empty() && fits(made, one));
        catalogue.iter().filter(is_wanted).map(|made| made.document.card.id.as_str().to_owned()).collect()
    }
}

fn fits(made: &Made, wanted: &str) -> bool {
    wanted.split('&').all(|part| {
        let (name, value) = part.split_once('=').expect("name=value");
        match name {
            "kind" => made.kind == value,
            "flavour" => made.flavour == value,
            "brand" => made.brand.replace('&', "and") == value,
            "size" => made.size == value,
            "category" => made.document.card.category.as_str().contains(value),
            other => panic!("{other} is no property of a product"),
        }
    })
}

/// What a class of queries comes to. All but `queries` are shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// How many queries.
    pub queries: u32,
    /// How far up the good ones are among the first ten.
    pub ndcg: f64,
    /// How many of the good ones are among the first ten, of as many as can be.
    pub recall: f64,
    /// Queries to which nothing is found.
    pub zero: f64,
}

/// What each class comes to, and all of them.
#[must_use]
pub fn judge(index: &SearchIndex, catalogue: &[Made]) -> BTreeMap<String, Quality> {
    let mut classes: BTreeMap<String, Quality> = BTreeMap::new();
    for judged in queries() {
        let one = judge_one(index, &judged, &judged.relevant(catalogue));
        let all = (judged.class != "nothing").then_some("all");
        for class in [Some(judged.class), all].into_iter().flatten() {
            let sum = classes.entry(class.to_owned()).or_default();
            sum.queries += 1;
            sum.ndcg += one.ndcg;
            sum.recall += one.recall;
            sum.zero += one.zero;
        }
    }
    for quality in classes.values_mut() {
        let queries = f64::from(quality.queries);
        quality.ndcg /= queries;
        quality.recall /= queries;
        quality.zero /= queries;
    }
    classes
}

/// What one query comes to.
#[must_use]
pub fn judge_one(index: &SearchIndex, judged: &Judged, relevant: &BTreeSet<String>) -> Quality {
    let question = Question { text: judged.query.to_owned(), limit: LOOKED_AT, ..Question::default() };
    let found = index.search(&question).expect("an answer");
    let good: Vec<bool> = found.hits.iter().map(|hit| relevant.contains(hit.text("id"))).collect();
    let gain = |at: usize| 1.0 / f64::from(u32::try_from(at + 2).unwrap_or(u32::MAX)).log2();
    let best: f64 = (0..relevant.len().min(LOOKED_AT)).map(gain).sum();
    let got: f64 = good.iter().enumerate().filter(|(_, good)| **good).map(|(at, _)| gain(at)).sum();
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let can_be = count(relevant.len().min(LOOKED_AT));
    let is_there = count(good.iter().filter(|good| **good).count());
    let (ndcg, recall) = if relevant.is_empty() {
        let is_right = if found.hits.is_empty() { 1.0 } else { 0.0 };
        (is_right, is_right)
    } else {
        (got / best, is_there / can_be)
    };
    Quality { queries: 1, ndcg, recall, zero: if found.hits.is_empty() { 1.0 } else { 0.0 } }
}
