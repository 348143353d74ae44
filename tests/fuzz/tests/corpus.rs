//! What libFuzzer found worth keeping, and the sample events: tried again in every test run.

#![allow(clippy::expect_used, reason = "these are tests")]

use std::{fs, path::PathBuf};

use data_encoding::BASE64;
use fuzz::TARGETS;

/// A path under this crate.
fn here(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What a target's corpus holds: one input a line, in base64.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(here(&format!("corpus/{name}.b64"))).expect("a corpus");
    text.lines().map(|line| BASE64.decode(line.as_bytes()).expect("base64")).collect()
}

#[test]
fn all_that_was_ever_found_holds() {
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        assert!(inputs.len() > 10, "{name} has {} inputs", inputs.len());
        for input in &inputs {
            target(input);
        }
    }
}

#[test]
fn the_sample_events_hold() {
    let events = fs::read_dir(here("../../events")).expect("a folder");
    for event in events.map(|file| file.expect("a file").path()) {
        fuzz::gateway_event(&fs::read(&event).expect("a file that can be read"));
    }
}

#[test]
fn a_target_tells_what_does_not_hold() {
    // Signed with a secret that the target takes for unguessable, so it has to object.
    let body = br#"{"id":"evt_1"}"#;
    let secrets = ["whsec_that_nobody_guesses".to_owned()];
    let header = local_stripe::signature(&secrets, 1_795_376_589, body);
    let signed = [header.as_bytes(), b"\n", body].concat();
    assert!(std::panic::catch_unwind(|| fuzz::stripe_event(&signed)).is_err());
}
