//! What a shop recommends: `GET /v1/products/{id}/recommendations` beside a product, `GET /v1/me/recommendations` to a buyer, and
//! `POST /v1/recommendations` for a basket, whoever fills it.
//!
//! What is shown is looked up as it is now, so nothing that is no longer on sale is shown; and where little is known, what is
//! popular fills the list.

mod asked;
mod lists;

use app_context::{AppContext, StartError};
use aws::{ProductsTable, RecommendationsTable, StockTable};
use domain::{
    catalogue::{CatalogueError, Category, CategoryKey, ProductState},
    kernel::{ProductId, UserId},
    recommendations::{MOST_WEIGHED, Neighbour, Ranked, Reason, add_up},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, ResponseCache, respond},
};
use serde::Serialize;

use crate::{
    asked::{Asked, Basket},
    lists::{Filling, Lists, Recommended},
};

/// How long an answer about a product may be kept, as a page of a list.
const MAX_AGE_SECONDS: u32 = 60;

/// The function.
#[derive(Debug)]
pub struct RecommendProducts {
    authenticator: Authenticator,
    lists: Lists,
    pages: ResponseCache<(ProductId, Asked)>,
}

#[derive(Serialize)]
struct BesideProduct {
    bought_together: Vec<Recommended>,
    alternatives: Vec<Recommended>,
}

#[derive(Serialize)]
struct ForBuyer {
    again: Vec<Recommended>,
    new: Vec<Recommended>,
}

#[derive(Serialize)]
struct ForBasket {
    products: Vec<Recommended>,
}

impl HttpFunction for RecommendProducts {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let lists = Lists {
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
            table: RecommendationsTable::new(context)?,
        };
        let pages = ResponseCache::new(context.clock.clone(), MAX_AGE_SECONDS);
        Ok(Self { authenticator: Authenticator::new(context)?, lists, pages })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        match request.route() {
            "GET /v1/me/recommendations" => {
                let buyer = self.authenticator.require_user(&request)?;
                Ok(respond::uncached(&self.for_buyer(&buyer, Asked::of(&request)?).await?))
            }
            "POST /v1/recommendations" => {
                let (basket, asked) = Basket::of(&request)?;
                Ok(respond::ok(&self.for_basket(&basket, asked).await?))
            }
            "GET /v1/products/{id}/recommendations" => {
                let question = (request.path("id")?, Asked::of(&request)?);
                let read = async |(id, asked): &(ProductId, Asked)| self.beside(id, *asked).await;
                self.pages.answer(&request, question, read).await
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl RecommendProducts {
    /// What goes with a product, and what stands in for it.
    async fn beside(&self, id: &ProductId, asked: Asked) -> Result<BesideProduct, Problem> {
        let product = self.lists.products.get(id).await?;
        let product = product.filter(|product| product.details.state != ProductState::Draft);
        let product = product.ok_or(CatalogueError::UnknownProduct)?;
        let learnt = self.lists.table.learnt(std::slice::from_ref(id)).await?.remove(id).unwrap_or_default();
        let mut categories: Vec<CategoryKey> = product.details.category.lineage().iter().map(Category::key).collect();
        categories.reverse();
        let (own, filling) = (|other: &ProductId| other == id, &Filling::of(categories));
        let list = |neighbours: &[Neighbour]| {
            let wanted = add_up([(1.0, neighbours)], own);
            async move { self.lists.show(&wanted, filling, own, asked).await }
        };
        let (bought_together, alternatives) =
            futures::try_join!(list(&learnt.bought_together), list(&learnt.alternatives))?;
        Ok(BesideProduct { bought_together, alternatives })
    }

    /// What a buyer will want again, and what goes with that and is new to the buyer.
    async fn for_buyer(&self, buyer: &UserId, asked: Asked) -> Result<ForBuyer, Problem> {
        let history = self.lists.table.history(buyer).await?;
        let wanted = history.wanted();
        let again: Vec<ProductId> = wanted.iter().map(|wanted| wanted.product.clone()).collect();
        let weights: Vec<(ProductId, f64)> =
            wanted.into_iter().take(MOST_WEIGHED).map(|wanted| (wanted.product, wanted.weight)).collect();
        let wanted = self.spoken_for(&weights, |product| history.has(product)).await?;
        let filling = Filling::default();
        let (again, new) = futures::try_join!(
            self.lists.of(&again, Reason::BoughtBefore, asked),
            self.lists.show(&wanted, &filling, |product| history.has(product), asked)
        )?;
        Ok(ForBuyer { again, new })
    }

    /// What goes with a basket.
    async fn for_basket(&self, basket: &Basket, asked: Asked) -> Result<ForBasket, Problem> {
        let inside = self.lists.stock.products(&basket.skus).await?;
        let weights: Vec<(ProductId, f64)> =
            inside.iter().rev().take(MOST_WEIGHED).map(|product| (product.clone(), 1.0)).collect();
        let wanted = self.spoken_for(&weights, |product| inside.contains(product)).await?;
        let is_inside = |product: &ProductId| inside.contains(product);
        Ok(ForBasket { products: self.lists.show(&wanted, &Filling::default(), is_inside, asked).await? })
    }

    /// What is bought with these products, each of which counts for so much.
    async fn spoken_for(
        &self,
        weights: &[(ProductId, f64)],
        is_left_out: impl Fn(&ProductId) -> bool,
    ) -> Result<Vec<Ranked>, Problem> {
        let products: Vec<ProductId> = weights.iter().map(|(product, _)| product.clone()).collect();
        let learnt = self.lists.table.learnt(&products).await?;
        let lists = weights.iter().filter_map(|(product, weight)| {
            learnt.get(product).map(|learnt| (*weight, learnt.bought_together.as_slice()))
        });
        Ok(add_up(lists, is_left_out))
    }
}
