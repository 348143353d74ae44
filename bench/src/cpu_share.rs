//! The `cpu_share` of a processor that goes with a memory size, by a control group of the kernel's.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// A function has one whole processor at so many MB, and a proportional `cpu_share` below.
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const WHOLE_MB: u32 = 1769;
/// Over which the `cpu_share` is counted.
const PERIOD_US: u32 = 20_000;

/// A group whose members have that `cpu_share` together. It is removed with this value.
#[derive(Debug)]
pub(crate) struct Share(PathBuf);

impl Share {
    /// Makes the group, by either version of the kernel's interface. Needs the right to do so: root, as a rule.
    pub(crate) fn of_memory(mb: u32) -> Result<Self, String> {
        let quota = PERIOD_US * mb / WHOLE_MB;
        let name = format!("bench-{}", std::process::id());
        let old = Path::new("/sys/fs/cgroup/cpu").join(&name);
        let new = Path::new("/sys/fs/cgroup").join(&name);
        let by_old =
            make(&old, &[("cpu.cfs_period_us", PERIOD_US.to_string()), ("cpu.cfs_quota_us", quota.to_string())]);
        let made =
            by_old.map(|()| old).or_else(|_| make(&new, &[("cpu.max", format!("{quota} {PERIOD_US}"))]).map(|()| new));
        made.map(Self)
            .map_err(|error| format!("this machine does not let us impose a cpu_share of a processor: {error}"))
    }

    /// Puts a process under it, with all its threads.
    pub(crate) fn impose(&self, id: u32) -> io::Result<()> {
        fs::write(self.0.join("cgroup.procs"), id.to_string())
    }
}

fn make(group: &Path, settings: &[(&str, String)]) -> io::Result<()> {
    fs::create_dir(group)?;
    let set = settings.iter().try_for_each(|(name, value)| fs::write(group.join(name), value));
    if set.is_err() {
        fs::remove_dir(group)?;
    }
    set
}

impl Drop for Share {
    fn drop(&mut self) {
        // The last member may still be on its way out.
        for _ in 0..50 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        eprintln!("The control group {} is left behind.", self.0.display());
    }
}
