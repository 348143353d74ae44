//! What a shop on SQL has: `SQLite`'s full-text index, and a plain LIKE. Neither forgives a mistake, nor counts facets here.

use std::time::Instant;

use rusqlite::{Connection, params};
use search_quality::catalogue::repeated;

use crate::{Measured, timed};

/// How `SQLite` is asked.
#[derive(Clone, Copy)]
pub(crate) enum Contestant {
    /// FTS5 with the Porter stemmer, by BM25, the last word unfinished.
    FullText,
    /// Every word somewhere in the name.
    Like,
}

pub(crate) fn measure(contestant: Contestant, size: usize) -> Measured {
    let begun = Instant::now();
    let mut database = Connection::open_in_memory().expect("a database");
    let (table, insert) = match contestant {
        Contestant::FullText => (
            "CREATE VIRTUAL TABLE products USING fts5(id UNINDEXED, name, category, description, tokenize = 'porter unicode61')",
            "INSERT INTO products (id, name, category, description) VALUES (?1, ?2, ?3, ?4)",
        ),
        Contestant::Like => (
            "CREATE TABLE products (id TEXT PRIMARY KEY, name TEXT, category TEXT, description TEXT)",
            "INSERT INTO products (id, name, category, description) VALUES (?1, ?2, ?3, ?4)",
        ),
    };
    database.execute(table, []).expect("a table");
    let transaction = database.transaction().expect("a transaction");
    for document in repeated(size) {
        let card = &document.card;
        let row = params![card.id.as_str(), card.name.as_str(), card.category.as_str(), document.description];
        transaction.prepare_cached(insert).expect("a statement").execute(row).expect("a row");
    }
    transaction.commit().expect("a commit");
    let build = begun.elapsed();
    let number = |pragma: &str| database.query_row(pragma, [], |row| row.get::<_, u64>(0)).expect("a number");
    let bytes = number("PRAGMA page_count") * number("PRAGMA page_size");
    let begun = Instant::now();
    ask(&database, contestant, "refrigeratd biscut");
    let first = begun.elapsed();
    let (queries, blanks) = timed(|text| ask(&database, contestant, text));
    let name = match contestant {
        Contestant::FullText => "SQLite FTS5",
        Contestant::Like => "LIKE",
    };
    Measured { contestant: name, build, bytes, first, queries, changes: [None, None], blanks }
}

fn ask(database: &Connection, contestant: Contestant, text: &str) -> usize {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        return 0;
    }
    let (query, values) = match contestant {
        Contestant::FullText => {
            let every = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ");
            let query = "SELECT id, name FROM products WHERE products MATCH ?1 ORDER BY bm25(products) LIMIT 20";
            (query.to_owned(), vec![every + "*"])
        }
        Contestant::Like => {
            let every: Vec<String> = (1..=words.len()).map(|at| format!("name LIKE ?{at}")).collect();
            let query = format!("SELECT id, name FROM products WHERE {} LIMIT 20", every.join(" AND "));
            (query, words.iter().map(|word| format!("%{word}%")).collect())
        }
    };
    let mut statement = database.prepare_cached(&query).expect("a statement");
    let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(1)).expect("rows");
    rows.count()
}
