//! `POST /v1/quotes`: what a basket costs now, whoever fills it, and a signed quote to order by.

mod body;

use app_context::{AppContext, Clock, StartError};
use aws::{Parameters, ProductsTable, StockTable};
use domain::{
    accounts::InvalidKey,
    kernel::{Currency, Timestamp},
    quotes::{PricedLine, QuoteSigner},
};
use lambda::{
    HttpFunction,
    http::{Problem, Request, Response, respond},
};
use serde::Serialize;

/// The function.
#[derive(Debug)]
pub struct QuoteOrder {
    products: ProductsTable,
    stock: StockTable,
    signer: QuoteSigner,
    clock: Clock,
}

#[derive(Serialize)]
struct Answer {
    currency: Option<Currency>,
    lines: Vec<PricedLine>,
    subtotal_minor: u64,
    total_minor: u64,
    quote: Option<String>,
    expires_at: Option<Timestamp>,
}

impl HttpFunction for QuoteOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let key = Parameters::new(context).secret_named_by(context, "ACCESS_TOKEN_SIGNING_KEY_PARAMETER").await?;
        let signer = QuoteSigner::new(context.environment.required("ACCESS_TOKEN_ISSUER")?, &key).map_err(
            |InvalidKey(reason)| StartError::Invalid { name: "the access token signing key".to_owned(), reason },
        )?;
        let (products, stock) = (ProductsTable::new(context)?, StockTable::new(context)?);
        Ok(Self { products, stock, signer, clock: context.clock.clone() })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let basket = request.json::<body::Body>()?.parse()?;
        let offers = self.stock.offers(&self.products, &basket.skus()).await?;
        let priced = basket.priced(&offers);
        let quote = priced.quote(self.clock.now());
        Ok(respond::uncached(&Answer {
            currency: priced.currency,
            subtotal_minor: priced.subtotal_minor(),
            total_minor: priced.subtotal_minor(),
            quote: quote.as_ref().map(|quote| self.signer.sign(quote)),
            expires_at: quote.map(|quote| quote.expires),
            lines: priced.lines,
        }))
    }
}
