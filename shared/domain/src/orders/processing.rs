//! When the shop asks again about a payment that the provider works on for days.
//!
//! SEPA debits take up to 14 business days, others less. Source: <https://docs.stripe.com/payments/bank-debits>.

use crate::kernel::{Seconds, Timestamp};

/// The pause before the first question. An event usually tells sooner.
pub const FIRST_PAUSE_SECONDS: Seconds = 60;
/// The longest pause between two questions.
pub const LONGEST_PAUSE_SECONDS: Seconds = 6 * 3_600;
/// After so long the provider should have decided: 14 business days, their weekends, and a day for a holiday.
pub const PROCESSING_LIMIT_SECONDS: Seconds = 21 * 86_400;

/// When to ask next about a payment that is processing since `since`. Each pause is as long as all before it together, so
/// it doubles, up to [`LONGEST_PAUSE_SECONDS`]. `None` once [`PROCESSING_LIMIT_SECONDS`] are over.
#[must_use]
pub fn next_question(since: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let elapsed = now.seconds() - since.seconds();
    if elapsed >= PROCESSING_LIMIT_SECONDS {
        return None;
    }
    Some(now.plus_seconds(elapsed.clamp(FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINCE: Timestamp = Timestamp::from_millis(1_795_376_589_000);

    #[test]
    fn the_pauses_double_to_six_hours_and_end_after_three_weeks() {
        let (mut now, mut pauses) = (SINCE, Vec::new());
        while let Some(next) = next_question(SINCE, now) {
            pauses.push(next.seconds() - now.seconds());
            now = next;
        }
        assert_eq!(pauses[..6], [60, 60, 120, 240, 480, 960]);
        assert!(pauses.iter().all(|pause| (FIRST_PAUSE_SECONDS..=LONGEST_PAUSE_SECONDS).contains(pause)));
        assert!(pauses.len() < 100, "{} questions", pauses.len());
        assert!(now.seconds() - SINCE.seconds() >= PROCESSING_LIMIT_SECONDS);
    }

    #[test]
    fn a_clock_that_lags_asks_after_the_first_pause() {
        let earlier = SINCE.plus_seconds(-300);
        assert_eq!(next_question(SINCE, earlier), Some(earlier.plus_seconds(FIRST_PAUSE_SECONDS)));
    }
}
