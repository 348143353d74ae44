//! The API, called as the visitor.

use app_context::{AppContext, StartError};
use aws::Functions;
use lambda::http::Problem;

use crate::{Answer, Call, Visitor};

/// The API's functions.
#[derive(Clone, Debug)]
pub struct Api {
    functions: Functions,
}

impl Api {
    /// The functions of this deployment.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { functions: Functions::new(context)? })
    }

    /// Calls a route with the visitor's token. A token that has expired is renewed once; a session that has ended is forgotten.
    pub async fn call(&self, visitor: &mut Visitor, call: Call) -> Result<Answer, Problem> {
        let answer = self.ask(visitor, &call).await?;
        if answer.status != 401 || !visitor.is_signed_in() {
            return Ok(answer);
        }
        if self.renew(visitor).await? { self.ask(visitor, &call).await } else { Ok(answer) }
    }

    async fn renew(&self, visitor: &mut Visitor) -> Result<bool, Problem> {
        const REFRESH: Call = Call::new("refresh-session", "POST /v1/sessions/refresh");
        let Some(renewal) = visitor.renewal() else {
            visitor.sign_out();
            return Ok(false);
        };
        let answer = self.ask(visitor, &REFRESH.body(renewal).anonymous()).await?;
        let renewed = answer.status == 200 && visitor.sign_in(&answer.body);
        // What the shop could not answer says nothing about the session.
        if !renewed && (400..500).contains(&answer.status) {
            visitor.sign_out();
        }
        Ok(renewed)
    }

    async fn ask(&self, visitor: &Visitor, call: &Call) -> Result<Answer, Problem> {
        let event = self.functions.invoke(call.function, &call.event(visitor)).await;
        Ok(Answer::of_event(event.map_err(Problem::unavailable)?))
    }
}
