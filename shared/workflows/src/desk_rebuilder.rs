//! Making the desk again from the orders, while the shop is open: what the stream tells meanwhile, and what is read here,
//! meet at the same conditional writes, and the newer one stays.

use aws::{AwsError, DeskTable, OrdersTable, Projected, UnreadableOrder};
use futures::{StreamExt as _, stream};

/// Orders that are written at the same time.
const AT_ONCE: usize = 8;

/// Whoever makes the desk again.
#[derive(Debug)]
pub struct DeskRebuilder {
    /// The orders.
    pub orders: OrdersTable,
    /// The desk.
    pub desk: DeskTable,
}

/// How far it is, and in the end what was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskRebuild {
    /// Orders that were read.
    pub orders: usize,
    /// Orders that the desk did not show as they are.
    pub written: usize,
    /// Orders whose row is damaged: the desk does not show them, or as they were.
    pub unreadable: Vec<UnreadableOrder>,
}

impl DeskRebuilder {
    /// Reads every order and shows it as it is. `progress` hears of each page. May be repeated, and stopped at any time.
    pub async fn rebuild(&self, progress: &mut (dyn FnMut(&DeskRebuild) + Send)) -> Result<DeskRebuild, AwsError> {
        let mut rebuilt = DeskRebuild::default();
        let mut after = None;
        loop {
            let (page, next) = self.orders.entries(after).await?;
            rebuilt.orders += page.len();
            let mut entries = Vec::with_capacity(page.len());
            for entry in page {
                match entry {
                    Ok(entry) => entries.push(entry),
                    Err(error) => rebuilt.unreadable.push(error),
                }
            }
            let project = |entry| async move { self.desk.project(&entry).await };
            let mut work = stream::iter(entries).map(project).buffer_unordered(AT_ONCE);
            while let Some(projected) = work.next().await {
                rebuilt.written += usize::from(projected? == Projected::Written);
            }
            progress(&rebuilt);
            after = next;
            if after.is_none() {
                return Ok(rebuilt);
            }
        }
    }
}
