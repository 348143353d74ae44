//! A table that is written, to standard output or to a file that appears when it is whole.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::PathBuf,
};

use crate::{Failure, cells::neutral};

/// A table on its way out.
pub(super) struct Table {
    writer: csv::Writer<Box<dyn Write>>,
    /// Where the file is written, and where it goes.
    place: Option<(PathBuf, PathBuf)>,
    written: Written,
    error: Option<csv::Error>,
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) lines: u64,
    /// What could not be read.
    pub(super) unreadable: u64,
}

impl Table {
    /// Begins a table with these columns.
    pub(super) fn open(output: Option<PathBuf>, columns: &[&str]) -> Result<Self, Failure> {
        let (target, place): (Box<dyn Write>, _) = match output {
            None => (Box::new(std::io::stdout()), None),
            Some(output) => {
                let mut part = output.clone().into_os_string();
                part.push(".part");
                let part = PathBuf::from(part);
                let file = private(&part)
                    .map_err(|error| Failure::Usage(format!("{} cannot be written: {error}", part.display())))?;
                (Box::new(file), Some((part, output)))
            }
        };
        let mut writer = csv::Writer::from_writer(target);
        let error = writer.write_record(columns).err();
        Ok(Self { writer, place, written: Written::default(), error })
    }

    /// Adds the lines that `lines` makes of something, or says why it cannot be read.
    pub(super) fn add<T>(&mut self, read: Result<T, String>, lines: impl FnOnce(&T) -> Vec<Vec<String>>) {
        match read {
            Err(reason) => self.complain(&reason),
            Ok(read) => {
                for line in lines(&read) {
                    let cells = line.iter().map(|cell| neutral(cell));
                    let done = self.writer.write_record(cells.map(|cell| cell.as_bytes().to_vec()));
                    self.written.lines += 1;
                    // The first mistake is told at the end; what comes after it could not be written either.
                    self.error = self.error.take().or_else(|| done.err());
                }
            }
        }
    }

    /// Says that something cannot be read.
    pub(super) fn complain(&mut self, reason: &str) {
        self.written.unreadable += 1;
        eprintln!("left out: {reason}");
    }

    /// Takes away what was written to a file: a part of a table is none.
    pub(super) fn abandon(self) {
        if let Some((part, _)) = self.place {
            // The failure that led here is told; that a part stays behind is no more than untidy.
            let _removed = std::fs::remove_file(part);
        }
    }

    /// Ends the table, and moves the file to its place.
    pub(super) fn finish(mut self) -> Result<Written, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::Failed(format!("the table cannot be written: {error}"));
        if let Some(error) = self.error {
            return Err(failed(&error));
        }
        self.writer.flush().map_err(|error| failed(&error))?;
        if let Some((part, output)) = self.place {
            std::fs::rename(part, output).map_err(|error| failed(&error))?;
        }
        Ok(self.written)
    }
}

/// A new file that nobody but its owner may read.
fn private(path: &PathBuf) -> std::io::Result<File> {
    // What another run left there may be readable for others.
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("backroom-export-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    #[test]
    fn a_file_appears_when_it_is_whole_and_is_its_owners() {
        let folder = folder("whole");
        let output = folder.join("out.csv");
        let mut table = Table::open(Some(output.clone()), &["a", "b"]).expect("a table");
        table.add(Ok("x"), |text| vec![vec![(*text).to_owned(), "=1,\"2\"".to_owned()]]);
        table.add(Err::<&str, _>("row 7".to_owned()), |_| Vec::new());
        assert!(!output.exists());
        assert_eq!(table.finish().expect("written"), Written { lines: 1, unreadable: 1 });
        assert_eq!(std::fs::read_to_string(&output).expect("a file"), "a,b\nx,\"'=1,\"\"2\"\"\"\n");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&output).expect("a file"));
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_table_that_is_given_up_leaves_nothing() {
        let folder = folder("part");
        let table = Table::open(Some(folder.join("out.csv")), &["a"]).expect("a table");
        table.abandon();
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0);
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_a_wrong_call() {
        let refused = Table::open(Some(PathBuf::from("/nowhere/at/all.csv")), &["a"]).err();
        assert!(matches!(refused, Some(Failure::Usage(_))));
    }
}
