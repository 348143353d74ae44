//! The simulation: the shipped code under every fault at every call, and a reconciliation after each run.
//!
//! A [`run`](perform) puts a shop on a run state: real handlers and workers over the real SDK clients, and behind the wire an
//! embedded database and models of the queues, the mail and the provider. People act by their scripts and repeat
//! what was not answered; a [`Setting`] says what goes wrong. Time and chance are virtual: a setting repeats its run.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a simulation that cannot go on says so by failing")]

mod accounts;
mod client;
mod dashboard;
mod desk;
mod explore;
mod history;
mod lambda_pool;
mod ledger;
mod mutations;
mod pace;
mod plan;
mod race;
mod races;
mod reconciler;
mod report;
mod run;
mod run_state;
mod scenario;
mod script;
mod seed;
mod self_service;
mod services;
mod setting;
mod shipments;
mod shipping;
mod stream;
mod tally;
mod tokens;

pub use explore::{Progress, plans, seeds};
pub use history::{Event, Site, as_table};
pub use mutations::{Caught, mutations, table_of_mutations};
pub use plan::{InvalidStrike, Kind, Strike};
pub use race::{Race, race_names, races};
pub use reconciler::Violation;
pub use report::{Part, report};
pub use run::{Outcome, perform};
pub use scenario::{Pairs, SCENARIOS, Scenario, Schedule};
pub use script::Script;
pub use setting::{Changes, Reached, Setting};
pub use tally::{Failure, Tally};
