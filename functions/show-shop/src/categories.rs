//! The tree of categories, which every page shows: from memory while it is fresh.

use std::sync::{Arc, Mutex, PoisonError};

use app_context::Clock;
use aws::{AwsError, ProductsTable};
use domain::{
    catalogue::{CategoryNode, category_tree},
    kernel::Timestamp,
};

/// How long a tree is used.
const MAX_AGE_MS: i64 = 60_000;

type Tree = Arc<Vec<CategoryNode>>;

/// The tree, and when it was read.
#[derive(Debug)]
pub(crate) struct Categories {
    clock: Clock,
    kept: Mutex<Option<(Timestamp, Tree)>>,
}

impl Categories {
    pub(crate) const fn new(clock: Clock) -> Self {
        Self { clock, kept: Mutex::new(None) }
    }

    /// The tree as it was at most a minute ago.
    pub(crate) async fn get(&self, products: &ProductsTable) -> Result<Tree, AwsError> {
        let now = self.clock.now();
        if let Some(tree) = self.fresh(now) {
            return Ok(tree);
        }
        let tree = Arc::new(category_tree(products.category_counts().await?));
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&tree)));
        Ok(tree)
    }

    fn fresh(&self, now: Timestamp) -> Option<Tree> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (read, tree) = kept.as_ref()?;
        // A clock that was set back makes nothing fresher.
        let age = now.millis().saturating_sub(read.millis());
        (0..MAX_AGE_MS).contains(&age).then(|| Arc::clone(tree))
    }
}
