//! The state file: one line for each change, written before the change is answered.
//!
//! A line is a JSON array of rows and is whole or ignored, so a kill at any moment loses only what nobody was told. A start
//! reads the lines, writes what they amount to into a new file and renames it over the old one. A killed process loses nothing;
//! a machine that loses its power may lose the last lines, because they are not forced to the disk one by one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use local_stripe::{Record, Stripe};

/// The open state file.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
}

impl Journal {
    /// Brings the file's rows back into the model, and starts the file anew with what they amount to.
    pub(crate) fn open(path: &Path, stripe: &mut Stripe) -> io::Result<Self> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        match fs::read(path) {
            Ok(bytes) => restore(&bytes, stripe)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(".new");
        let mut file = File::create(&fresh)?;
        write_line(&mut file, &stripe.snapshot())?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        Ok(Self { file: OpenOptions::new().append(true).open(path)? })
    }

    /// Writes what changed; nothing when nothing did.
    pub(crate) fn append(&mut self, changes: &[Record]) -> io::Result<()> {
        if changes.is_empty() { Ok(()) } else { write_line(&mut self.file, changes) }
    }
}

fn restore(bytes: &[u8], stripe: &mut Stripe) -> io::Result<()> {
    // Whatever follows the last line's end was being written when the process died, and was never answered.
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    for line in bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let records: Vec<Record> = serde_json::from_slice(line)?;
        stripe.restore(records).map_err(io::Error::other)?;
    }
    Ok(())
}

fn write_line(file: &mut File, records: &[Record]) -> io::Result<()> {
    let mut line = serde_json::to_vec(records)?;
    line.push(b'\n');
    file.write_all(&line)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method};
    use local_stripe::{Request, Settings};

    use super::*;

    fn create(stripe: &mut Stripe) {
        let headers =
            HeaderMap::from_iter([(http::header::AUTHORIZATION, HeaderValue::from_static("Bearer sk_test_local"))]);
        let body = b"amount=500&currency=usd".to_vec();
        let response =
            stripe.handle(&Request { method: Method::POST, path: "/v1/payment_intents".into(), headers, body }, 100);
        assert_eq!(response.status, 200);
    }

    fn intents(stripe: &Stripe) -> Vec<String> {
        stripe.ledger().intents().map(|intent| intent.id.clone()).collect()
    }

    #[test]
    fn a_line_cut_short_by_a_kill_is_ignored_and_the_lines_before_it_are_kept() {
        let directory = std::env::temp_dir().join(format!("local-stripe-journal-{}", std::process::id()));
        let path = directory.join("state.jsonl");
        let mut stripe = Stripe::new(Settings::default());
        let mut journal = Journal::open(&path, &mut stripe).unwrap();
        for _ in 0..3 {
            create(&mut stripe);
            journal.append(&stripe.take_changes()).unwrap();
        }
        let known = intents(&stripe);
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"[{\"table\":\"inte").unwrap();

        let mut again = Stripe::new(Settings { seed: 9, ..Settings::default() });
        let mut journal = Journal::open(&path, &mut again).unwrap();
        assert_eq!(intents(&again), known);
        create(&mut again);
        journal.append(&again.take_changes()).unwrap();
        let mut third = Stripe::new(Settings::default());
        Journal::open(&path, &mut third).unwrap();
        assert_eq!(intents(&third), intents(&again));
        assert_eq!(intents(&third).len(), 4);
        fs::remove_dir_all(directory).unwrap();
    }
}
