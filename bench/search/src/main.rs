//! `make bench-search`: how long the search takes on catalogues of several sizes, beside `SQLite`'s FTS5 and a plain LIKE.
//!
//! The catalogue is that of `tests/search-quality`, repeated; the queries are its judged ones. All of it is in memory and on one thread, as in
//! a function. Each size runs in a process of its own, so that its peak of memory is its own.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::disallowed_methods, reason = "a program that measures")]

mod sqlite;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use domain::kernel::Timestamp;
use search::{Changes, Maker, Manifest, Question, SearchIndex, Snapshot};
use search_quality::{catalogue::repeated, judging::queries};

const HEADING: &str = "\
| products | contestant | build | size | first answer | p50 | p99 | slowest | change of 1 / 100 | found nothing for typos | peak memory |
|---|---|---|---|---|---|---|---|---|---|---|";

fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("one"), Some(size)) => one(size.parse().expect("a number")),
        (first, _) => {
            let sizes = first.unwrap_or("1000,100000").to_owned();
            println!("{HEADING}");
            for size in sizes.split(',') {
                let program = std::env::current_exe().expect("this program");
                let done = Command::new(program).args(["one", size]).status().expect("a process");
                assert!(done.success(), "{size} failed");
            }
        }
    }
}

/// What was measured of one contestant.
struct Measured {
    contestant: &'static str,
    build: Duration,
    bytes: u64,
    first: Duration,
    queries: Vec<Duration>,
    changes: [Option<Duration>; 2],
    blanks: usize,
}

impl Measured {
    fn print(mut self, products: usize) {
        self.queries.sort();
        let at = |share: usize| self.queries[(self.queries.len() * share / 100).min(self.queries.len() - 1)];
        let ms = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1_000.0);
        let changes = self.changes.map(|change| change.map_or_else(|| "-".to_owned(), ms)).join(" / ");
        let typos = queries().iter().filter(|judged| judged.class.starts_with("typo")).count();
        let (contestant, mb) = (self.contestant, self.bytes / 100_000);
        println!(
            "| {products} | {contestant} | {} | {}.{} MB | {} | {} | {} | {} | {changes} | {} of {typos} | {} MB |",
            ms(self.build),
            mb / 10,
            mb % 10,
            ms(self.first),
            ms(at(50)),
            ms(at(99)),
            ms(at(100)),
            self.blanks,
            peak_mb(),
        );
    }
}

fn one(size: usize) {
    search(size).print(size);
    for contestant in [sqlite::Contestant::FullText, sqlite::Contestant::Like] {
        sqlite::measure(contestant, size).print(size);
    }
}

fn search(size: usize) -> Measured {
    let (now, maker) = (Timestamp::from_millis(0), Maker::new());
    let begun = Instant::now();
    let snapshot = maker.build(repeated(size), None, now).expect("an index");
    let build = begun.elapsed();
    let bytes = snapshot.objects.values().map(|object| object.len() as u64).sum();
    let change_of = |products: usize| {
        let documents = repeated(products).collect();
        let begun = Instant::now();
        maker.change(&snapshot, Changes { documents, gone: Vec::new() }, now).expect("an index");
        Some(begun.elapsed())
    };
    let changes = [change_of(1), change_of(100)];
    let ask = |index: &SearchIndex, text: &str| {
        let question = Question { text: text.to_owned(), limit: 20, ..Question::default() };
        index.search(&question).expect("an answer").hits.len()
    };
    // From bytes as they come from the store to the first answer.
    let manifest = snapshot.manifest.to_bytes();
    let begun = Instant::now();
    let manifest = Manifest::from_bytes(&manifest).expect("a manifest");
    let index = SearchIndex::open(&Snapshot { manifest, objects: snapshot.objects.clone() }).expect("an index");
    ask(&index, "refrigeratd biscut");
    let first = begun.elapsed();
    let (times, blanks) = timed(|text| ask(&index, text));
    Measured { contestant: "search", build, bytes, first, queries: times, changes, blanks }
}

/// How long each judged query takes, the best of three, and how many of the mistyped ones find nothing.
fn timed(ask: impl Fn(&str) -> usize) -> (Vec<Duration>, usize) {
    let (mut times, mut blanks) = (Vec::new(), 0);
    for judged in queries() {
        let mut best = Duration::MAX;
        let mut found = 0;
        for _ in 0..3 {
            let begun = Instant::now();
            found = ask(judged.query);
            best = best.min(begun.elapsed());
        }
        times.push(best);
        blanks += usize::from(found == 0 && judged.class.starts_with("typo"));
    }
    (times, blanks)
}

/// The most memory that this process ever had, as Linux counts it.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
}
