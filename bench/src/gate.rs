//! Holds the counts of each function to a baseline: what has grown by more than a tenth fails, and is named.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    candidate::{Candidate, LeftOut},
    counts::{instructions, system_calls},
    error::BenchError,
    size,
};

/// Growth that is not told apart from chance, in hundredths.
const TOLERANCE: u64 = 10;
/// Nor is so little: a warm call has some sixteen system calls, and a wake-up more or less.
const SLACK: u64 = 3;

/// Figures by name.
type Figures = BTreeMap<String, u64>;

/// A function's name and its figures.
pub(crate) fn figures(candidate: &Candidate) -> Result<(String, Figures), BenchError> {
    let uncounted = |LeftOut { name, reason }| BenchError::new(format!("{name}: {reason}"));
    let bytes = size::bytes(candidate)?;
    let instructions = instructions(candidate).map_err(uncounted)?;
    let calls = system_calls(candidate).map_err(uncounted)?;
    let figures = [
        ("binary bytes", bytes.binary),
        ("zip bytes", bytes.zip),
        ("instructions to the first poll", instructions.to_first_poll),
        ("instructions a warm call", instructions.a_call),
        ("system calls to the first poll", calls.to_first_poll),
        ("system calls a warm call", calls.a_call),
    ];
    Ok((candidate.name.to_owned(), figures.map(|(name, value)| (name.to_owned(), value)).into()))
}

/// Compares with the file, or writes it anew.
pub(crate) fn hold(file: &Path, measured: &BTreeMap<String, Figures>, accept: bool) -> Result<(), BenchError> {
    let error = |error: &dyn std::fmt::Display| BenchError::at(file.display(), error);
    if accept {
        let text = serde_json::to_string_pretty(measured).map_err(|cause| error(&cause))? + "\n";
        return fs::write(file, text).map_err(|cause| error(&cause));
    }
    let text = fs::read_to_string(file).map_err(|cause| error(&cause))?;
    let baseline = serde_json::from_str(&text).map_err(|cause| error(&cause))?;
    for (function, figures) in measured {
        for (figure, value) in figures {
            println!("{function}: {value} {figure}");
        }
    }
    let grown = grown(&baseline, measured);
    if grown.is_empty() {
        return Ok(());
    }
    let advice = "If that is worth it: bench gate --accept, and say why in the commit.";
    Err(BenchError::new(format!("{}\n{advice}", grown.join("\n"))))
}

/// A sentence for each figure that grew too much, or that the baseline does not know.
fn grown(baseline: &BTreeMap<String, Figures>, measured: &BTreeMap<String, Figures>) -> Vec<String> {
    let mut grown = Vec::new();
    for (function, figures) in measured {
        for (figure, now) in figures {
            match baseline.get(function).and_then(|known| known.get(figure)) {
                Some(before) if *now <= (before * (100 + TOLERANCE) / 100).max(before + SLACK) => {}
                Some(before) => {
                    grown.push(format!("{function}: {figure} grew from {before} to {now}, by more than {TOLERANCE} %"));
                }
                None => grown.push(format!("{function}: {figure} is {now}, and not in the baseline")),
            }
        }
    }
    grown
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Figures, grown};

    fn measured(bytes: u64) -> BTreeMap<String, Figures> {
        [("place-order".to_owned(), [("zip bytes".to_owned(), bytes)].into())].into()
    }

    #[test]
    fn a_tenth_more_is_let_pass_and_anything_above_is_named() {
        assert!(grown(&measured(1000), &measured(1100)).is_empty());
        assert!(grown(&measured(1000), &measured(10)).is_empty());
        let said = grown(&measured(1000), &measured(1101));
        assert_eq!(said, ["place-order: zip bytes grew from 1000 to 1101, by more than 10 %"]);
    }

    /// The real baseline is what was measured; held to one that is a tenth lower, each figure that can tell growth from
    /// chance is named with its function.
    #[test]
    fn what_is_a_tenth_above_the_baseline_is_named_with_its_function() {
        let text = std::fs::read_to_string(tests::repository().join("bench/baseline.json")).unwrap();
        let measured: BTreeMap<String, Figures> = serde_json::from_str(&text).unwrap();
        let mut lower = measured.clone();
        lower.values_mut().flat_map(Figures::values_mut).for_each(|value| *value = *value * 9 / 10);
        let said = grown(&lower, &measured);
        let figures = ["binary bytes", "zip bytes", "instructions to the first poll", "instructions a warm call"];
        for (function, figure) in measured.keys().flat_map(|function| figures.map(|figure| (function, figure))) {
            let named = |line: &&String| line.starts_with(&format!("{function}: {figure} grew from "));
            assert_eq!(said.iter().filter(named).count(), 1, "{function}, {figure}: {said:#?}");
        }
        assert!(grown(&measured, &measured).is_empty());
    }

    #[test]
    fn a_figure_without_a_baseline_is_named() {
        let said = grown(&BTreeMap::new(), &measured(7));
        assert_eq!(said, ["place-order: zip bytes is 7, and not in the baseline"]);
    }
}
