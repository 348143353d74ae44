//! Sales of some days as a picture.

/// What was sold on a day.
#[derive(Clone, Debug)]
pub(crate) struct DaySales {
    /// As people write it.
    pub(crate) day: String,
    pub(crate) orders: u64,
    pub(crate) units: u64,
    pub(crate) gross_minor: u64,
    /// What was given back, or lost to a dispute.
    pub(crate) back_minor: u64,
    pub(crate) gross: String,
    pub(crate) back: String,
}

/// A day's bar, in the units of the picture.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) x: u64,
    pub(crate) width: u64,
    /// From the top of the picture to the bar, and the bar.
    pub(crate) y: u64,
    pub(crate) height: u64,
    /// The part of it that was given back, at its foot.
    pub(crate) back_y: u64,
    pub(crate) back_height: u64,
    pub(crate) title: String,
}

/// How high the picture is, and how wide a day.
pub(crate) const HEIGHT: u64 = 100;
const DAY_WIDTH: u64 = 20;
const GAP: u64 = 4;

/// A bar for each day. The highest one fills the picture; a day with sales has a bar, however small.
pub(crate) fn bars(days: &[DaySales]) -> Vec<Bar> {
    let highest = days.iter().map(|day| day.gross_minor).max().unwrap_or_default().max(1);
    let scaled = |minor: u64| {
        let share = u128::from(minor) * u128::from(HEIGHT) / u128::from(highest);
        u64::try_from(share).unwrap_or(HEIGHT).min(HEIGHT).max(u64::from(minor > 0))
    };
    days.iter()
        .zip(0..)
        .map(|(day, at)| {
            let height = scaled(day.gross_minor);
            let back_height = scaled(day.back_minor).min(height);
            Bar {
                x: at * DAY_WIDTH + GAP / 2,
                width: DAY_WIDTH - GAP,
                y: HEIGHT - height,
                height,
                back_y: HEIGHT - back_height,
                back_height,
                title: format!("{}: {}", day.day, day.gross),
            }
        })
        .collect()
}

/// How wide the picture of so many days is.
pub(crate) const fn width(days: usize) -> u64 {
    days as u64 * DAY_WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(gross_minor: u64, back_minor: u64) -> DaySales {
        let text = String::new;
        DaySales { day: text(), orders: 1, units: 1, gross_minor, back_minor, gross: text(), back: text() }
    }

    #[test]
    fn the_best_day_fills_the_picture_and_a_small_one_is_seen() {
        let bars = bars(&[day(10_000, 5_000), day(1, 0), day(0, 0)]);
        let shape: Vec<_> = bars.iter().map(|bar| (bar.y, bar.height, bar.back_height)).collect();
        assert_eq!(shape, [(0, 100, 50), (99, 1, 0), (100, 0, 0)]);
        assert!(bars.iter().all(|bar| bar.y + bar.height == HEIGHT && bar.x + bar.width <= width(3)));
        assert!(super::bars(&[day(u64::MAX, u64::MAX)]).iter().all(|bar| bar.height == HEIGHT));
    }
}
