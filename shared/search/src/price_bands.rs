//! Bands of prices: 1, 2 and 5 of each power of ten, so that they are the same in every answer and easy to read.

use std::collections::BTreeMap;

/// The most bands of an answer.
const MOST: usize = 8;

/// Where the band begins that a price is in: 0, 1, 2, 5, 10, 20, 50 and so on.
pub(crate) fn band_of(price: u64) -> u64 {
    let Some(power) = price.checked_ilog10().map(|digits| 10_u64.pow(digits)) else { return 0 };
    match price / power {
        0..=1 => power,
        2..=4 => 2 * power,
        _ => 5 * power,
    }
}

/// Where the next band begins.
fn next(band: u64) -> u64 {
    match band {
        0 => 1,
        _ if band_of(band.saturating_mul(2)) == band.saturating_mul(2) => band.saturating_mul(2),
        _ => band / 2 * 5,
    }
}

/// The bands that have something in them: from, to before, how many. Where there are many, neighbours are one.
pub(crate) fn bands(counts: &BTreeMap<u64, u64>) -> Vec<(u64, u64, u64)> {
    let mut bands: Vec<(u64, u64, u64)> = counts.iter().map(|(from, count)| (*from, next(*from), *count)).collect();
    while bands.len() > MOST {
        let smallest = (1..bands.len()).min_by_key(|at| bands[at - 1].2 + bands[*at].2).unwrap_or(1);
        let (_, to, count) = bands.remove(smallest);
        let before = &mut bands[smallest - 1];
        *before = (before.0, to, before.2 + count);
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_in_the_band_that_begins_below_it() {
        let bands = [0, 1, 2, 4, 5, 9, 10, 199, 200, 499, 999, 1_000].map(band_of);
        assert_eq!(bands, [0, 1, 2, 2, 5, 5, 10, 100, 200, 200, 500, 1_000]);
        assert_eq!(band_of(u64::MAX), 10_000_000_000_000_000_000);
        assert_eq!([0, 1, 2, 5, 10, 200, 500].map(next), [1, 2, 5, 10, 20, 500, 1_000]);
    }

    #[test]
    fn there_are_few_bands_and_nothing_is_lost() {
        let counts: BTreeMap<u64, u64> = (0..200_000).map(|n| (band_of(n), 1)).collect();
        let all = bands(&counts);
        assert_eq!(all.len(), MOST);
        assert_eq!(all.iter().map(|(_, _, count)| count).sum::<u64>(), counts.len() as u64);
        assert!(all.windows(2).all(|pair| pair[0].1 <= pair[1].0));
        assert_eq!(bands(&BTreeMap::from([(100, 3)])), [(100, 200, 3)]);
    }
}
