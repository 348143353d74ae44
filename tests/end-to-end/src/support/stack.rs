//! The running stack, as its `stack.json` describes it, and the programs that belong to it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use super::outside::variable;

/// A running stack.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    file: PathBuf,
    told: Value,
}

impl Stack {
    /// The stack that `BACKROOM_STACK` names.
    pub(crate) fn running() -> Self {
        let file = variable("BACKROOM_STACK").expect("BACKROOM_STACK names a stack.json: run `make end-to-end`");
        Self::described_in(file.into())
    }

    fn described_in(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("no stack at {}: {error}", file.display()));
        let told = serde_json::from_str(&text).expect("stack.json is JSON");
        Self { file, told }
    }

    /// What `stack.json` says under these names, one inside the other.
    pub(crate) fn tells(&self, names: &[&str]) -> String {
        let value = names.iter().fold(&self.told, |value, name| &value[*name]);
        let text = value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()));
        text.unwrap_or_else(|| panic!("stack.json tells nothing about {names:?}"))
    }

    /// How long an unpaid order keeps its stock.
    pub(crate) fn payment_window_seconds(&self) -> u64 {
        self.tells(&["payment_window_seconds"]).parse().expect("a number of seconds")
    }

    /// Runs the operator's program. It has to succeed.
    pub(crate) fn operator(&self, words: &[&str]) -> String {
        let mut program = Command::new(checkout().join("target/debug/backroom"));
        let environment = self.told["environment"].as_object().expect("stack.json tells the environment");
        program.args(words).envs(environment.iter().filter_map(|(name, value)| Some((name, value.as_str()?))));
        succeeded(&mut program)
    }

    /// Starts again what of this stack does not run.
    pub(crate) fn up(&self) {
        let python = variable("PYTHON").unwrap_or_else(|| "python3".to_owned());
        let script = checkout().join("local/stack.py");
        succeeded(Command::new(python).arg(script).args(["up", "--instance"]).arg(self.folder()));
    }

    /// Kills a program of this stack, as a crash would.
    pub(crate) fn kill(&self, program: &str) {
        let process = Self::described_in(self.file.clone()).tells(&["processes", program]);
        succeeded(Command::new("kill").args(["-KILL", &process]));
    }

    /// A file that tests lock to keep out of each other's way.
    pub(crate) fn lock_file(&self) -> File {
        let path = self.folder().join("tests.lock");
        File::options().create(true).append(true).open(path).expect("the stack's folder can be written to")
    }

    fn folder(&self) -> &Path {
        self.file.parent().expect("a file is in a folder")
    }
}

/// The root of this checkout.
fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a program to its end, and returns what it printed.
fn succeeded(command: &mut Command) -> String {
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
    let (said, complained) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?} ended with {status}: {said}{complained}");
    said.into_owned()
}
