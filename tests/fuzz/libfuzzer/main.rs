//! Feeds the target that `FUZZ_TARGET` names.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let known = fuzz::TARGETS.iter().find(|(name, _)| *name == wanted);
    known.unwrap_or_else(|| panic!("FUZZ_TARGET is '{wanted}': there are {:?}", fuzz::TARGETS.map(|it| it.0))).1
});

fuzz_target!(|data: &[u8]| TARGET(data));
