//! Every call that went over the wire, and what it cost.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::kernel::Timestamp;

use crate::{
    call::{Operation, Service},
    faults::Fault,
};

/// One attempt of one call.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When it reached the service.
    pub at: Timestamp,
    /// Who was asked.
    pub service: Service,
    /// For what.
    pub operation: String,
    /// The tables that it named.
    pub tables: Vec<String>,
    /// Read units that the answer reports.
    pub read_units: f64,
    /// Write units that the answer reports. A refused write reports none, though the service charges for it.
    pub write_units: f64,
    /// Bytes of the request's body and of the answer's together.
    pub bytes: usize,
    /// What the embedded database took for it, by the machine's own clock.
    pub took: Duration,
    /// What befell it.
    pub fault: Option<Fault>,
    /// The status that the caller got, if it got an answer.
    pub status: Option<u16>,
}

/// What a call to DynamoDB consumed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Units {
    pub(crate) read: f64,
    pub(crate) write: f64,
    pub(crate) took: Duration,
}

/// The calls so far.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Vec<Entry>>>);

impl Journal {
    /// The calls since the journal was opened or last taken.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.0.lock().expect("the journal").clone()
    }

    /// The calls so far, which the journal then forgets.
    pub fn take(&self) -> Vec<Entry> {
        std::mem::take(&mut *self.0.lock().expect("the journal"))
    }

    /// How many calls of `operation` there were.
    #[must_use]
    pub fn count(&self, operation: &str) -> usize {
        self.0.lock().expect("the journal").iter().filter(|entry| entry.operation == operation).count()
    }

    /// Read and write units of all calls.
    #[must_use]
    pub fn units(&self) -> (f64, f64) {
        let entries = self.0.lock().expect("the journal");
        (entries.iter().map(|it| it.read_units).sum(), entries.iter().map(|it| it.write_units).sum())
    }

    /// The faults that happened.
    #[must_use]
    pub fn fired(&self) -> Vec<Fault> {
        self.0.lock().expect("the journal").iter().filter_map(|entry| entry.fault).collect()
    }

    /// Notes a call that arrives; the place is for [`Journal::close`].
    pub(crate) fn open(&self, operation: &Operation, at: Timestamp) -> usize {
        let (service, tables, name) = (operation.service, operation.tables(), operation.name.clone());
        let mut entries = self.0.lock().expect("the journal");
        entries.push(Entry {
            at,
            service,
            operation: name,
            tables,
            read_units: 0.0,
            write_units: 0.0,
            bytes: 0,
            took: Duration::ZERO,
            fault: None,
            status: None,
        });
        entries.len() - 1
    }

    /// Notes what became of it. A journal taken meanwhile has no place for it any more.
    pub(crate) fn close(&self, place: usize, units: Units, bytes: usize, fault: Option<Fault>, status: Option<u16>) {
        if let Some(entry) = self.0.lock().expect("the journal").get_mut(place) {
            (entry.read_units, entry.write_units, entry.took) = (units.read, units.write, units.took);
            (entry.bytes, entry.fault, entry.status) = (bytes, fault, status);
        }
    }
}

/// `+40 ms DynamoDb UpdateItem [shop-stock] 1 w -> 200`
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, service, operation, tables, read_units, write_units, .. } = self;
        write!(f, "{at} {service:?} {operation} {tables:?} {read_units} r {write_units} w")?;
        match self.status {
            Some(status) => write!(f, " -> {status}")?,
            None => f.write_str(" -> no answer")?,
        }
        self.fault.map_or(Ok(()), |fault| write!(f, " ({fault:?})"))
    }
}
