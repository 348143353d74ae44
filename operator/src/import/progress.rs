//! How far the import is: a bar on a terminal, a line every few seconds elsewhere.

use std::io::IsTerminal as _;

use app_context::Clock;
use domain::kernel::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};

use super::tally::Tally;

/// Milliseconds between two lines where there is no terminal.
const LINE_EVERY_MS: u64 = 5_000;

/// Progress through a file of so many bytes.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    clock: Clock,
    started: Timestamp,
    bytes: u64,
    reached: u64,
    last_line_ms: u64,
}

impl Progress {
    pub(super) fn start(bytes: u64, clock: Clock) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{wide_bar} {percent:>3} %  {msg}, {eta} left");
            ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, started: clock.now(), clock, bytes, reached: 0, last_line_ms: 0 }
    }

    /// Says something about a line, without tearing the bar.
    pub(super) fn complain(&self, words: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{words}")),
            None => eprintln!("{words}"),
        }
    }

    /// Shows how far it is: lines end in another order than they stand in the file, so the furthest one counts.
    pub(super) fn show(&mut self, tally: &Tally, ends_at: u64) {
        self.reached = self.reached.max(ends_at);
        let elapsed_ms = self.elapsed_ms();
        let count = format!("{} lines, {} a second", tally.lines(), tally.rate(elapsed_ms));
        if let Some(bar) = &self.bar {
            bar.set_message(count);
            bar.set_position(self.reached);
        } else if elapsed_ms >= self.last_line_ms + LINE_EVERY_MS {
            self.last_line_ms = elapsed_ms;
            let left_seconds = elapsed_ms * self.bytes.saturating_sub(self.reached) / self.reached.max(1) / 1_000;
            let percent = self.reached * 100 / self.bytes.max(1);
            eprintln!("{percent} %, {count}, about {left_seconds} s left");
        }
    }

    /// Removes the bar; returns the milliseconds that it all took.
    pub(super) fn finish(&self) -> u64 {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.elapsed_ms()
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.clock.now().millis() - self.started.millis()).unwrap_or(0)
    }
}
