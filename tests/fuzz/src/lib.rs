//! What must hold for whatever strangers send. `make fuzz` has libFuzzer look for input that breaks it (`libfuzzer/`); what
//! it found worth keeping is in `corpus/`, and every test run tries that again.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a panic is how a target tells what does not hold")]

mod gateway;
mod words;

pub use gateway::{gateway_event, order_body};
pub use words::{cursor, stripe_event, tokens};

/// A name, and what must hold for any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target, by the name of its corpus.
pub const TARGETS: [Target; 5] = [
    ("cursor", cursor),
    ("gateway_event", gateway_event),
    ("order_body", order_body),
    ("stripe_event", stripe_event),
    ("tokens", tokens),
];
