//! Facets as an answer shows them: what was counted, by how it is written, and not too much of it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use domain::catalogue::Availability;

use crate::{
    collector::{Counts, Gathered},
    document::{FacetValues, SEPARATOR},
    price_bands::bands,
    question::Facets,
};

/// The most categories, attributes, and values of one attribute in an answer.
const MAX_CATEGORIES: usize = 40;
const MAX_ATTRIBUTES: usize = 12;
const MAX_VALUES: usize = 20;

pub(crate) fn of(gathered: &Gathered) -> Facets {
    let badges =
        [Availability::In, Availability::Low, Availability::Out].into_iter().zip(gathered.availability.iter().rev());
    Facets {
        categories: categories(&gathered.categories),
        prices: bands(&gathered.prices),
        availability: badges.filter(|(_, count)| **count > 0).map(|(badge, count)| (badge, *count)).collect(),
        attributes: attributes(&gathered.attributes),
    }
}

/// Categories by how many, each as most products write it.
fn categories(counts: &Counts) -> Vec<(String, u64)> {
    let written = counts.iter().filter_map(|(term, count)| {
        let (key, shown) = term.split_once(SEPARATOR)?;
        Some((key, shown, *count))
    });
    let mut categories = most_written(written);
    categories.truncate(MAX_CATEGORIES);
    categories
}

/// What has one key is one, written as it is written most; the largest first.
fn most_written<'a>(written: impl Iterator<Item = (&'a str, &'a str, u64)>) -> Vec<(String, u64)> {
    let mut one: HashMap<&str, (u64, Reverse<&str>, u64)> = HashMap::new();
    for (key, shown, count) in written {
        let best = one.entry(key).or_insert((0, Reverse(shown), 0));
        best.2 += count;
        if (count, Reverse(shown)) > (best.0, best.1) {
            (best.0, best.1) = (count, Reverse(shown));
        }
    }
    let mut all: Vec<(String, u64)> =
        one.into_values().map(|(_, Reverse(shown), count)| (shown.to_owned(), count)).collect();
    all.sort_by(|(a, in_a), (b, in_b)| in_b.cmp(in_a).then_with(|| a.cmp(b)));
    all
}

/// The attributes that most products have, each with its most frequent values.
fn attributes(counts: &Counts) -> FacetValues {
    let mut by_name: BTreeMap<&str, Vec<(&str, &str, &str, u64)>> = BTreeMap::new();
    for (term, count) in counts {
        let mut parts = term.splitn(4, SEPARATOR);
        if let (Some(name), Some(value), Some(name_shown), Some(shown)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        {
            by_name.entry(name).or_default().push((value, name_shown, shown, *count));
        }
    }
    let named = by_name.into_values().filter_map(|values| {
        let sum: u64 = values.iter().map(|(.., count)| count).sum();
        let names = values.iter().map(|(_, name, _, count)| ("", *name, *count));
        let (name, _) = most_written(names).into_iter().next()?;
        let mut shown = most_written(values.iter().map(|(key, _, shown, count)| (*key, *shown, *count)));
        shown.truncate(MAX_VALUES);
        Some((sum, name, shown))
    });
    let mut all: Vec<_> = named.collect();
    all.sort_by(|(in_a, a, _), (in_b, b, _)| in_b.cmp(in_a).then_with(|| a.cmp(b)));
    all.truncate(MAX_ATTRIBUTES);
    all.into_iter().map(|(_, name, values)| (name, values)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_several_ways_is_counted_once_and_written_as_most_do() {
        let counts = Counts::from([
            ("food\u{1f}FOOD".to_owned(), 1),
            ("food\u{1f}Food".to_owned(), 2),
            ("tea\u{1f}Tea".to_owned(), 9),
        ]);
        assert_eq!(categories(&counts), [("Tea".to_owned(), 9), ("Food".to_owned(), 3)]);
    }

    #[test]
    fn thousands_of_values_come_to_a_few() {
        let term = |name: usize, value: usize| format!("n{name}\u{1f}v{value}\u{1f}N{name}\u{1f}V{value}");
        let counts: Counts = (0..50).flat_map(|name| (0..100).map(move |value| (term(name, value), 1))).collect();
        let attributes = attributes(&counts);
        assert_eq!(attributes.len(), MAX_ATTRIBUTES);
        assert!(attributes.values().all(|values| values.len() == MAX_VALUES));
    }
}
