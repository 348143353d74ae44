//! Sign-ups, and the accounts that they become.

use domain::{
    accounts::{Account, Session, SignUp},
    kernel::SignUpId,
};

use super::{
    AccountsTable,
    rows::{Key, account_item, profile_item, read_sign_up, session_item, sign_up_item},
};
use crate::{
    AwsError,
    transaction::{commit, delete, put},
};

impl AccountsTable {
    /// Writes a sign-up, whether or not the address has an account: the caller must not notice a difference.
    pub async fn sign_up(&self, sign_up: &SignUp) -> Result<(), AwsError> {
        self.put("accounts.sign_up", sign_up_item(sign_up)).await
    }

    /// The sign-up called `id`, if it still waits.
    pub async fn pending_sign_up(&self, id: &SignUpId) -> Result<Option<SignUp>, AwsError> {
        let item = self.get("accounts.pending_sign_up", Key::sign_up(id)).await?;
        Ok(item.as_ref().map(read_sign_up).transpose()?)
    }

    /// Counts the try `attempt` of a sign-up's code. `None` if there is no such sign-up, or the tries are used up.
    pub async fn try_sign_up(&self, id: &SignUpId, attempt: &str) -> Result<Option<SignUp>, AwsError> {
        let item = self.count_try("accounts.try_sign_up", Key::sign_up(id), attempt, None).await?;
        Ok(item.as_ref().map(read_sign_up).transpose()?)
    }

    /// Makes the sign-up called `id` into `account`, with its profile and its first session, in one transaction. False if
    /// its code was used meanwhile, or the address has an account.
    pub async fn open(&self, id: &SignUpId, account: &Account, session: &Session) -> Result<bool, AwsError> {
        let rows = || {
            let waiting = Key::sign_up(id);
            let removal = aws_sdk_dynamodb::types::Delete::builder().table_name(&self.name);
            let removal = removal.set_key(Some(waiting.into())).condition_expression("attribute_exists(pk)");
            Ok(vec![
                put(self.row(account_item(account), Some("attribute_not_exists(pk)"))?),
                put(self.row(profile_item(account), None)?),
                put(self.row(session_item(session), None)?),
                delete(removal.build()?),
            ])
        };
        let failed = |error: aws_sdk_dynamodb::error::BuildError| AwsError::new("accounts.open", &error);
        Ok(commit(&self.client, &self.random, "accounts.open", rows().map_err(failed)?).await?.is_ok())
    }
}
