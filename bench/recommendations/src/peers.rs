//! What others do for the next basket, as their papers say.
//!
//! TIFU-KNN: Hu, He, Gao and Zhang, *Modeling Personalized Item Frequency Information for Next-basket Recommendation* (SIGIR
//! 2020). UP-CF: Faggioli, Polato and Aiolli, *Recency Aware Collaborative Filtering for Next Basket Recommendation* (UMAP 2020).

use std::collections::HashMap;

use crate::next_basket::Split;

/// Products with weights.
pub(crate) type Sparse = Vec<(u32, f64)>;

/// TIFU-KNN: baskets of a group, decay within and between groups, neighbours, and the household's own share.
const GROUP: usize = 7;
const WITHIN: f64 = 0.9;
const BETWEEN: f64 = 0.7;
const NEIGHBOURS: usize = 100;
const OWN_SHARE: f64 = 0.7;
/// UP-CF: the baskets of a window, the asymmetry, and the locality.
const WINDOW: usize = 25;
const ASYMMETRY: f64 = 0.25;
const LOCALITY: i32 = 10;

/// The households' vectors.
pub(crate) struct Peers {
    tifu: Vectors,
    ever: Vectors,
    lately: Vec<Sparse>,
}

struct Vectors {
    of_household: Vec<Sparse>,
    of_item: Vec<Vec<(u32, f64)>>,
}

impl Vectors {
    fn of(of_household: Vec<Sparse>, items: usize) -> Self {
        let mut of_item = vec![Vec::new(); items];
        for (household, vector) in (0..).zip(&of_household) {
            for (item, weight) in vector {
                of_item[*item as usize].push((household, *weight));
            }
        }
        Self { of_household, of_item }
    }

    /// Products with all others.
    fn products(&self, household: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.of_household.len()];
        for (item, weight) in &self.of_household[household] {
            self.of_item[*item as usize].iter().for_each(|(other, its)| sums[*other as usize] += weight * its);
        }
        sums
    }
}

impl Peers {
    pub(crate) fn of(split: &Split<'_>) -> Self {
        let items = split.sales.products.len();
        let households = 0..split.known.len();
        let ever = households.clone().map(|household| bought(split, household, usize::MAX));
        let ever: Vec<Sparse> = ever.map(|vector| vector.into_iter().map(|(item, _)| (item, 1.0)).collect()).collect();
        Self {
            tifu: Vectors::of(households.clone().map(|household| tifu(split, household)).collect(), items),
            ever: Vectors::of(ever, items),
            lately: households.map(|household| bought(split, household, WINDOW)).collect(),
        }
    }

    pub(crate) fn tifu_knn(&self, household: usize) -> Sparse {
        let products = self.tifu.products(household);
        let length = |household: usize| self.tifu.of_household[household].iter().map(|(_, w)| w * w).sum::<f64>();
        let own = length(household);
        let others = (0..products.len()).filter(|other| *other != household);
        let mut near: Vec<(usize, f64)> =
            others.map(|other| (other, own + length(other) - 2.0 * products[other])).collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near.truncate(NEIGHBOURS);
        let mut sums: HashMap<u32, f64> = HashMap::new();
        for (item, weight) in &self.tifu.of_household[household] {
            *sums.entry(*item).or_default() += OWN_SHARE * weight;
        }
        let share = (1.0 - OWN_SHARE) / near.len() as f64;
        for (item, weight) in near.iter().flat_map(|(other, _)| &self.tifu.of_household[*other]) {
            *sums.entry(*item).or_default() += share * weight;
        }
        sums.into_iter().collect()
    }

    pub(crate) fn up_cf(&self, household: usize) -> Sparse {
        let common = self.ever.products(household);
        let size = |household: usize| self.ever.of_household[household].len() as f64;
        let mut sums: HashMap<u32, f64> = HashMap::new();
        for (other, common) in common.iter().enumerate().filter(|(_, common)| **common > 0.0) {
            let similarity = common / (size(household).powf(ASYMMETRY) * size(other).powf(1.0 - ASYMMETRY));
            let weight = similarity.powi(LOCALITY);
            self.lately[other].iter().for_each(|(item, share)| *sums.entry(*item).or_default() += weight * share);
        }
        sums.into_iter().collect()
    }
}

/// In which share of its last baskets a household bought each product.
fn bought(split: &Split<'_>, household: usize, window: usize) -> Sparse {
    let known = &split.known[household];
    let window = window.min(known.len());
    let mut counts: HashMap<u32, f64> = HashMap::new();
    for basket in &known[known.len() - window..] {
        basket.items.iter().for_each(|item| *counts.entry(*item).or_default() += 1.0 / window as f64);
    }
    counts.into_iter().collect()
}

/// A household's vector: means of groups of baskets, in which later ones count more, and so do later groups.
fn tifu(split: &Split<'_>, household: usize) -> Sparse {
    let known = &split.known[household];
    let groups = known.len().div_ceil(GROUP).max(1);
    // The first group has what is left over.
    let first = known.len() - (groups - 1) * GROUP.min(known.len());
    let mut vector: HashMap<u32, f64> = HashMap::new();
    for (at, basket) in known.iter().enumerate() {
        let (group, place, size) =
            if at < first { (0, at, first) } else { (1 + (at - first) / GROUP, (at - first) % GROUP, GROUP) };
        let within = WITHIN.powi(i32::try_from(size - 1 - place).unwrap_or(0)) / size as f64;
        let between = BETWEEN.powi(i32::try_from(groups - 1 - group).unwrap_or(0)) / groups as f64;
        basket.items.iter().for_each(|item| *vector.entry(*item).or_default() += within * between);
    }
    vector.into_iter().collect()
}
