//! The harness: the shipped code, over the real SDK clients, in a context that never leaves the process.
//!
//! The only seam is the wire. [`Shop`] opens a context in which every HTTP request of a function, to AWS or to the payment
//! provider, ends at [`Wire`]: behind it stand an embedded DynamoDB, small models of SQS, SES, SSM and `EventBridge`, and whoever plays
//! the provider. What is deployed comes from `template.yaml`: tables with their indexes, queues with their limits, routes,
//! and each function's own variables. Time is virtual, randomness is seeded, faults are planned, every call is journalled.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a harness that cannot go on fails the test")]
#![allow(clippy::must_use_candidate, reason = "what checks is called for its check")]

mod answer;
mod browser;
mod bus;
mod call;
mod change_streams;
mod checkout;
mod deployment;
mod description;
mod desk;
mod dynamo;
mod endpoints;
mod event;
mod faults;
mod fixture;
mod function;
mod hashes;
mod identity;
mod invoke;
mod journal;
mod listeners;
mod mutation;
mod provider;
mod resolve;
mod rights;
mod row;
mod s3;
mod scheduler;
mod seed;
mod ses;
mod shop;
mod sqs;
mod ssm;
mod stripe;
mod template;
mod time;
mod wire;
mod yaml;

pub use self::stripe::StripeModel;
pub use answer::Answer;
pub use browser::Browser;
pub use bus::Bus;
pub use call::{Operation, Service};
pub use change_streams::ChangeStreams;
pub use checkout::Checkout;
pub use description::{BASE, Description, Part};
pub use desk::DeskStream;
pub use dynamo::Dynamo;
pub use endpoints::{Audience, Before, ENDPOINTS, Endpoint, declared_routes};
pub use event::Call;
pub use faults::{Fault, Faults, Planned};
pub use fixture::{Caller, Fixture, PASSWORD};
pub use function::{FUNCTIONS, Function, Kind, Registered};
pub use hashes::count_hashes;
pub use identity::Identities;
pub use journal::{Entry, Journal};
pub use listeners::{Heard, Listeners, Reply};
pub use mutation::Mutation;
pub use provider::{HttpRequest, HttpResponse, Provider, ProviderSlot};
pub use rights::Rights;
pub use row::{item_of, to_attributes};
pub use s3::{Buckets, Stored};
pub use scheduler::Scheduler;
pub use seed::PRICE;
pub use ses::{Mail, MailRefusal, Mailbox};
pub use shop::Shop;
pub use sqs::{Batch, Delivered, Message, Queue, Queues};
pub use ssm::ParameterStore;
pub use template::{Deployed, Route, Template, repository};
pub use time::{VirtualClock, seeded};
pub use wire::Wire;
