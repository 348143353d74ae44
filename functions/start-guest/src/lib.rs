//! `POST /v1/guests`: an access token for somebody without an account. A guest has a cart, and buys. Nothing is written but the count of
//! the network's guests.

use app_context::{AppContext, Clock, StartError};
use aws::AccountsTable;
use domain::{
    accounts::{Identity, RateLimitKey},
    kernel::Random,
};
use lambda::{
    HttpFunction,
    http::{Edge, Problem, Request, Response, respond},
};
use workflows::{attempts, sessions::TokenIssuer};

/// The function.
#[derive(Debug)]
pub struct StartGuest {
    accounts: AccountsTable,
    tokens: TokenIssuer,
    clock: Clock,
    random: Random,
    edge: Edge,
}

impl HttpFunction for StartGuest {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            tokens: TokenIssuer::start(context).await?,
            clock: context.clock.clone(),
            random: context.random.clone(),
            edge: Edge::new(&context.environment)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let now = self.clock.now();
        let network = RateLimitKey::GuestFrom(self.edge.source_address(&request));
        attempts::count(&self.accounts, &[network], &self.random, now).await?;
        let tokens = self.tokens.guest(&Identity::guest(&self.random), now);
        Ok(respond::with_status(respond::uncached(&tokens), 201))
    }
}
