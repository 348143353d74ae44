//! The page in which tables stand: what is measured has its places there, and the rest is written by hand.

use std::{fs, path::Path};

use crate::error::BenchError;

/// Prints `text`, or writes it into `page` between the two lines that mark the place called `name`.
pub(crate) fn say(page: Option<&Path>, name: &str, text: &str) -> Result<(), BenchError> {
    let Some(page) = page else {
        println!("{text}");
        return Ok(());
    };
    let error = |error: std::io::Error| BenchError::at(page.display(), error);
    let old = fs::read_to_string(page).map_err(error)?;
    let new = replaced(&old, name, text)
        .ok_or_else(|| BenchError::new(format!("{} has no place called {name}", page.display())))?;
    fs::write(page, new).map_err(error)
}

/// The page with `text` in the place called `name`, if it has such a place.
fn replaced(page: &str, name: &str, text: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->\n"));
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n\n{end}{after}", text.trim_matches('\n')))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_what_stands_between_the_marks_is_replaced_however_often() {
        let page = "by hand\n<!-- a: begin -->\nold\n<!-- a: end -->\n<!-- b: begin -->\nb\n<!-- b: end -->\nby hand\n";
        let once = replaced(page, "a", "\nnew\n").unwrap();
        assert_eq!(
            once,
            "by hand\n<!-- a: begin -->\n\nnew\n\n<!-- a: end -->\n<!-- b: begin -->\nb\n<!-- b: end -->\nby hand\n"
        );
        assert_eq!(replaced(&once, "a", "new").unwrap(), once);
        assert_eq!(replaced(page, "c", "new"), None);
    }
}
