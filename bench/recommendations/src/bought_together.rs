//! Bought together: of each basket of the last weeks a product is hidden, and looked for by what goes with the others.

use std::{collections::HashMap, fmt::Write as _};

use recommend::{Baskets, Method, PairCounts, Together, best_sellers, together};

use crate::{
    data::{Basket, Sales},
    score::{Score, TEN, top},
};

/// Of 53 weeks, the first 44 are learnt from.
const LEARNT_WEEKS: usize = 44;
const WEEKS: usize = 53;
/// So many baskets are asked about.
const ASKED: usize = 6_000;
/// So many neighbours a product keeps.
const KEPT: usize = recommend::MOST;
const MIN_BUYERS: u32 = domain::recommendations::MIN_BUYERS;

struct Asked {
    shown: Vec<u32>,
    hidden: u32,
}

/// The tables: all products, and the best sellers.
pub(crate) fn measure(sales: &Sales, sizes: &[usize]) -> String {
    let mut text = String::new();
    for size in sizes {
        text += &of_size(sales, *size);
    }
    text
}

fn of_size(sales: &Sales, size: usize) -> String {
    let (learnt, asked, items) = split(sales, size);
    let counts = PairCounts::of(&learnt);
    let mut text = format!(
        "\nThe {items} best sellers, {} baskets learnt from, {} asked:\n\n\
         | | a basket: hit@10 | nDCG@10 | coverage | one product: hit@10 | nDCG@10 |\n|---|---|---|---|---|---|\n",
        learnt.len(),
        asked.len(),
    );
    let popular = best_sellers(&counts, TEN + recommend::MAX_LINES);
    let ranks = rank(&best_sellers(&counts, usize::MAX), learnt.items());
    let mut say = |name: &str, list: &dyn Fn(&[u32]) -> Vec<u32>| {
        let (mut of_basket, mut of_one) = (Score::default(), Score::default());
        for one in &asked {
            of_basket.add(&list(&one.shown), &[one.hidden], |_| true);
            of_one.add(&list(&one.shown[..1]), &[one.hidden], |_| true);
        }
        let _ = writeln!(
            text,
            "| {name} | {:.3} | {:.3} | {:.2} | {:.3} | {:.3} |",
            of_basket.hits(),
            of_basket.ndcg(),
            of_basket.coverage(items),
            of_one.hits(),
            of_one.ndcg(),
        );
        eprintln!("bought together, {items}: {name}: {:.4}, one {:.4}", of_basket.hits(), of_one.hits());
    };
    say("best sellers", &|shown| popular.iter().copied().filter(|it| !shown.contains(it)).take(TEN).collect());
    for (name, method, kept, min_buyers) in ways() {
        let began = std::time::Instant::now();
        let rows = together(&counts, method, kept, min_buyers);
        eprintln!("{name}: learnt in {:.1?}", began.elapsed());
        say(name, &|shown| summed(&rows, shown, &ranks));
    }
    text
}

fn ways() -> Vec<(&'static str, Method, usize, u32)> {
    let asymmetric = Method::Asymmetric { shrink: 10.0, power: 0.3 };
    let ease = |size, share| Method::Ease { size, lambda: recommend::LAMBDA, share };
    vec![
        ("how often who buys it buys that", Method::Conditional, usize::MAX, 1),
        ("cosine, shrink 10, all neighbours", Method::Cosine { shrink: 10.0 }, usize::MAX, 1),
        ("cosine, shrink 10, 20 of five buyers", Method::Cosine { shrink: 10.0 }, KEPT, MIN_BUYERS),
        ("asymmetric, 20 of five buyers", asymmetric, KEPT, MIN_BUYERS),
        ("EASE^R, all neighbours", ease(2_400, 0.0), usize::MAX, 1),
        ("EASE^R, 20 of five buyers", ease(2_400, 0.0), KEPT, MIN_BUYERS),
        ("**the shop's: EASE^R and asymmetric, 20 of five buyers**", Method::SHIPPED, KEPT, MIN_BUYERS),
    ]
}

fn summed(rows: &[Vec<Together>], shown: &[u32], ranks: &[u32]) -> Vec<u32> {
    let mut sums: HashMap<u32, f64> = HashMap::new();
    for one in shown.iter().flat_map(|item| &rows[*item as usize]) {
        if !shown.contains(&one.scored.item) {
            *sums.entry(one.scored.item).or_default() += f64::from(one.scored.score);
        }
    }
    top(&sums.into_iter().collect::<Vec<_>>(), TEN, ranks)
}

fn rank(sellers: &[u32], items: usize) -> Vec<u32> {
    let mut ranks = vec![u32::MAX; items];
    (0..).zip(sellers).for_each(|(place, item)| ranks[*item as usize] = place);
    ranks
}

/// The first weeks' baskets of the `size` best sellers, and of the last weeks some, each with a product hidden.
fn split(sales: &Sales, size: usize) -> (Baskets, Vec<Asked>, usize) {
    let (before, after) = sales.baskets.split_at(sales.baskets.len() * LEARNT_WEEKS / WEEKS);
    let counts = Sales::counts(sales.products.len(), before);
    let mut sellers: Vec<u32> = (0..u32::try_from(counts.len()).unwrap_or(0)).collect();
    sellers.retain(|item| counts[*item as usize] > 0);
    sellers.sort_by_key(|item| (std::cmp::Reverse(counts[*item as usize]), *item));
    sellers.truncate(size);
    let mut is_seller = vec![false; counts.len()];
    for item in &sellers {
        is_seller[*item as usize] = true;
    }
    let kept =
        |basket: &Basket| -> Vec<u32> { basket.items.iter().copied().filter(|it| is_seller[*it as usize]).collect() };
    let mut of_household: Vec<Vec<Vec<u32>>> = vec![Vec::new(); sales.households];
    for basket in before.iter().filter(|basket| basket.items.len() <= recommend::MAX_LINES) {
        of_household[basket.household as usize].push(kept(basket));
    }
    let mut learnt = Baskets::new(counts.len());
    for (household, baskets) in (0..).zip(&of_household) {
        baskets.iter().filter(|lines| !lines.is_empty()).for_each(|lines| learnt.push(household, lines));
    }
    let asked: Vec<Vec<u32>> = after.iter().map(kept).filter(|lines| lines.len() > 1).collect();
    let step = (asked.len() / ASKED).max(1);
    let asked = asked.into_iter().step_by(step).take(ASKED).enumerate().map(|(number, mut lines)| {
        // No chance, but no order either: the lines of a basket come in the order of the products' numbers.
        let hidden = lines.remove(number * 7_919 % lines.len());
        let first = number * 104_729 % lines.len();
        lines.swap(0, first);
        Asked { shown: lines, hidden }
    });
    (learnt, asked.collect(), sellers.len())
}
