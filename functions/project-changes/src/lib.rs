//! Streams of the orders and stock tables: shows each order's newest version on the desk, and each SKU that is low; and counts each
//! order that is paid into what its buyer bought.

use app_context::{AppContext, StartError};
use aws::{
    DeskTable, OrderChange, PaidChange, RecommendationsTable, RowChange, StockChange, StockTable, low_stock_threshold,
};
use domain::catalogue::LowStockThreshold;
use lambda::{ChangeError, StreamFunction};

/// The function.
#[derive(Debug)]
pub struct ProjectChanges {
    desk: DeskTable,
    recommendations: RecommendationsTable,
    stock: StockTable,
    /// The threshold of SKUs that have none of their own.
    low_at: LowStockThreshold,
}

impl StreamFunction for ProjectChanges {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let (desk, stock) = (DeskTable::new(context)?, StockTable::new(context)?);
        let recommendations = RecommendationsTable::new(context)?;
        Ok(Self { desk, recommendations, stock, low_at: low_stock_threshold(context)? })
    }

    async fn handle(&self, change: RowChange) -> Result<(), ChangeError> {
        if StockChange::is_of(&change) {
            return self.stock(&change).await;
        }
        // What the change before it showed as well needs no write: that one is shown, or newer ones are.
        if let Some(change) = OrderChange::read(&change)?.filter(OrderChange::is_visible) {
            self.desk.project(&change.now).await?;
        }
        if let Some(PaidChange(order)) = PaidChange::read(&change)?
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
        let Some(change) = StockChange::read(change)?.filter(|change| change.is_visible(self.low_at)) else {
            return Ok(());
        };
        let level = match change.level() {
            Some(level) => Some(level.clone()),
            None => self.stock.stock_level(change.sku()).await?,
        };
        if let Some(level) = level {
            self.desk.show_stock(&level, self.low_at).await?;
        }
        Ok(())
    }
}
