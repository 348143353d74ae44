//! Counts the lines of an import by their outcome.

use backroom::catalogue::Imported;

use super::Outcome;

/// The count of lines by what became of them.
#[derive(Debug, Default)]
pub(super) struct Tally {
    new: u64,
    updated: u64,
    unchanged: u64,
    stock_kept: u64,
    bad: u64,
    failed: u64,
    /// Lines that failed since the last one that did not.
    pub(super) failed_in_a_row: u32,
}

impl Tally {
    /// Counts a line; returns what there is to complain about it.
    pub(super) fn count<'a>(&mut self, outcome: &'a Outcome) -> Option<&'a str> {
        match outcome {
            Outcome::Failed(_) => self.failed_in_a_row += 1,
            Outcome::Done(_) | Outcome::StockKept(_) => self.failed_in_a_row = 0,
            Outcome::Bad(_) => {}
        }
        let imported = match outcome {
            Outcome::Bad(reason) => {
                self.bad += 1;
                return Some(reason);
            }
            Outcome::Failed(reason) => {
                self.failed += 1;
                return Some(reason);
            }
            Outcome::StockKept(imported) => {
                self.stock_kept += 1;
                imported
            }
            Outcome::Done(imported) => imported,
        };
        match imported {
            Imported::New => self.new += 1,
            Imported::Updated { .. } => self.updated += 1,
            Imported::Unchanged { .. } => self.unchanged += 1,
        }
        None
    }

    /// All lines so far.
    pub(super) const fn lines(&self) -> u64 {
        self.new + self.updated + self.unchanged + self.bad + self.failed
    }

    /// Whether every line is in the tables.
    pub(super) const fn all_done(&self) -> bool {
        self.bad == 0 && self.failed == 0
    }

    /// Lines a second.
    pub(super) fn rate(&self, elapsed_ms: u64) -> u64 {
        self.lines() * 1_000 / elapsed_ms.max(1)
    }

    /// The table at the end.
    pub(super) fn summary(&self, elapsed_ms: u64) -> String {
        let (seconds, tenths) = (elapsed_ms / 1_000, elapsed_ms % 1_000 / 100);
        let time = format!("in {seconds}.{tenths} s, {} a second", self.rate(elapsed_ms));
        let rows = [
            ("new", self.new, "product and opening stock written"),
            ("updated", self.updated, "imported before; the product changed"),
            ("unchanged", self.unchanged, "imported before; all as it was"),
            ("kept stock", self.stock_kept, "of these; imported before with another stock, which was left alone"),
            ("bad", self.bad, "skipped; the reasons are above"),
            ("failed", self.failed, "not taken by AWS; import the file again"),
            ("lines", self.lines(), &time),
        ];
        rows.map(|(name, lines, words)| format!("{name:<10}{lines:>10}  {words}\n")).concat()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn lines_are_counted_by_what_became_of_them() {
        let mut tally = Tally::default();
        for outcome in [
            Outcome::Done(Imported::New),
            Outcome::StockKept(Imported::Unchanged { booked: BTreeMap::new() }),
            Outcome::Failed("throttled".to_owned()),
        ] {
            tally.count(&outcome);
        }
        assert_eq!((tally.lines(), tally.failed_in_a_row, tally.all_done()), (3, 1, false));
        assert_eq!(tally.count(&Outcome::Bad("no price".to_owned())), Some("no price"));
        let summary = tally.summary(2_000);
        assert!(summary.contains("kept stock         1") && summary.contains("in 2.0 s, 2 a second"), "{summary}");
    }
}
