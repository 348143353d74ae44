//! Medians and percentiles.

use std::time::Duration;

/// Measurements of one thing, sorted.
#[derive(Clone, Debug)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// In milliseconds.
    pub(crate) fn of_times(times: impl IntoIterator<Item = Duration>) -> Self {
        Self::new(times.into_iter().map(|time| time.as_secs_f64() * 1e3).collect())
    }

    /// The smallest value that at least `hundredths` of a hundred do not exceed.
    pub(crate) fn percentile(&self, hundredths: usize) -> f64 {
        let rank = (self.0.len() * hundredths).div_ceil(100).max(1);
        self.0.get(rank - 1).or(self.0.last()).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn median(&self) -> f64 {
        self.percentile(50)
    }

    pub(crate) fn p99(&self) -> f64 {
        self.percentile(99)
    }
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn a_percentile_is_one_of_the_values_measured() {
        let sample = Sample::new((1..=200).rev().map(f64::from).collect());
        let said = |sample: &Sample| format!("{} {} {}", sample.median(), sample.p99(), sample.percentile(100));
        assert_eq!(said(&sample), "100 198 200");
        assert_eq!(said(&Sample::new(vec![7.0])), "7 7 7");
        assert!(Sample::new(Vec::new()).median().is_nan());
    }
}
