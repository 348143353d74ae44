//! A table with named columns.

use std::{collections::HashMap, io::Read, rc::Rc};

use super::unpadded::Unpadded;

/// A file of which the first line names the columns.
pub(super) struct Sheet {
    reader: csv::Reader<Unpadded<Box<dyn Read>>>,
    columns: Rc<HashMap<String, usize>>,
    count: usize,
}

/// A record of the file.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// The line on which it begins, from 1.
    pub(super) number: u64,
    /// The bytes of the file up to its end.
    pub(super) ends_at: u64,
    /// Why it cannot be read; what its cells say is then a guess.
    pub(super) broken: Option<String>,
    columns: Rc<HashMap<String, usize>>,
    fields: Vec<String>,
}

impl Sheet {
    /// Reads the names of the columns. Upper and lower case are one, and blanks around them say nothing.
    pub(super) fn open<R: Read + 'static>(source: R) -> Result<Self, String> {
        let source: Box<dyn Read> = Box::new(source);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Unpadded::new(source));
        let unreadable = |error: csv::Error| format!("the first line cannot be read: {error}");
        let header = reader.headers().map_err(unreadable)?.clone();
        let mut columns = HashMap::new();
        for (index, name) in header.iter().enumerate() {
            let name = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_lowercase();
            columns.entry(name).or_insert(index);
        }
        Ok(Self { reader, columns: Rc::new(columns), count: header.len() })
    }

    /// Whether there is a column with one of these names, which are in lower case.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.columns.contains_key(*name))
    }

    /// Refuses a file that lacks a column.
    pub(super) fn needs(&self, all: &[&[&str]]) -> Result<(), String> {
        match all.iter().find(|names| !self.has(names)) {
            Some(names) => Err(format!("the first line names no column {:?}", names.first().unwrap_or(&""))),
            None => Ok(()),
        }
    }

    /// The names of all columns, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }
}

impl Iterator for Sheet {
    type Item = Cells;

    fn next(&mut self) -> Option<Cells> {
        let mut record = csv::ByteRecord::new();
        let broken = match self.reader.read_byte_record(&mut record) {
            Ok(false) => return None,
            Ok(true) if record.len() != self.count => Some(format!("{} columns, not {}", record.len(), self.count)),
            Ok(true) => record.iter().any(|field| std::str::from_utf8(field).is_err()).then(|| "not UTF-8".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        let fields = record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
        let number = record.position().map_or(0, csv::Position::line);
        let ends_at = self.reader.position().byte();
        Some(Cells { number, ends_at, broken, columns: Rc::clone(&self.columns), fields })
    }
}

impl Cells {
    /// The text in the first of these columns that exists, without the blanks around it; empty if none does.
    pub(super) fn get(&self, names: &[&str]) -> &str {
        let at = names.iter().find_map(|name| self.columns.get(*name));
        at.and_then(|at| self.fields.get(*at)).map_or("", String::as_str)
    }

    /// The text in the one column whose name begins so.
    pub(super) fn beginning(&self, name: &str) -> &str {
        let at = self.columns.iter().find(|(column, _)| column.starts_with(name)).map(|(_, at)| *at);
        at.and_then(|at| self.fields.get(at)).map_or("", String::as_str)
    }

    /// The text in the column `name`, or in the first that is a translation of it, such as `name:en`.
    pub(super) fn translated(&self, name: &str) -> &str {
        let is_translation = |column: &str| column.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
        let translations = self.columns.iter().filter(|(column, _)| is_translation(column)).map(|(_, at)| *at).min();
        let at = self.columns.get(name).copied().or(translations);
        at.and_then(|at| self.fields.get(at)).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(file: &'static [u8]) -> Vec<Cells> {
        Sheet::open(file).expect("a sheet").collect()
    }

    #[test]
    fn columns_are_found_by_name_in_any_case_and_order() {
        let cells = cells("\u{feff} Title ,PRICE,name:en,name:de\n Tea , 1.50,a,\"b\nc\"\nJam,2,d,e\n".as_bytes());
        assert_eq!((cells[0].get(&["name", "title"]), cells[0].get(&["price"])), ("Tea", "1.50"));
        assert_eq!((cells[0].translated("name"), cells[0].translated("title"), cells[0].get(&["x"])), ("a", "Tea", ""));
        assert_eq!((cells[0].number, cells[1].number), (2, 4));
        let windows = self::cells(b"a,b\r\n1,\"2\r\n3\"\r\n4,5\r\n");
        assert_eq!((windows[0].number, windows[1].number), (2, 4));
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named_and_the_next_is_read() {
        let cells = cells(b"a,b\n1\n\xff,2\n3,4\n5,\"6\n");
        let broken: Vec<Option<&str>> = cells.iter().map(|cells| cells.broken.as_deref()).collect();
        assert_eq!(broken, [Some("1 columns, not 2"), Some("not UTF-8"), None, None]);
        assert!(Sheet::open(&b""[..]).expect("a sheet").needs(&[&["a"]]).is_err());
    }
}
