//! Progress of a reconciliation: a spinner on a terminal, a line every few seconds elsewhere. The total is not known.

use std::{io::IsTerminal as _, time::Duration};

use app_context::Clock;
use domain::kernel::Timestamp;
use indicatif::ProgressBar;
use workflows::ReconciliationProgress;

/// Milliseconds between two lines where there is no terminal.
const LINE_EVERY_MS: u64 = 5_000;
/// Between two turns of the spinner.
const TURN: Duration = Duration::from_millis(120);

/// Progress of a reconciliation.
pub(super) struct Progress {
    spinner: Option<ProgressBar>,
    clock: Clock,
    started: Timestamp,
    last_line_ms: u64,
}

impl Progress {
    pub(super) fn start(clock: Clock) -> Self {
        let spinner = std::io::stderr().is_terminal().then(ProgressBar::new_spinner);
        if let Some(spinner) = &spinner {
            spinner.enable_steady_tick(TURN);
        }
        Self { spinner, started: clock.now(), clock, last_line_ms: 0 }
    }

    pub(super) fn show(&mut self, ReconciliationProgress { pass, reading, count }: ReconciliationProgress) {
        let words = format!("pass {pass}: {count} {reading} read");
        let elapsed_ms = self.elapsed_ms();
        if let Some(spinner) = &self.spinner {
            spinner.set_message(words);
        } else if elapsed_ms >= self.last_line_ms + LINE_EVERY_MS {
            self.last_line_ms = elapsed_ms;
            eprintln!("{words} after {} s", elapsed_ms / 1_000);
        }
    }

    /// Removes the spinner; returns the milliseconds that it all took.
    pub(super) fn finish(&self) -> u64 {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        self.elapsed_ms()
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.clock.now().millis() - self.started.millis()).unwrap_or(0)
    }
}
