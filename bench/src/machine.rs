//! Where it was measured.

use std::{fs, thread};

use domain::kernel::Timestamp;

/// One sentence: date, processors, memory, system, and what else was going on.
pub(crate) fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).map(str::to_owned);
        line.and_then(|line| line.split_once(':').map(|(_, value)| value.trim().to_owned()))
            .unwrap_or_else(|| "unknown".to_owned())
    };
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let memory = memory.split(' ').next().and_then(|kib| kib.parse::<u64>().ok()).map_or(0, |kib| kib >> 20);
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let today = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(0)).to_string();
    format!(
        "On {}: {} processors ({}), {memory} GiB, Linux {}; load average at the end {}.",
        today.split('T').next().unwrap_or_default(),
        thread::available_parallelism().map_or(0, usize::from),
        field(&read("/proc/cpuinfo"), "model name"),
        read("/proc/sys/kernel/osrelease").trim(),
        read("/proc/loadavg").split(' ').next().unwrap_or_default(),
    )
}
