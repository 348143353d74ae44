//! What libFuzzer found worth keeping, and the sample events: tried again in every test run.

#![allow(clippy::expect_used, reason = "these are tests")]

use std::{fs, path::PathBuf};

use fuzz::TARGETS;

/// Every file of a folder under this crate.
fn files_in(folder: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files.map(|file| file.expect("a file").path()).filter(|path| path.is_file()).collect()
}

#[test]
fn all_that_was_ever_found_holds() {
    for (name, target) in TARGETS {
        let mut files = files_in(&format!("corpus/{name}"));
        if name == "gateway_event" {
            files.extend(files_in("../../events"));
        }
        assert!(!files.is_empty(), "{name} has no corpus");
        for file in files {
            target(&fs::read(&file).expect("a file that can be read"));
        }
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
