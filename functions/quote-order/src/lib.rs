//! `POST /v1/quotes`: what a basket costs now, whoever fills it, and a signed quote to order by.

mod body;

use app_context::{AppContext, Clock, StartError};
use aws::{KnownSettings, Parameters, ProductsTable, StockTable};
use domain::{
    accounts::InvalidKey,
    kernel::{Currency, Timestamp},
    orders::{ShippingCharge, Tax},
    quotes::{BasketProblem, PricedLine, QuoteSigner},
    settings::ShippingOffer,
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
    settings: KnownSettings,
    signer: QuoteSigner,
    clock: Clock,
}

#[derive(Serialize)]
struct Answer {
    currency: Option<Currency>,
    lines: Vec<PricedLine>,
    subtotal_minor: u64,
    shipping_options: Vec<ShippingOffer>,
    shipping: Option<ShippingCharge>,
    tax: Option<Tax>,
    total_minor: u64,
    problem: Option<BasketProblem>,
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
        Ok(Self { products, stock, settings: KnownSettings::new(context)?, signer, clock: context.clock.clone() })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let basket = request.json::<body::Body>()?.parse()?;
        let skus = basket.skus();
        let (settings, offers) = futures::try_join!(self.settings.get(), self.stock.offers(&self.products, &skus))?;
        let priced = basket.priced(&offers, &settings);
        let quote = priced.quote(self.clock.now());
        Ok(respond::uncached(&Answer {
            currency: priced.currency,
            subtotal_minor: priced.subtotal_minor(),
            total_minor: priced.total_minor(),
            quote: quote.as_ref().map(|quote| self.signer.sign(quote)),
            expires_at: quote.map(|quote| quote.expires),
            shipping_options: priced.shipping_options,
            shipping: priced.shipping,
            tax: priced.tax,
            problem: priced.problem,
            lines: priced.lines,
        }))
    }
}
