//! Files with blanks around their fields: RFC 4180 would take a quote after a blank for a part of the text. Line breaks between
//! records become line feeds, by which the lines of a file are counted.

use std::io::{BufRead, BufReader, Read};

/// Reads a CSV file without the blanks before a field and after one in quotes.
pub(super) struct Unpadded<R> {
    source: BufReader<R>,
    at: Place,
    /// What was read and not yet given out: a quote of which the next byte decides.
    held: bool,
    /// After a carriage return that ended a line.
    returned: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before a field.
    Before,
    /// In a field without quotes.
    Plain,
    /// In a field in quotes.
    Quoted,
    /// After the closing quote.
    After,
}

impl<R: Read> Unpadded<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source: BufReader::new(source), at: Place::Before, held: false, returned: false }
    }

    /// Takes one byte; what goes out instead of it.
    fn step(&mut self, byte: u8) -> Option<u8> {
        let ends_field = matches!(byte, b',' | b'\n' | b'\r');
        let is_blank = matches!(byte, b' ' | b'\t');
        (self.at, self.held) = match (self.at, byte) {
            (Place::Quoted, b'"') => (Place::Quoted, !self.held),
            (Place::Quoted, _) if !self.held => (Place::Quoted, false),
            // The quote before was the closing one.
            (Place::Quoted | Place::After, _) => (if ends_field { Place::Before } else { Place::After }, false),
            (Place::Before, b'"') => (Place::Quoted, false),
            (Place::Before, _) if is_blank => (Place::Before, false),
            (Place::Before | Place::Plain, _) => (if ends_field { Place::Before } else { Place::Plain }, false),
        };
        let was_returned = std::mem::take(&mut self.returned);
        match (self.at, byte) {
            (Place::Quoted | Place::Plain, _) => Some(byte),
            (Place::Before | Place::After, _) if is_blank => None,
            (_, b'\n') if was_returned => None,
            (_, b'\r') => {
                self.returned = true;
                Some(b'\n')
            }
            _ => Some(byte),
        }
    }
}

impl<R: Read> Read for Unpadded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut written = 0;
        while written == 0 && !out.is_empty() {
            let mut bytes = self.source.fill_buf()?.to_vec();
            if bytes.is_empty() {
                return Ok(0);
            }
            bytes.truncate(out.len());
            self.source.consume(bytes.len());
            for byte in bytes {
                if let Some((byte, place)) = self.step(byte).zip(out.get_mut(written)) {
                    *place = byte;
                    written += 1;
                }
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unpadded(text: &str) -> String {
        let mut out = String::new();
        Unpadded::new(text.as_bytes()).read_to_string(&mut out).expect("text");
        out
    }

    #[test]
    fn blanks_around_quotes_are_dropped_and_those_within_stay() {
        for (padded, plain) in [
            ("a , \"b, c\" ,d\n \"e\"\"  \"\"f\"  , g h\n", "a ,\"b, c\",d\n\"e\"\"  \"\"f\",g h\n"),
            ("\" a\n , b \", \"\",  \n", "\" a\n , b \",\"\",\n"),
            ("x \"y\" z,\t\"w\"", "x \"y\" z,\"w\""),
            ("a,b\r\n\"c\r\nd\", \r\n\r\ne\rf\n", "a,b\n\"c\r\nd\",\n\ne\nf\n"),
        ] {
            assert_eq!(unpadded(padded), plain);
        }
    }

    proptest! {
        #[test]
        fn what_has_no_blanks_around_its_fields_stays(
            rows in prop::collection::vec(prop::collection::vec("[a\", \\n]{0,5}", 1..4), 0..4),
        ) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("a row");
            }
            let text = String::from_utf8(writer.into_inner().expect("bytes")).expect("text");
            prop_assert_eq!(unpadded(&text), text);
        }
    }
}
