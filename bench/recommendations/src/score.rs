//! How good a list of ten is.

use std::collections::HashSet;

/// Lists have so many.
pub(crate) const TEN: usize = 10;

/// Sums over all lists.
#[derive(Debug, Default)]
pub(crate) struct Score {
    lists: f64,
    recall: f64,
    ndcg: f64,
    hits: f64,
    new: f64,
    shown: f64,
    items: HashSet<u32>,
}

impl Score {
    /// Adds a list; `wanted` is what was bought then, and `is_new` what the household had not bought before.
    pub(crate) fn add(&mut self, list: &[u32], wanted: &[u32], is_new: impl Fn(u32) -> bool) {
        let list = &list[..list.len().min(TEN)];
        let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
        let hits: Vec<usize> = (0..list.len()).filter(|place| wanted.contains(&list[*place])).collect();
        self.lists += 1.0;
        self.recall += hits.len() as f64 / wanted.len() as f64;
        self.ndcg += hits.iter().copied().map(gain).sum::<f64>() / (0..wanted.len().min(TEN)).map(gain).sum::<f64>();
        self.hits += f64::from(u8::from(!hits.is_empty()));
        self.shown += list.len() as f64;
        self.new += list.iter().filter(|item| is_new(**item)).count() as f64;
        self.items.extend(list);
    }

    pub(crate) fn recall(&self) -> f64 {
        self.recall / self.lists
    }

    pub(crate) fn ndcg(&self) -> f64 {
        self.ndcg / self.lists
    }

    /// Lists with at least one hit.
    pub(crate) fn hits(&self) -> f64 {
        self.hits / self.lists
    }

    /// Different products in all lists, of so many.
    pub(crate) fn coverage(&self, of: usize) -> f64 {
        self.items.len() as f64 / of as f64
    }

    /// What of the lists was new to its household.
    pub(crate) fn new_share(&self) -> f64 {
        if self.shown == 0.0 { 0.0 } else { self.new / self.shown }
    }
}

/// The numbers of the ten greatest scores; of equal ones, the smaller tie-breaker's.
pub(crate) fn top(scores: &[(u32, f64)], most: usize, rank: &[u32]) -> Vec<u32> {
    let mut scores = scores.to_vec();
    let order = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(rank[a.0 as usize].cmp(&rank[b.0 as usize]));
    if scores.len() > most {
        scores.select_nth_unstable_by(most - 1, order);
        scores.truncate(most);
    }
    scores.sort_by(order);
    scores.into_iter().map(|(item, _)| item).collect()
}
