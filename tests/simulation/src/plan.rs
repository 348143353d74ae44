//! What goes wrong in a run: a few strikes, each so many calls after the one before it.

use std::{collections::VecDeque, fmt, str::FromStr};

use tests::{Fault, Operation};

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strike {
    /// So many calls pass unharmed first, since the strike before it or since the beginning.
    pub after: usize,
    /// What befalls the next call.
    pub kind: Kind,
}

/// What befalls a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// This fault. A call that it cannot befall passes unharmed, and so do all after it: the run fails for that.
    This(Fault),
    /// One of the faults that can befall the call, drawn by this number.
    Any(u32),
}

/// What is still to go wrong, and how many calls there were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    strikes: VecDeque<Strike>,
    passed: usize,
}

impl Plan {
    pub(crate) fn new(strikes: &[Strike]) -> Self {
        Self { strikes: strikes.iter().copied().collect(), passed: 0 }
    }

    /// Counts a call, and says what befalls it.
    pub(crate) fn strike(&mut self, operation: &Operation) -> Option<Fault> {
        let next = self.strikes.front()?;
        if self.passed < next.after {
            self.passed += 1;
            return None;
        }
        let fault = match next.kind {
            Kind::This(fault) => fault.can_befall(operation).then_some(fault)?,
            Kind::Any(number) => drawn(operation, number),
        };
        self.strikes.pop_front();
        self.passed = 0;
        Some(fault)
    }

    /// What has not gone wrong yet.
    pub(crate) fn unfired(&self) -> usize {
        self.strikes.len()
    }
}

/// The faults that can befall a call.
pub(crate) fn possible(operation: &Operation) -> impl Iterator<Item = Fault> {
    Fault::ALL.into_iter().filter(|fault| fault.can_befall(operation))
}

fn drawn(operation: &Operation, number: u32) -> Fault {
    let possible: Vec<Fault> = possible(operation).collect();
    possible[number as usize % possible.len()]
}

/// `12:CrashAfter`: the call after twelve unharmed ones.
impl fmt::Display for Strike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::This(fault) => write!(f, "{}:{fault:?}", self.after),
            Kind::Any(number) => write!(f, "{}:any{number}", self.after),
        }
    }
}

/// A text that is no strike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidStrike(String);

impl fmt::Display for InvalidStrike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: Vec<String> = Fault::ALL.iter().map(|fault| format!("{fault:?}")).collect();
        write!(f, "'{}' is no strike: write calls:fault, such as 12:CrashAfter; faults: {}", self.0, faults.join(", "))
    }
}

impl std::error::Error for InvalidStrike {}

impl FromStr for Strike {
    type Err = InvalidStrike;

    fn from_str(text: &str) -> Result<Self, InvalidStrike> {
        let invalid = || InvalidStrike(text.to_owned());
        let (after, fault) = text.split_once(':').ok_or_else(invalid)?;
        let fault = Fault::ALL.into_iter().find(|known| format!("{known:?}").eq_ignore_ascii_case(fault));
        Ok(Self { after: after.parse().map_err(|_| invalid())?, kind: Kind::This(fault.ok_or_else(invalid)?) })
    }
}
