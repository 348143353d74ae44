//! The next basket: the last one of each household is hidden, and foretold from the ones before.

use std::{collections::HashMap, fmt::Write as _};

use domain::{
    kernel::{Day, Digest, OrderId, ProductId, Timestamp},
    recommendations::History,
};
use recommend::{Baskets, Method, together};

use crate::{
    data::{Basket, Sales},
    peers::{Peers, Sparse},
    score::{Score, TEN, top},
};

/// What is known of the households, and what is hidden.
pub(crate) struct Split<'a> {
    pub(crate) sales: &'a Sales,
    /// Of each household, oldest first.
    pub(crate) known: Vec<Vec<&'a Basket>>,
    pub(crate) hidden: Vec<Option<&'a Basket>>,
    /// The place of each product among the best sellers.
    pub(crate) rank: Vec<u32>,
    pub(crate) best_sellers: Vec<u32>,
}

impl<'a> Split<'a> {
    pub(crate) fn of(sales: &'a Sales) -> Self {
        let mut known: Vec<Vec<&Basket>> = vec![Vec::new(); sales.households];
        for basket in sales.baskets.iter().filter(|basket| !basket.items.is_empty()) {
            known[basket.household as usize].push(basket);
        }
        let hidden = known.iter_mut().map(|baskets| if baskets.len() > 1 { baskets.pop() } else { None }).collect();
        let mut counts = vec![0_u32; sales.products.len()];
        known.iter().flatten().flat_map(|basket| &basket.items).for_each(|item| counts[*item as usize] += 1);
        let mut best_sellers: Vec<u32> = (0..u32::try_from(counts.len()).unwrap_or(0)).collect();
        best_sellers.sort_by_key(|item| (std::cmp::Reverse(counts[*item as usize]), *item));
        let mut rank = vec![0; counts.len()];
        (0..).zip(&best_sellers).for_each(|(place, item)| rank[*item as usize] = place);
        Self { sales, known, hidden, rank, best_sellers }
    }

    fn frequency(&self, household: usize) -> Sparse {
        let mut counts: HashMap<u32, f64> = HashMap::new();
        for basket in &self.known[household] {
            basket.items.iter().for_each(|item| *counts.entry(*item).or_default() += 1.0);
        }
        counts.into_iter().collect()
    }

    /// The shop's own: the history as the shop keeps it, written and read.
    fn shipped(&self, household: usize, products: &[ProductId], numbers: &HashMap<&str, u32>) -> Vec<u32> {
        let day = Day::of(Timestamp::from_millis(0));
        let mut history = History::default();
        for (number, basket) in self.known[household].iter().enumerate() {
            let order = OrderId::from_digest(&Digest::of(&[&number.to_be_bytes()]));
            let bought: Vec<ProductId> = basket.items.iter().map(|item| products[*item as usize].clone()).collect();
            history.count(&order, &bought, day);
        }
        let wanted = history.wanted().into_iter().filter_map(|wanted| numbers.get(wanted.product.as_str()).copied());
        wanted.take(TEN).collect()
    }
}

/// Ten products that a household may want.
type Foretell<'f> = Box<dyn Fn(usize) -> Vec<u32> + 'f>;

/// What fewer baskets have cannot be foretold by anybody; other measurements leave such products out as well.
const MIN_BASKETS: u32 = 6;

/// The table.
pub(crate) fn measure(sales: &Sales) -> String {
    let sales = &sales.of_at_least(MIN_BASKETS);
    let split = Split::of(sales);
    let peers = Peers::of(&split);
    let products: Vec<ProductId> = sales.products.iter().filter_map(|name| name.parse().ok()).collect();
    let numbers: HashMap<&str, u32> = (0..).zip(&products).map(|(number, id)| (id.as_str(), number)).collect();
    let all = baskets(&split);
    let cosine = together(&recommend::PairCounts::of(&all), Method::Cosine { shrink: 10.0 }, 100, 1);
    let ease =
        together(&recommend::PairCounts::of(&all), Method::Ease { size: 4_000, lambda: 200.0, share: 0.0 }, 100, 1);
    let spoken = |rows: &[Vec<recommend::Together>], household: usize| {
        let mut sums: HashMap<u32, f64> = HashMap::new();
        for (item, weight) in split.frequency(household) {
            for one in &rows[item as usize] {
                *sums.entry(one.scored.item).or_default() += weight * f64::from(one.scored.score);
            }
        }
        top(&sums.into_iter().collect::<Sparse>(), TEN, &split.rank)
    };
    let ways: Vec<(&str, Foretell<'_>)> = vec![
        ("best sellers for all", Box::new(|_| split.best_sellers[..TEN].to_vec())),
        ("item-item cosine of the history", Box::new(|household| spoken(&cosine, household))),
        ("EASE^R of the history, 4,000 best sellers", Box::new(|household| spoken(&ease, household))),
        ("the household's own frequency (P-TopFreq)", Box::new(|it| top(&split.frequency(it), TEN, &split.rank))),
        ("UP-CF@25 (alpha 0.25, q 10)", Box::new(|household| top(&peers.up_cf(household), TEN, &split.rank))),
        ("TIFU-KNN (m 7, 0.9, 0.7, k 100, alpha 0.7)", Box::new(|it| top(&peers.tifu_knn(it), TEN, &split.rank))),
        (
            "**the shop's: frequency, 0.96 a basket**",
            Box::new(|household| split.shipped(household, &products, &numbers)),
        ),
    ];
    let sold = sales.baskets.iter().flat_map(|basket| &basket.items).collect::<std::collections::HashSet<_>>().len();
    let asked = split.hidden.iter().flatten().count();
    let mut text = format!("{asked} households; the {sold} products that are in at least {MIN_BASKETS} baskets.\n\n");
    text += "| | recall@10 | nDCG@10 | hit@10 | coverage | new |\n|---|---|---|---|---|---|\n";
    for (name, foretell) in ways {
        let mut score = Score::default();
        for (household, hidden) in split.hidden.iter().enumerate() {
            let Some(hidden) = hidden else { continue };
            let list = foretell(household);
            let known = &split.known[household];
            score.add(&list, &hidden.items, |item| !known.iter().any(|basket| basket.items.contains(&item)));
        }
        let coverage = score.coverage(sold);
        let (recall, ndcg, hits, new) = (score.recall(), score.ndcg(), score.hits(), score.new_share());
        let _ = writeln!(text, "| {name} | {recall:.4} | {ndcg:.4} | {hits:.3} | {coverage:.3} | {new:.2} |");
        eprintln!("next basket: {name}: {recall:.4}");
    }
    text
}

fn baskets(split: &Split<'_>) -> Baskets {
    let mut all = Baskets::new(split.sales.products.len());
    for (household, known) in (0..).zip(&split.known) {
        for basket in known.iter().filter(|basket| basket.items.len() <= recommend::MAX_LINES) {
            all.push(household, &basket.items);
        }
    }
    all
}
