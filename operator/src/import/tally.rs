//! How many products and lines ended how.

use domain::catalogue::Imported;

use super::{Outcome, product::Complaint};

/// Products, and the lines that they have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    products: u64,
    lines: u64,
}

/// The count of products by what became of them.
#[derive(Debug, Default)]
pub(super) struct Tally {
    new: Count,
    updated: Count,
    unchanged: Count,
    read: Count,
    stock_kept: Count,
    bad: Count,
    failed: Count,
    /// Products that failed since the last one that did not.
    pub(super) failed_in_a_row: u32,
}

impl Count {
    fn add(&mut self, lines: u64) {
        self.products += 1;
        self.lines += lines;
    }
}

impl Tally {
    /// Counts a product of so many lines, of which the first has this number; returns what there is to complain about it.
    pub(super) fn count(&mut self, outcome: &Outcome, number: u64, lines: u64) -> Vec<String> {
        match outcome {
            Outcome::Failed(_) => self.failed_in_a_row += 1,
            Outcome::Done(_) | Outcome::StockKept(_) | Outcome::Read => self.failed_in_a_row = 0,
            Outcome::Bad(_) => {}
        }
        let imported = match outcome {
            Outcome::Bad(complaints) => {
                self.bad.add(lines);
                return in_words(complaints, lines);
            }
            Outcome::Failed(reason) => {
                self.failed.add(lines);
                return vec![format!("line {number}: {reason}")];
            }
            Outcome::Read => {
                self.read.add(lines);
                return Vec::new();
            }
            Outcome::StockKept(imported) => {
                self.stock_kept.add(lines);
                imported
            }
            Outcome::Done(imported) => imported,
        };
        match imported {
            Imported::New => self.new.add(lines),
            Imported::Updated { .. } => self.updated.add(lines),
            Imported::Unchanged { .. } => self.unchanged.add(lines),
        }
        Vec::new()
    }

    fn all(&self) -> Count {
        let all = [self.new, self.updated, self.unchanged, self.read, self.bad, self.failed];
        let sum = |of: fn(&Count) -> u64| all.iter().map(of).sum();
        Count { products: sum(|count| count.products), lines: sum(|count| count.lines) }
    }

    /// All lines so far.
    pub(super) fn lines(&self) -> u64 {
        self.all().lines
    }

    /// Whether every line is in the tables, or could be.
    pub(super) const fn all_done(&self) -> bool {
        self.bad.products == 0 && self.failed.products == 0
    }

    /// Lines a second.
    pub(super) fn rate(&self, elapsed_ms: u64) -> u64 {
        self.lines() * 1_000 / elapsed_ms.max(1)
    }

    /// The table at the end.
    pub(super) fn summary(&self, elapsed_ms: u64, is_dry: bool) -> String {
        let (seconds, tenths) = (elapsed_ms / 1_000, elapsed_ms % 1_000 / 100);
        let time = format!("in {seconds}.{tenths} s, {} lines a second", self.rate(elapsed_ms));
        let words = |done: &'static str, dry: &'static str| if is_dry { dry } else { done };
        let rows = [
            ("new", self.new, words("product and opening stock written", "product and opening stock would be written")),
            ("updated", self.updated, words("known; the product changed", "known; the product would change")),
            ("unchanged", self.unchanged, words("known; all as it was", "known; nothing would change")),
            ("good", self.read, "not compared with the shop, whose tables were not named"),
            ("kept stock", self.stock_kept, "of these; imported before with another stock, which is left alone"),
            ("bad", self.bad, words("skipped; the reasons are above", "would be skipped; the first reasons are above")),
            ("failed", self.failed, words("not taken by AWS; import the file again", "AWS did not answer")),
            ("all", self.all(), &time),
        ];
        // Only a dry run has products that are good and no more.
        let shown = rows.into_iter().filter(|(name, count, _)| *name != "good" || count.products > 0);
        let row = |(name, count, words): (&str, Count, &str)| {
            format!("{name:<10}{:>10}{:>10}  {words}\n", count.products, count.lines)
        };
        std::iter::once(format!("{:<10}{:>10}{:>10}\n", "", "products", "lines")).chain(shown.map(row)).collect()
    }
}

fn in_words(complaints: &[Complaint], lines: u64) -> Vec<String> {
    let mut words: Vec<String> =
        complaints.iter().map(|Complaint { line, reason }| format!("line {line}: {reason}")).collect();
    let others = lines.saturating_sub(u64::try_from(complaints.len()).unwrap_or(u64::MAX));
    if let Some(last) = words.last_mut().filter(|_| others > 0) {
        *last = format!("{last} (the product's other lines, {others}, are skipped with it)");
    }
    words
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn products_and_lines_are_counted_by_what_became_of_them() {
        let mut tally = Tally::default();
        for (outcome, lines) in [
            (Outcome::Done(Imported::New), 3),
            (Outcome::StockKept(Imported::Unchanged { booked: BTreeMap::new() }), 1),
            (Outcome::Failed("throttled".to_owned()), 1),
        ] {
            tally.count(&outcome, 2, lines);
        }
        assert_eq!((tally.lines(), tally.failed_in_a_row, tally.all_done()), (5, 1, false));
        let bad = Outcome::Bad(vec![Complaint::new(7, "no price")]);
        assert_eq!(tally.count(&bad, 7, 1), ["line 7: no price"]);
        assert_eq!(tally.count(&bad, 6, 3), ["line 7: no price (the product's other lines, 2, are skipped with it)"]);
        let summary = tally.summary(2_000, false);
        assert!(summary.contains("kept stock         1         1") && !summary.contains("good"), "{summary}");
        assert!(summary.contains("all                5         9  in 2.0 s, 4 lines a second"), "{summary}");
        tally.count(&Outcome::Read, 9, 1);
        assert!(tally.summary(2_000, true).contains("good               1         1"));
    }
}
