//! Streams of the orders, products and stock tables: shows each order's newest version on the desk, and each SKU that is low; asks for
//! a look at each product that a search may now find otherwise; and counts each order that is paid into what its buyer bought.

use app_context::{AppContext, StartError};
use aws::{
    AwsError, DeskTable, OrderChange, Queue, RecommendationsTable, RowChange, StockChange, StockTable,
    low_stock_threshold, product_of,
};
use domain::{
    catalogue::{LowStockThreshold, Reindex},
    kernel::ProductId,
};
use lambda::{ChangeError, StreamFunction};

/// The function.
#[derive(Debug)]
pub struct ProjectChanges {
    desk: DeskTable,
    recommendations: RecommendationsTable,
    stock: StockTable,
    /// Of products whose place in the search may have changed.
    reindex: Queue,
    /// The threshold of SKUs that have none of their own.
    low_at: LowStockThreshold,
}

impl StreamFunction for ProjectChanges {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let (desk, stock) = (DeskTable::new(context)?, StockTable::new(context)?);
        let recommendations = RecommendationsTable::new(context)?;
        let reindex = Queue::named_by(context, "SEARCH_CHANGES_QUEUE_URL")?;
        Ok(Self { desk, recommendations, stock, reindex, low_at: low_stock_threshold(context)? })
    }

    async fn handle(&self, change: RowChange) -> Result<(), ChangeError> {
        if StockChange::is_of(&change) {
            return self.stock(&change).await;
        }
        if let Some(product) = product_of(&change)? {
            return Ok(self.look_at(product).await?);
        }
        let Some(change) = OrderChange::read(&change)? else { return Ok(()) };
        // What the change before it showed as well needs no write: that one is shown, or newer ones are.
        if change.is_visible() {
            self.desk.project(&change.now).await?;
        }
        // A guest may be anybody any number of times: nothing is learnt from what guests buy.
        if let Some(order) = change.paid.filter(|order| order.email.is_none())
            && let Some(basket) = self.stock.basket_of(&order).await?
        {
            self.recommendations.count(&order.buyer, &basket).await?;
        }
        Ok(())
    }
}

impl ProjectChanges {
    /// A SKU whose stock is in several rows is low by their sum, so all of them are read.
    async fn stock(&self, change: &RowChange) -> Result<(), ChangeError> {
        let Some(change) = StockChange::read(change)? else { return Ok(()) };
        if let Some(product) = change.rebadged() {
            self.look_at(product.clone()).await?;
        }
        if !change.is_visible(self.low_at) {
            return Ok(());
        }
        let level = match change.level() {
            Some(level) => Some(level.clone()),
            None => self.stock.stock_level(change.sku()).await?,
        };
        if let Some(level) = level {
            self.desk.show_stock(&level, self.low_at).await?;
        }
        Ok(())
    }

    /// Asks for a look at a product, as it will be by then.
    async fn look_at(&self, product: ProductId) -> Result<(), AwsError> {
        self.reindex.send(&Reindex::Product(product)).await
    }
}
