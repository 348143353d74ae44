//! Stream of the orders table: shows each order's newest version on the desk.

use app_context::{AppContext, StartError};
use aws::{DeskTable, OrderChange, RowChange};
use lambda::{ChangeError, StreamFunction};

/// The function.
#[derive(Debug)]
pub struct ProjectChanges {
    desk: DeskTable,
}

impl StreamFunction for ProjectChanges {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { desk: DeskTable::new(context)? })
    }

    async fn handle(&self, change: RowChange) -> Result<(), ChangeError> {
        // What the change before it showed as well needs no write: that one is shown, or newer ones are.
        if let Some(change) = OrderChange::read(&change)?.filter(OrderChange::is_visible) {
            self.desk.project(&change.now).await?;
        }
        Ok(())
    }
}
