//! The queue of what may have changed in the search: brings products into the index, many at once, and makes it anew when asked.

use std::collections::BTreeSet;

use app_context::{AppContext, StartError};
use domain::{catalogue::Reindex, kernel::ProductId};
use lambda::{JobError, QueueBatchFunction};
use search_store::{Indexer, StoreError, Updated};

/// The function.
#[derive(Debug)]
pub struct IndexProducts {
    indexer: Indexer,
}

impl QueueBatchFunction for IndexProducts {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { indexer: Indexer::new(context)? })
    }

    /// The rows are read as they are now, so a message that comes twice, late or out of order does no harm.
    async fn handle(&self, bodies: Vec<String>) -> Result<BTreeSet<usize>, JobError> {
        let (mut products, mut all, mut unreadable) = (BTreeSet::<ProductId>::new(), false, BTreeSet::new());
        for (at, body) in bodies.iter().enumerate() {
            match serde_json::from_str(body) {
                Ok(Reindex::Product(id)) => {
                    products.insert(id);
                }
                Ok(Reindex::All(_)) => all = true,
                Err(_) => {
                    tracing::error!(at, "a message cannot be read");
                    unreadable.insert(at);
                }
            }
        }
        let failed = |error: StoreError| JobError(error.to_string());
        if all {
            log(&self.indexer.rebuild().await.map_err(failed)?, products.len());
        } else if !products.is_empty() {
            log(&self.indexer.update(&products).await.map_err(failed)?, products.len());
        }
        Ok(unreadable)
    }
}

fn log(updated: &Updated, looked_at: usize) {
    let Updated { products, sequence, rebuilt } = updated;
    tracing::info!(looked_at, products, sequence, rebuilt, "the search index has changed");
}
