//! Records of a CSV file as RFC 4180 writes them, read so that no mistake in one line takes another line with it.
//!
//! A text in quotes may have several lines, so a quote that is never closed makes one text of all that follows. Three rules
//! bound the damage: only one column may have line breaks; a text in quotes ends where its closing quote stands before a comma
//! or a line's end, and at no other quote; and no line that is a record by itself, or begins one, is ever part of another. A
//! record that breaks a rule is refused by its first line alone, and reading goes on with the next line.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read},
};

use super::fields::Fields;

/// The most bytes of a record: more than the longest product has, with each of its quotes doubled.
const MAX_RECORD_BYTES: usize = 128 * 1024;

/// A line of the file, without its line break.
#[derive(Debug)]
struct Line {
    number: u64,
    /// The bytes of the file up to its end.
    ends_at: u64,
    bytes: Vec<u8>,
    /// Its own line break, which belongs to the text if the text goes on.
    ending: &'static str,
    /// It is longer than a record may be; only its beginning was kept.
    too_long: bool,
}

/// A record, or why it is none.
#[derive(Debug)]
pub(super) struct Record {
    /// The number of its first line, from 1.
    pub(super) number: u64,
    /// The bytes of the file up to its end.
    pub(super) ends_at: u64,
    pub(super) fields: Result<Vec<String>, String>,
    /// If it is none: the fields of its first line that end before the mistake.
    pub(super) beginning: Vec<String>,
}

/// What records of a file look like.
pub(super) trait Shape {
    /// How many columns there are.
    fn columns(&self) -> usize;
    /// The column that may have several lines.
    fn multi_line(&self) -> usize;
    /// Whether the fields of one line are surely a record of their own.
    fn is_record(&self, fields: &[String]) -> bool;
    /// Whether a record may begin with these fields, which stand before the column with several lines.
    fn may_begin(&self, fields: &[String]) -> bool;
}

/// Reads records one by one.
pub(super) struct Records<R> {
    source: BufReader<R>,
    ahead: VecDeque<Line>,
    lines: u64,
    bytes: u64,
    at_end: bool,
    /// Why the file could not be read to its end.
    failed: Option<String>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(source: R) -> Self {
        let source = BufReader::new(source);
        Self { source, ahead: VecDeque::new(), lines: 0, bytes: 0, at_end: false, failed: None }
    }

    /// The next record; lines without anything on them are left out. Without a shape it is the header: one line of any columns.
    pub(super) fn next(&mut self, shape: Option<&impl Shape>) -> Option<Record> {
        loop {
            self.fill(1);
            let first = self.ahead.front();
            if first.is_some_and(|first| first.bytes.is_empty()) {
                self.ahead.pop_front();
                continue;
            }
            let Some(first) = first else { return self.failure() };
            let (number, ends_at) = (first.number, first.ends_at);
            let (lines, fields, beginning) = match self.parse(shape) {
                Ok((lines, fields)) => (lines, Ok(fields), Vec::new()),
                Err(reason) => (1, Err(reason), self.beginning()),
            };
            let ends_at = self.ahead.drain(..lines).next_back().map_or(ends_at, |last| last.ends_at);
            return Some(Record { number, ends_at, fields, beginning });
        }
    }

    /// How many lines the next record has, and its fields.
    fn parse(&mut self, shape: Option<&impl Shape>) -> Result<(usize, Vec<String>), String> {
        let unclosed = || "a quote is opened and not closed in its line".to_owned();
        let mut fields = Fields::default();
        let mut size = 0;
        for lines in 1.. {
            self.fill(lines);
            let Some(line) = self.ahead.get(lines - 1) else { break };
            size += line.bytes.len();
            if line.too_long || size > MAX_RECORD_BYTES {
                let longer = || format!("longer than {MAX_RECORD_BYTES} bytes");
                return Err(if lines == 1 { longer() } else { unclosed() });
            }
            let text = std::str::from_utf8(&line.bytes).map_err(|_| "not UTF-8".to_owned())?;
            if lines > 1 && shape.is_some_and(|shape| begins_record(text, shape)) {
                return Err(format!("a quote is opened and not closed before line {}, which is a record", line.number));
            }
            fields.read(text)?;
            if !fields.quoted {
                // A text that found its end in a later line by chance leaves other columns than there must be.
                let is_whole = lines == 1 || shape.is_some_and(|shape| shape.columns() == fields.done.len());
                return if is_whole { Ok((lines, fields.done)) } else { Err(unclosed()) };
            }
            if shape.is_none_or(|shape| shape.multi_line() != fields.done.len()) {
                return Err(unclosed());
            }
            fields.current.push_str(line.ending);
        }
        Err("a quote is opened and never closed".to_owned())
    }

    /// The fields of the next line, as far as they can be read.
    fn beginning(&self) -> Vec<String> {
        let mut fields = Fields::default();
        let bytes = self.ahead.front().map_or(&[][..], |line| &line.bytes);
        let readable = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        // A mistake ends the reading; what stands before it was read.
        let _mistake = fields.read(std::str::from_utf8(&bytes[..readable]).unwrap_or_default());
        if readable < bytes.len() && !fields.quoted {
            fields.done.pop();
        }
        fields.done
    }

    /// Reads on until so many lines are ahead, or the file ends.
    fn fill(&mut self, lines: usize) {
        while self.ahead.len() < lines && !self.at_end {
            match self.line() {
                Ok(Some(line)) => self.ahead.push_back(line),
                Ok(None) => self.at_end = true,
                Err(error) => {
                    self.at_end = true;
                    self.failed = Some(format!("the file cannot be read on from here: {error}"));
                }
            }
        }
    }

    /// The next line: up to a line feed, a carriage return, or both.
    fn line(&mut self) -> std::io::Result<Option<Line>> {
        let (mut bytes, mut too_long, mut ended) = (Vec::new(), false, None);
        while ended.is_none() {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let found = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = found.unwrap_or(buffer.len());
            too_long = too_long || bytes.len() + part > MAX_RECORD_BYTES;
            if !too_long {
                bytes.extend_from_slice(&buffer[..part]);
            }
            ended = found.map(|at| buffer[at]);
            let consumed = part + usize::from(ended.is_some());
            self.source.consume(consumed);
            self.bytes += consumed as u64;
        }
        if bytes.is_empty() && ended.is_none() && !too_long {
            return Ok(None);
        }
        let ending = match ended {
            Some(b'\r') if self.source.fill_buf()?.first() == Some(&b'\n') => {
                self.source.consume(1);
                self.bytes += 1;
                "\r\n"
            }
            Some(b'\r') => "\r",
            _ => "\n",
        };
        self.lines += 1;
        if self.lines == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
            bytes.drain(.."\u{feff}".len());
        }
        Ok(Some(Line { number: self.lines, ends_at: self.bytes, bytes, ending, too_long }))
    }

    /// A file that could not be read to its end is told as a bad line, once.
    fn failure(&mut self) -> Option<Record> {
        let reason = self.failed.take()?;
        let beginning = Vec::new();
        Some(Record { number: self.lines + 1, ends_at: self.bytes, fields: Err(reason), beginning })
    }
}

/// Whether a line is a record by itself, or the beginning of one whose text goes on in the next line.
fn begins_record(line: &str, shape: &impl Shape) -> bool {
    let mut fields = Fields::default();
    match (fields.read(line), fields.quoted) {
        (Err(_), _) => false,
        (Ok(()), false) => shape.is_record(&fields.done),
        (Ok(()), true) => fields.done.len() == shape.multi_line() && shape.may_begin(&fields.done),
    }
}
