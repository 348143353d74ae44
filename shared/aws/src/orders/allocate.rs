//! From which rows an order draws what it takes of SKUs that are spread over several.

use app_context::Retry;
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    kernel::Sku,
    orders::{Line, LineFault, LineRefusal, MAX_LINES, Shard},
};

use super::{OrdersTable, place::ORDER};
use crate::{
    AwsError,
    stock::shards::{ShardCount, StockShards, lines_per_shard},
    transaction::{CommitOutcome, commit_once, commit_with_record, contended},
};

impl OrdersTable {
    /// The lines, each dealt to one of its SKU's rows.
    pub(super) fn assign_shard(&self, wanted: &[Line]) -> Vec<Line> {
        wanted.iter().map(|line| self.shard_counts.assign_shard(line, &self.random)).collect()
    }

    /// Commits an order. Where all of its SKUs have one row each, whoever is in the way is waited for; where one has
    /// several, there are others to try.
    pub(super) async fn commit(
        &self,
        wanted: &[Line],
        rows: Vec<TransactWriteItem>,
    ) -> Result<CommitOutcome, AwsError> {
        const OPERATION: &str = "orders.place";
        if wanted.iter().all(|line| self.shard_counts.shards(&line.sku) <= 1) {
            let wrote = commit_with_record(&self.client, &self.random, OPERATION, rows, Some(ORDER)).await?;
            return Ok(wrote.map_or_else(CommitOutcome::Refused, |()| CommitOutcome::Committed));
        }
        let once = commit_once(&self.client, &self.random, OPERATION, rows, Some(ORDER)).await?;
        if matches!(once, CommitOutcome::Contended(_)) {
            Retry::SHARDED_ORDER.pause(&self.random, 1).await;
        }
        Ok(once)
    }

    /// The lines, those of `skus` from rows that have enough now; the refusal of those of which there is too little.
    pub(super) async fn reallocate(
        &self,
        wanted: &[Line],
        mut lines: Vec<Line>,
        skus: &[(Sku, ShardCount)],
    ) -> Result<Result<Vec<Line>, Vec<LineRefusal>>, AwsError> {
        let mut refusals = Vec::new();
        for (sku, shard_count) in skus {
            self.shard_counts.learn(sku, *shard_count);
            let Some(line) = wanted.iter().find(|line| line.sku == *sku) else { continue };
            let room = MAX_LINES.saturating_sub(lines.iter().filter(|line| line.sku != *sku).count());
            match self.allocate(line, room).await? {
                Ok(drawn) => {
                    let place = lines.iter().position(|line| line.sku == *sku).unwrap_or(lines.len());
                    lines.retain(|line| line.sku != *sku);
                    lines.splice(place..place, lines_per_shard(line, &drawn));
                }
                Err(available) => {
                    let fault = LineFault::OutOfStock(available);
                    refusals.push(LineRefusal { sku: sku.clone(), fault });
                }
            }
        }
        Ok(if refusals.is_empty() { Ok(lines) } else { Err(refusals) })
    }

    /// From which rows to allocate a line, in at most `room` of them; how much there is, where it is too little. Rows are read
    /// one by one, so a sum is believed only when a second look finds that none of them was written to meanwhile: there
    /// was an instant at which there was no more.
    async fn allocate(&self, line: &Line, room: usize) -> Result<Result<Vec<(Shard, u64)>, u64>, AwsError> {
        let units = line.quantity.get().into();
        let mut before = None;
        for _ in Retry::STOCK_READ.tries() {
            let stock_shards = StockShards::read(&self.client, self.stock_table()?, &line.sku).await?;
            self.shard_counts.learn(&line.sku, stock_shards.shard_count);
            match stock_shards.allocate(units, &self.random) {
                Some(drawn) if drawn.len() <= room => return Ok(Ok(drawn)),
                _ if before.as_ref() == Some(&stock_shards) => return Ok(Err(stock_shards.available())),
                _ => before = Some(stock_shards),
            }
        }
        Err(contended("orders.place", "the stock moved faster than it could be counted"))
    }
}
