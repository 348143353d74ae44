//! The catalogue file: its header, its lines, and the rules for them.

use std::{collections::HashSet, io::Read};

use backroom::{
    catalogue::{CatalogueError, FieldRule, Imported, OpeningStock, ProductDetails, ProductDraft},
    kernel::{Digest, ProductId},
};
use csv::{ErrorKind, Position, ReaderBuilder, StringRecord};

use super::Outcome;

/// The columns, in their order.
const HEADER: [&str; 7] = ["id", "name", "description", "category", "price_minor", "currency", "stock"];

/// A catalogue file, read line by line. It remembers 16 bytes of each product's number, to find one that comes twice.
pub(super) struct CatalogueFile<R> {
    reader: csv::Reader<R>,
    seen: HashSet<[u8; 16]>,
    broken: bool,
}

/// A line, or the reason why it cannot be one.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number in the file, from 1; a product whose description has several lines counts by its first.
    pub(super) number: u64,
    /// The bytes of the file up to its end.
    pub(super) ends_at: u64,
    /// What it says.
    pub(super) row: Result<Row, String>,
}

/// A product and its opening stock.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: ProductId,
    pub(super) details: ProductDetails,
    pub(super) stock: OpeningStock,
}

impl<R: Read> CatalogueFile<R> {
    /// Reads the header; refuses another one than [`HEADER`].
    pub(super) fn open(source: R) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(source);
        let header = reader.headers().map_err(|error| format!("the header cannot be read: {error}"))?;
        if header.iter().ne(HEADER) {
            return Err(format!("the first line must be: {}", HEADER.join(",")));
        }
        Ok(Self { reader, seen: HashSet::new(), broken: false })
    }

    fn row(&mut self, record: &StringRecord) -> Result<Row, String> {
        let Ok(fields) = <[&str; 7]>::try_from(record.iter().collect::<Vec<_>>()) else {
            return Err(format!("{} columns, not {}: a comma in a text needs quotes", record.len(), HEADER.len()));
        };
        let row = Row::parse(fields).map_err(|error| error.to_string())?;
        let mut short = [0; 16];
        short.copy_from_slice(&Digest::of(&[row.id.as_str().as_bytes()]).bytes()[..16]);
        if self.seen.insert(short) { Ok(row) } else { Err(format!("{} stands on an earlier line, too", row.id)) }
    }
}

impl<R: Read> Iterator for CatalogueFile<R> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.broken {
            return None;
        }
        let mut record = StringRecord::new();
        let read = self.reader.read_record(&mut record);
        let ends_at = self.reader.position().byte();
        let number = record.position().map_or_else(|| self.reader.position().line(), Position::line);
        match read {
            Ok(false) => None,
            Ok(true) => Some(Line { number, ends_at, row: self.row(&record) }),
            Err(error) => {
                self.broken = matches!(error.kind(), ErrorKind::Io(_));
                let number = error.position().map_or(number, Position::line);
                let reason = match error.kind() {
                    ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
                    ErrorKind::Io(error) => format!("the file cannot be read on from here: {error}"),
                    _ => error.to_string(),
                };
                Some(Line { number, ends_at, row: Err(reason) })
            }
        }
    }
}

impl Row {
    fn parse(
        [id, name, description, category, price_minor, currency, stock]: [&str; 7],
    ) -> Result<Self, CatalogueError> {
        let draft = ProductDraft { name, description, category, price_minor, currency, active: true };
        Ok(Self {
            id: id.parse().map_err(|_| CatalogueError::Invalid { member: "id", rule: FieldRule::ProductId })?,
            details: draft.parse()?,
            stock: stock.parse()?,
        })
    }

    /// What importing this line meant.
    pub(super) fn outcome(&self, imported: Imported) -> Outcome {
        match imported {
            Imported::Updated { booked } | Imported::Unchanged { booked } if booked != self.stock.units() => {
                Outcome::StockKept(imported)
            }
            _ => Outcome::Done(imported),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEA: &str = "tea,Darjeeling,\"First flush.\nLoose leaves.\",TEA,1295,USD,24\n";

    fn lines(rows: &[u8]) -> Vec<Line> {
        let file = [HEADER.join(",").as_bytes(), b"\n", rows].concat();
        CatalogueFile::open(&file[..]).expect("a catalogue").collect()
    }

    fn complaint(rows: &[u8]) -> (u64, String) {
        let line = lines(rows).pop().expect("a line");
        (line.number, line.row.expect_err("a complaint"))
    }

    #[test]
    fn a_good_line_is_a_product_with_its_opening_stock() {
        let lines = lines(TEA.as_bytes());
        let row = lines[0].row.as_ref().expect("a row");
        assert_eq!((lines.len(), lines[0].number, row.id.as_str(), row.stock.units()), (1, 2, "tea", 24));
        assert!(row.details.active);
    }

    #[test]
    fn bad_lines_are_told_by_number_and_reason() {
        assert_eq!(complaint(b"../tea,T,,TEA,1,USD,1").0, 2);
        assert!(complaint(b"tea,T,,TEA,0,USD,1").1.starts_with("price_minor must be a whole number from 1 to"));
        assert_eq!(complaint(b"tea,T,,TEA,1,USD,-1").1, "stock must be a whole number from 0 to 1000000");
        assert!(complaint(b"tea,T,,TEA,1,USD").1.starts_with("6 columns, not 7"));
        assert_eq!(complaint(&[TEA.as_bytes(), b"a,\xff,,TEA,1,USD,1\n"].concat()), (4, "not UTF-8".to_owned()));
        let twice = complaint(&[TEA, TEA].concat().into_bytes());
        assert_eq!(twice, (4, "tea stands on an earlier line, too".to_owned()));
    }

    #[test]
    fn another_header_is_refused_and_a_byte_order_mark_is_not() {
        assert!(CatalogueFile::open(&b"id,name\n"[..]).is_err());
        assert!(CatalogueFile::open(&b""[..]).is_err());
        let marked = format!("\u{feff}{}\n{TEA}", HEADER.join(","));
        assert_eq!(CatalogueFile::open(marked.as_bytes()).expect("a catalogue").count(), 1);
    }

    #[test]
    fn a_good_line_after_a_bad_one_is_read() {
        let lines = lines(&[&b"a,\xff,,TEA,1,USD,1\nb,T\n"[..], TEA.as_bytes()].concat());
        assert_eq!(lines.iter().map(|line| line.row.is_ok()).collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn a_stock_that_differs_from_the_one_booked_is_kept_and_told() {
        let row = lines(TEA.as_bytes()).remove(0).row.expect("a row");
        assert!(matches!(row.outcome(Imported::Unchanged { booked: 24 }), Outcome::Done(_)));
        assert!(matches!(row.outcome(Imported::Updated { booked: 12 }), Outcome::StockKept(_)));
    }
}
