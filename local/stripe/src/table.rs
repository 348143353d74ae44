//! Rows of one kind, which of them changed, and how one is written down.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One row as it is written down; the last one of a table and an identifier counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub(crate) table: String,
    pub(crate) id: String,
    pub(crate) row: Value,
}

/// Rows of one kind, in the order in which they came.
#[derive(Debug)]
pub(crate) struct Table<T> {
    rows: BTreeMap<String, T>,
    order: Vec<String>,
    changed: BTreeSet<String>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), order: Vec::new(), changed: BTreeSet::new() }
    }
}

impl<T: Serialize + DeserializeOwned> Table<T> {
    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(id)
    }

    pub(crate) fn put(&mut self, id: &str, row: T) {
        self.changed.insert(id.into());
        if self.rows.insert(id.into(), row).is_none() {
            self.order.push(id.into());
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn oldest_first(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.order.iter().filter_map(|id| self.rows.get(id))
    }

    pub(crate) fn drain_changes(&mut self, table: &str, into: &mut Vec<Record>) {
        let changed = std::mem::take(&mut self.changed);
        // New rows are written in the order in which they came, so that a restart lists them alike.
        let mut ids: Vec<String> = changed.iter().cloned().collect();
        if ids.len() > 1 {
            ids = self.order.iter().rev().filter(|id| changed.contains(*id)).take(changed.len()).cloned().collect();
            ids.reverse();
        }
        for id in ids {
            if let Some(row) = self.rows.get(&id).and_then(|row| serde_json::to_value(row).ok()) {
                into.push(Record { table: table.into(), id, row });
            }
        }
    }

    pub(crate) fn restore(&mut self, record: Record) -> Result<(), serde_json::Error> {
        let row = serde_json::from_value(record.row)?;
        self.put(&record.id, row);
        Ok(())
    }

    pub(crate) fn mark_all(&mut self) {
        self.changed = self.order.iter().cloned().collect();
    }
}
