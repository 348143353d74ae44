//! Records of a CSV file as RFC 4180 writes them, read so that no mistake in one line takes another line with it.
//!
//! A text in quotes may have several lines, so a quote that is never closed makes one text of all that follows. Three rules
//! bound the damage: only one column may have line breaks; a text in quotes ends where its closing quote stands before a comma
//! or a line's end, and at no other quote; and no line that is a record by itself is ever part of another one. A record
//! that breaks a rule is refused by its first line alone, and reading goes on with the next line.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read},
};

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
    line_break: &'static str,
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
}

/// Reads records one by one.
pub(super) struct Records<R> {
    source: BufReader<R>,
    ahead: VecDeque<Line>,
    lines: u64,
    bytes: u64,
    at_end: bool,
    /// What was read before it: a line feed that follows a carriage return belongs to it.
    failed: Option<String>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(source: R) -> Self {
        let source = BufReader::new(source);
        Self { source, ahead: VecDeque::new(), lines: 0, bytes: 0, at_end: false, failed: None }
    }

    /// The first record, whatever its columns: the header.
    pub(super) fn header(&mut self) -> Option<Record> {
        self.next(None, |_| false)
    }

    /// The next record; lines without anything on them are left out. `multi_line` is the number of columns, and the one that
    /// may have several lines; `is_record` says whether the fields of one line are surely a record of their own.
    pub(super) fn next(
        &mut self,
        multi_line: Option<(usize, usize)>,
        is_record: impl Fn(&[String]) -> bool,
    ) -> Option<Record> {
        loop {
            self.fill(1);
            let first = self.ahead.front();
            if first.is_some_and(|first| first.bytes.is_empty()) {
                self.ahead.pop_front();
                continue;
            }
            let Some(first) = first else { return self.failure() };
            let (number, ends_at) = (first.number, first.ends_at);
            let (lines, fields) = match self.parse(multi_line, is_record) {
                Ok((lines, fields)) => (lines, Ok(fields)),
                Err(reason) => (1, Err(reason)),
            };
            let ends_at = self.ahead.drain(..lines).last().map_or(ends_at, |last| last.ends_at);
            return Some(Record { number, ends_at, fields });
        }
    }

    /// How many lines the next record has, and its fields.
    fn parse(
        &mut self,
        multi_line: Option<(usize, usize)>,
        is_record: impl Fn(&[String]) -> bool,
    ) -> Result<(usize, Vec<String>), String> {
        let mut fields = Fields::default();
        let mut size = 0;
        for lines in 1.. {
            self.fill(lines);
            let Some(line) = self.ahead.get(lines - 1) else {
                return Err("a quote is opened and never closed".to_owned());
            };
            size += line.bytes.len();
            if line.too_long || size > MAX_RECORD_BYTES {
                let longer = format!("longer than {MAX_RECORD_BYTES} bytes");
                return Err(if lines == 1 { longer } else { "a quote is opened and not closed".to_owned() });
            }
            let text = std::str::from_utf8(&line.bytes).map_err(|_| "not UTF-8".to_owned())?;
            if lines > 1 && single(text).is_some_and(|fields| is_record(&fields)) {
                return Err(format!("a quote is opened and not closed before line {}, a line of its own", line.number));
            }
            fields.read(text)?;
            if !fields.quoted {
                // A text that found its end in a later line by chance leaves other columns than the header says.
                let columns = multi_line.map_or(fields.done.len(), |(columns, _)| columns);
                if lines > 1 && fields.done.len() != columns {
                    return Err("a quote is opened and not closed in its line".to_owned());
                }
                return Ok((lines, fields.done));
            }
            if multi_line.is_none_or(|(_, column)| column != fields.done.len()) {
                return Err("a quote is opened and not closed in its line".to_owned());
            }
            fields.current.push_str(line.line_break);
        }
        Err("a quote is opened and never closed".to_owned())
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
        let line_break = match ended {
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
        Ok(Some(Line { number: self.lines, ends_at: self.bytes, bytes, line_break, too_long }))
    }

    /// A file that could not be read to its end is told as a bad line, once.
    fn failure(&mut self) -> Option<Record> {
        let reason = self.failed.take()?;
        Some(Record { number: self.lines + 1, ends_at: self.bytes, fields: Err(reason) })
    }
}

/// Fields as they are read, over one line or several.
#[derive(Default)]
struct Fields {
    done: Vec<String>,
    current: String,
    /// Within a text in quotes.
    quoted: bool,
}

impl Fields {
    /// Reads a line on from where the last one ended; it ends the record unless it ends within quotes.
    fn read(&mut self, line: &str) -> Result<(), String> {
        let mut rest = line;
        loop {
            if !self.quoted {
                if let Some(text) = rest.strip_prefix('"') {
                    (self.quoted, rest) = (true, text);
                } else {
                    let end = rest.find(',').unwrap_or(rest.len());
                    let (field, after) = rest.split_at(end);
                    if field.contains('"') {
                        return Err(
                            "a quote stands within a text: put the text in quotes and double the quote".to_owned()
                        );
                    }
                    self.done.push(field.to_owned());
                    match after.strip_prefix(',') {
                        Some(after) => rest = after,
                        None => return Ok(()),
                    }
                    continue;
                }
            }
            let Some(end) = rest.find('"') else {
                self.current.push_str(rest);
                return Ok(());
            };
            self.current.push_str(&rest[..end]);
            let after = &rest[end + 1..];
            if let Some(after) = after.strip_prefix('"') {
                self.current.push('"');
                rest = after;
                continue;
            }
            self.done.push(std::mem::take(&mut self.current));
            self.quoted = false;
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None if after.is_empty() => return Ok(()),
                None => return Err("a closing quote stands within a text: double it".to_owned()),
            }
        }
    }
}

/// The fields of a line by itself, where it ends within quotes or not.
fn single(line: &str) -> Option<Vec<String>> {
    let mut fields = Fields::default();
    fields.read(line).ok()?;
    if fields.quoted {
        fields.done.push(fields.current);
    }
    Some(fields.done)
}
