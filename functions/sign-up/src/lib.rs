//! `POST /v1/signup`: stores a pending sign-up, and has a code mailed. A known address gets the same answer for the same
//! work, and its mailbox a notice. The answer names the sign-up: the code is valid for that one and no other.

use app_context::{AppContext, Clock, StartError};
use aws::{AccountsTable, Queue};
use domain::{
    accounts::{self, AccountError, HashCost, Password, RateLimitKey},
    kernel::{Email, Random},
    notifications::Notification,
};
use lambda::{
    HttpFunction,
    http::{Edge, Field, FieldErrors, Problem, Request, Response, members, respond},
};
use serde::Deserialize;
use serde_json::json;
use workflows::{attempts, passwords};

/// The function.
#[derive(Debug)]
pub struct SignUp {
    accounts: AccountsTable,
    notifications: Queue,
    clock: Clock,
    random: Random,
    edge: Edge,
    hash_cost: HashCost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    password: Field<String>,
}

impl Body {
    /// The address and the password, or every rule that they break.
    fn parse(self) -> Result<(Email, Password), Problem> {
        let mut errors = FieldErrors::default();
        let email = errors.take(members::email(self.email));
        let password = errors.take(self.password.required("/password"));
        let password =
            password.and_then(|text| errors.take(Password::parse(&text, email.as_ref()).map_err(AccountError::from)));
        match (email, password) {
            (Some(email), Some(password)) => Ok((email, password)),
            _ => Err(errors.into()),
        }
    }
}

impl HttpFunction for SignUp {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            notifications: Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")?,
            clock: context.clock.clone(),
            random: context.random.clone(),
            edge: Edge::new(&context.environment)?,
            hash_cost: context.hash_cost,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let (email, password) = body.parse()?;

        let now = self.clock.now();
        let limited =
            [RateLimitKey::SignUp(&email.digest()), RateLimitKey::SignUpFrom(self.edge.source_address(&request))];
        attempts::count(&self.accounts, &limited, &self.random, now).await?;
        let hash = passwords::hash(password, &self.random, self.hash_cost).await?;
        let sign_up = accounts::SignUp::new(email, hash, &self.random, now);
        self.accounts.sign_up(&sign_up).await?;
        let sign_up_id = sign_up.id.clone();
        self.notifications.send(&Notification::SignUp { version: Notification::VERSION, sign_up_id }).await?;

        Ok(respond::json(202, &json!({ "status": "verification_sent", "sign_up_id": sign_up.id })))
    }
}
