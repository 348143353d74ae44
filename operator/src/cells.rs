//! Cells of files that people open in a spreadsheet, which takes a text that begins like a formula for one.
//!
//! Source: <https://owasp.org/www-community/attacks/CSV_Injection>, read in November 2026.

use std::borrow::Cow;

/// With these a spreadsheet begins a formula, in some languages' full-width forms, too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// What makes a text of a formula.
const QUOTE: char = '\'';

/// `text` as a spreadsheet shows it and never runs it: with one `'` before it if it begins like a formula.
pub(crate) fn neutral(text: &str) -> Cow<'_, str> {
    // What begins with the quote already gets another, so that one can be taken away again.
    if begins_formula(text.trim_start_matches(QUOTE)) { format!("{QUOTE}{text}").into() } else { text.into() }
}

/// The text of which [`neutral`] made `cell`.
pub(crate) fn restored(cell: &str) -> &str {
    cell.strip_prefix(QUOTE).filter(|text| begins_formula(text.trim_start_matches(QUOTE))).unwrap_or(cell)
}

fn begins_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text_to_a_spreadsheet() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1"] {
            let cell = neutral(formula);
            assert_eq!((cell.as_ref(), restored(&cell)), (format!("'{formula}").as_str(), formula));
        }
        for text in ["", "tea", "1-2", "'tea'", " =1"] {
            assert_eq!((neutral(text).as_ref(), restored(text)), (text, text));
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@ a\\t-]{0,6}") {
            let cell = neutral(&text);
            prop_assert_eq!(restored(&cell), text.as_str());
            prop_assert!(!cell.starts_with(FORMULA));
        }
    }
}
