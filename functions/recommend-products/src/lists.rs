//! Products on their way to a list: as they are now, and others where there are too few.

use std::collections::HashSet;

use aws::{AwsError, ProductsTable, RecommendationsTable, StockTable};
use domain::{
    catalogue::{Availability, CategoryKey, ListedProduct, Listing, PriceRange, Sort},
    kernel::ProductId,
    recommendations::{Ranked, Reason},
};
use lambda::http::Problem;
use serde::Serialize;
use tokio::sync::OnceCell;

use crate::asked::Asked;

/// Twice what the longest list shows: some will be sold out.
const LOOK_AT: usize = 40;
/// So many of the newest products are looked at: a buyer may have bought some.
const NEW: u8 = 40;

/// What lists are made from.
#[derive(Debug)]
pub(crate) struct Lists {
    pub(crate) products: ProductsTable,
    pub(crate) stock: StockTable,
    pub(crate) table: RecommendationsTable,
}

/// What fills the lists of one answer up: what is popular in these categories, the narrowest first, then in the shop, then what is
/// new. It is read once for all of them, and only if one is too short.
#[derive(Default)]
pub(crate) struct Filling {
    categories: Vec<CategoryKey>,
    popular: OnceCell<Vec<Ranked>>,
    newest: OnceCell<Vec<ListedProduct>>,
}

impl Filling {
    pub(crate) fn of(categories: Vec<CategoryKey>) -> Self {
        Self { categories, ..Self::default() }
    }
}

/// A product as a list shows it, and why.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Recommended {
    #[serde(flatten)]
    product: ListedProduct,
    price: Option<PriceRange>,
    reason: Reason,
}

impl Lists {
    /// These products, all for one reason.
    pub(crate) async fn of(
        &self,
        products: &[ProductId],
        reason: Reason,
        asked: Asked,
    ) -> Result<Vec<Recommended>, Problem> {
        let ranked: Vec<Ranked> = products.iter().map(|it| Ranked { product: it.clone(), reason }).collect();
        let mut list = self.cards(&ranked, asked).await?;
        list.truncate(asked.limit.into());
        Ok(list)
    }

    /// What is wanted, then what is popular, then what is new, until the list is full: of what can be bought, and after that of what is
    /// sold out. A list is empty only if nothing else is on sale.
    pub(crate) async fn show(
        &self,
        wanted: &[Ranked],
        filling: &Filling,
        is_left_out: impl Fn(&ProductId) -> bool,
        asked: Asked,
    ) -> Result<Vec<Recommended>, Problem> {
        let mut list = self.cards(wanted, asked).await?;
        if !is_full(&list, asked) {
            let popular = filling.popular.get_or_try_init(|| self.popular(&filling.categories)).await?;
            let unknown = |ranked: &&Ranked| !is_left_out(&ranked.product) && !is_in(&list, &ranked.product);
            let popular: Vec<Ranked> = popular.iter().filter(unknown).cloned().collect();
            list.extend(self.cards(&popular, asked).await?);
        }
        if !is_full(&list, asked) {
            for product in filling.newest.get_or_try_init(|| self.newest()).await? {
                if !is_left_out(&product.id) && !is_in(&list, &product.id) {
                    list.push(Recommended::of(product.clone(), Reason::New, asked));
                }
            }
        }
        // A stable sort: what is sold out goes to the end, and nothing else moves.
        list.sort_by_key(|one| one.product.availability == Availability::Out);
        list.truncate(asked.limit.into());
        Ok(list)
    }

    /// What is on sale of these.
    async fn cards(&self, ranked: &[Ranked], asked: Asked) -> Result<Vec<Recommended>, AwsError> {
        let ids: Vec<ProductId> = ranked.iter().take(LOOK_AT).map(|it| it.product.clone()).collect();
        let cards = self.products.cards(&self.stock, &ids).await?;
        let card = |product: ListedProduct| {
            let reason = ranked.iter().find(|it| it.product == product.id)?.reason;
            Some(Recommended::of(product, reason, asked))
        };
        Ok(cards.into_iter().filter_map(card).collect())
    }

    /// What is popular in these categories, then in the shop; each product once.
    async fn popular(&self, categories: &[CategoryKey]) -> Result<Vec<Ranked>, AwsError> {
        let lists = self.table.popular(categories).await?;
        let mut seen = HashSet::new();
        let reason = |at: usize| if at < categories.len() { Reason::PopularInCategory } else { Reason::Popular };
        let all = lists.into_iter().enumerate().flat_map(|(at, list)| list.into_iter().map(move |it| (at, it)));
        let once = all.filter(|(_, product)| seen.insert(product.clone()));
        Ok(once.map(|(at, product)| Ranked { product, reason: reason(at) }).collect())
    }

    /// What is newest: a new shop has sold nothing yet.
    async fn newest(&self) -> Result<Vec<ListedProduct>, AwsError> {
        let listing = Listing { category: None, sort: Sort::Newest, limit: NEW, after: None };
        Ok(self.products.list(&self.stock, &listing).await?.products)
    }
}

impl Recommended {
    fn of(product: ListedProduct, reason: Reason, asked: Asked) -> Self {
        Self { price: product.price_in(asked.currency), product, reason }
    }
}

fn is_in(list: &[Recommended], product: &ProductId) -> bool {
    list.iter().any(|one| one.product.id == *product)
}

/// Whether enough of it can be bought.
fn is_full(list: &[Recommended], asked: Asked) -> bool {
    list.iter().filter(|one| one.product.availability != Availability::Out).count() >= usize::from(asked.limit)
}
