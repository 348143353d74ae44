//! The functions that hash passwords, at the least cost that there is: suites try passwords by the hundred.

use backroom::{
    accounts::HashCost,
    context::{AppContext, StartError},
    http::{Problem, Request, Response},
    lambda::HttpFunction,
};

macro_rules! cheap {
    ($($(#[$doc:meta])* $cheap:ident = $function:ty;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $cheap($function);

            impl HttpFunction for $cheap {
                async fn start(context: &AppContext) -> Result<Self, StartError> {
                    Ok(Self(<$function>::start(context).await?.with_hash_cost(HashCost::LEAST)))
                }

                async fn handle(&self, request: Request) -> Result<Response, Problem> {
                    Box::pin(self.0.handle(request)).await
                }
            }
        )*
    };
}

cheap! {
    /// `sign-up`, hashing as cheaply as can be.
    CheapSignUp = sign_up::SignUp;
    /// `log-in`, hashing as cheaply as can be.
    CheapLogIn = log_in::LogIn;
    /// `reset-password`, hashing as cheaply as can be.
    CheapResetPassword = reset_password::ResetPassword;
    /// `change-password`, hashing as cheaply as can be.
    CheapChangePassword = change_password::ChangePassword;
    /// `change-email`, hashing as cheaply as can be.
    CheapChangeEmail = change_email::ChangeEmail;
    /// `close-account`, hashing as cheaply as can be.
    CheapCloseAccount = close_account::CloseAccount;
}
