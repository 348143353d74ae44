//! The tables, for the terminal and for `docs/benchmarks.md`.

use std::{fmt::Write as _, fs, path::Path};

use crate::{
    candidate::LeftOut,
    cold::Setting,
    counts::{Count, Counts},
    error::BenchError,
    page,
    plot::{Bar, bars},
    size::Size,
    warm::Warm,
};

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) machine: String,
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) cold: Vec<Setting>,
    pub(crate) warm: Warm,
    pub(crate) counts: Vec<Counts>,
    pub(crate) sizes: Vec<Size>,
    pub(crate) calls: usize,
}

impl Report {
    /// All tables as Markdown.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}\n", self.machine);
        say_left_out(&mut text, &self.left_out);
        for setting in &self.cold {
            cold_table(&mut text, setting);
        }
        self.warm_table(&mut text);
        self.counts_table(&mut text);
        text
    }

    /// Writes the tables into the page, and a plot of each setting beside it.
    pub(crate) fn write(&self, page: &Path) -> Result<(), BenchError> {
        let mut text = self.text();
        for (at, setting) in self.cold.iter().enumerate().filter(|(_, setting)| !setting.rows.is_empty()) {
            let name = format!("cold-{}.svg", at + 1);
            let drawn = bars(&setting.title, &setting.rows.iter().map(bar).collect::<Vec<_>>());
            let file = page.with_file_name(&name);
            fs::write(&file, drawn).map_err(|error| BenchError::at(file.display(), error))?;
            let _ = writeln!(text, "\n![{}]({name})", setting.title);
        }
        page::say(Some(page), "measured", &text)
    }

    fn warm_table(&self, text: &mut String) {
        let _ = write!(
            text,
            "\n### Warm calls over TLS, {} each, in turn\n\n\
             | | median ms | p99 ms | peak MiB | resident MiB after | threads |\n|---|---|---|---|---|---|\n",
            self.calls
        );
        for row in &self.warm.rows {
            let threads = row.threads.map_or_else(unknown, |threads| threads.to_string());
            let _ = writeln!(
                text,
                "| {} | {:.2} | {:.2} | {} | {} | {threads} |",
                row.name,
                row.call.median(),
                row.call.p99(),
                mib(row.peak),
                mib(row.resident),
            );
        }
        say_left_out(text, &self.warm.left_out);
    }

    fn counts_table(&self, text: &mut String) {
        text.push_str(
            "\n### Counts and sizes, the database in clear\n\n\
             | | binary KiB | zip KiB | instructions to first poll | a warm call | system calls to first poll | a warm call |\n\
             |---|---|---|---|---|---|---|\n",
        );
        let mut reasons = Vec::new();
        for size in &self.sizes {
            let counted = self.counts.iter().find(|counts| counts.name == size.name);
            let mut cells = Vec::new();
            for count in [counted.map(|it| &it.instructions), counted.map(|it| &it.system_calls)] {
                let count = count.and_then(|count| count.as_ref().map_err(|out| reasons.push(out)).ok());
                cells.extend(count.map_or([unknown(), unknown()], |count: &Count| {
                    [thousands(count.to_first_poll), thousands(count.a_call)]
                }));
            }
            let bytes =
                size.bytes.map_or([unknown(), unknown()], |it| [it.binary, it.zip].map(|it| thousands(it >> 10)));
            let _ = writeln!(text, "| {} | {} | {} |", size.name, bytes.join(" | "), cells.join(" | "));
        }
        for LeftOut { name, reason } in reasons {
            let _ = writeln!(text, "\nNot counted: {name}: {reason}.");
        }
    }
}

fn cold_table(text: &mut String, setting: &Setting) {
    let _ = write!(
        text,
        "\n### {}\n\n{} starts each, in turn; milliseconds since the start of the process.\n\n",
        setting.title, setting.runs
    );
    if !setting.rows.is_empty() {
        text.push_str(
            "| | first poll, median | p99 | to the floor | first answer, median | p99 | to the floor | peak MiB |\n\
             |---|---|---|---|---|---|---|---|\n",
        );
    }
    for row in &setting.rows {
        let ratio = |ratio: Option<f64>| ratio.map_or_else(unknown, |ratio| format!("{ratio:.2}"));
        let _ = writeln!(
            text,
            "| {} | {:.2} | {:.2} | {} | {:.2} | {:.2} | {} | {} |",
            row.name,
            row.first_poll.median(),
            row.first_poll.p99(),
            ratio(row.poll_ratio),
            row.first_answer.median(),
            row.first_answer.p99(),
            ratio(row.answer_ratio),
            mib(row.peak),
        );
    }
    say_left_out(text, &setting.left_out);
}

fn bar(row: &crate::cold::Row) -> Bar<'_> {
    Bar { label: row.name, inner: row.first_poll.median(), outer: row.first_answer.median() }
}

fn say_left_out(text: &mut String, left_out: &[LeftOut]) {
    for LeftOut { name, reason } in left_out {
        let _ = writeln!(text, "\nLeft out: {name}: {reason}.");
    }
}

fn unknown() -> String {
    "-".to_owned()
}

pub(crate) fn mib(kib: Option<u64>) -> String {
    kib.map_or_else(unknown, |kib| format!("{}.{}", kib >> 10, ((kib & 1023) * 10) >> 10))
}

/// `1234567` as `1,234,567`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::{mib, thousands};

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!([thousands(7), thousands(1_234), thousands(1_234_567)], ["7", "1,234", "1,234,567"]);
        assert_eq!([mib(Some(9_728)), mib(None)], ["9.5", "-"]);
    }
}
