//! All rows, and which of them changed since somebody last asked: what a journal has to write.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::disputes::Dispute;
use crate::events::Event;
use crate::idempotency::Answered;
use crate::ids::Ids;
use crate::intents::Intent;
use crate::ledger::{Charge, Refund};
use crate::table::{Record, Table};
use crate::webhooks::{Shipment, Webhooks};

/// The table whose only record says that everything before it is forgotten.
const FORGET: &str = "forget";

/// A record that this version cannot read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read a record of table {table}")]
pub struct UnreadableRecord {
    table: String,
    #[source]
    cause: Option<serde_json::Error>,
}

/// Everything that a restart must bring back.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) intents: Table<Intent>,
    pub(crate) charges: Table<Charge>,
    pub(crate) refunds: Table<Refund>,
    pub(crate) disputes: Table<Dispute>,
    pub(crate) events: Table<Event>,
    pub(crate) shipments: Table<Shipment>,
    pub(crate) keys: Table<Answered>,
    /// One row each: the counter of identifiers, and where webhooks go.
    pub(crate) ids: Ids,
    pub(crate) webhooks: Webhooks,
    /// Intents that are processing, refunds that move on, and webhooks that still have to go out: derived from the rows.
    pub(crate) processing: BTreeSet<String>,
    pub(crate) refunding: BTreeSet<String>,
    pub(crate) open_shipments: BTreeSet<String>,
    /// What no row tells, for the next changes.
    forgotten: bool,
    webhooks_changed: bool,
}

impl Store {
    pub(crate) fn new(seed: u64, webhooks: Webhooks) -> Self {
        Self {
            intents: Table::default(),
            charges: Table::default(),
            refunds: Table::default(),
            disputes: Table::default(),
            events: Table::default(),
            shipments: Table::default(),
            keys: Table::default(),
            ids: Ids::new(seed),
            webhooks,
            processing: BTreeSet::new(),
            refunding: BTreeSet::new(),
            open_shipments: BTreeSet::new(),
            forgotten: false,
            webhooks_changed: false,
        }
    }

    /// Forgets every row; keeps the counter of identifiers, so that none comes twice, and where webhooks go.
    pub(crate) fn forget(&mut self) {
        let fresh = Self::new(0, self.webhooks.clone());
        let old = std::mem::replace(self, fresh);
        self.ids = old.ids;
        self.forgotten = true;
        self.webhooks_changed = old.webhooks_changed;
    }

    pub(crate) fn set_webhooks(&mut self, webhooks: Webhooks) {
        self.webhooks = webhooks;
        self.webhooks_changed = true;
    }

    pub(crate) fn put_intent(&mut self, intent: Intent) {
        if matches!(intent.state, crate::intents::State::Processing { until: Some(_), .. }) {
            self.processing.insert(intent.id.clone());
        } else {
            self.processing.remove(&intent.id);
        }
        self.intents.put(&intent.id.clone(), intent);
    }

    pub(crate) fn put_refund(&mut self, refund: Refund) {
        if refund.state.moves_at().is_some() {
            self.refunding.insert(refund.id.clone());
        } else {
            self.refunding.remove(&refund.id);
        }
        self.refunds.put(&refund.id.clone(), refund);
    }

    pub(crate) fn put_shipment(&mut self, shipment: Shipment) {
        if shipment.is_open() {
            self.open_shipments.insert(shipment.id.clone());
        } else {
            self.open_shipments.remove(&shipment.id);
        }
        self.shipments.put(&shipment.id.clone(), shipment);
    }

    /// What changed since the last call; empty when nothing did.
    pub(crate) fn take_changes(&mut self) -> Vec<Record> {
        let mut changes = Vec::new();
        if std::mem::take(&mut self.forgotten) {
            changes.extend(single(FORGET, &()));
        }
        if std::mem::take(&mut self.webhooks_changed) {
            changes.extend(single("webhooks", &self.webhooks));
        }
        self.intents.drain_changes("intents", &mut changes);
        self.charges.drain_changes("charges", &mut changes);
        self.refunds.drain_changes("refunds", &mut changes);
        self.disputes.drain_changes("disputes", &mut changes);
        self.events.drain_changes("events", &mut changes);
        self.shipments.drain_changes("shipments", &mut changes);
        self.keys.drain_changes("keys", &mut changes);
        if !changes.is_empty() {
            changes.extend(single("ids", &self.ids));
        }
        changes
    }

    /// Everything, as if all of it had just changed.
    pub(crate) fn snapshot(&mut self) -> Vec<Record> {
        self.intents.mark_all();
        self.charges.mark_all();
        self.refunds.mark_all();
        self.disputes.mark_all();
        self.events.mark_all();
        self.shipments.mark_all();
        self.keys.mark_all();
        self.webhooks_changed = true;
        self.take_changes()
    }

    pub(crate) fn restore(&mut self, record: Record) -> Result<(), UnreadableRecord> {
        let table = record.table.clone();
        let fail = |cause| UnreadableRecord { table: table.clone(), cause };
        match table.as_str() {
            "intents" => serde_json::from_value(record.row).map(|intent| self.put_intent(intent)),
            "shipments" => serde_json::from_value(record.row).map(|shipment| self.put_shipment(shipment)),
            "refunds" => serde_json::from_value(record.row).map(|refund| self.put_refund(refund)),
            "charges" => self.charges.restore(record),
            "disputes" => self.disputes.restore(record),
            "events" => self.events.restore(record),
            "keys" => self.keys.restore(record),
            "ids" => serde_json::from_value(record.row).map(|ids| self.ids = ids),
            "webhooks" => serde_json::from_value(record.row).map(|webhooks| self.webhooks = webhooks),
            FORGET => {
                self.forget();
                Ok(())
            }
            _ => return Err(fail(None)),
        }
        .map_err(|cause| fail(Some(cause)))
    }
}

fn single<T: Serialize>(table: &str, row: &T) -> Option<Record> {
    let row = serde_json::to_value(row).ok()?;
    Some(Record { table: table.into(), id: table.into(), row })
}
