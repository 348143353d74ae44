//! Every night: learns what is bought together, what is similar and what is popular, from the log of baskets.

use app_context::{AppContext, Clock, StartError};
use aws::{ProductsTable, RecommendationsTable};
use lambda::{JobError, ScheduledFunction};
use serde_json::{Value, json};
use workflows::{Learning, RecommendationLearner};

/// The function.
#[derive(Debug)]
pub struct LearnRecommendations {
    learner: RecommendationLearner,
    clock: Clock,
}

impl ScheduledFunction for LearnRecommendations {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let (products, table) = (ProductsTable::new(context)?, RecommendationsTable::new(context)?);
        Ok(Self { learner: RecommendationLearner { products, table }, clock: context.clock.clone() })
    }

    async fn handle(&self) -> Result<Value, JobError> {
        let Learning { baskets, dropped, products, written } = self.learner.learn(self.clock.now()).await?;
        let (large, buyers, old) = (dropped.large, dropped.buyers, dropped.old);
        tracing::info!(baskets, products, written, large, buyers, old, "learnt");
        Ok(json!({ "baskets": baskets, "products": products, "written": written }))
    }
}
