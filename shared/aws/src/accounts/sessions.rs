//! Sessions: one row each, under its user.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::{delete_item::DeleteItemError, update_item::UpdateItemError},
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld},
};
use domain::{
    accounts::{Identity, OpenSession, Profile, REFRESH_GRACE_SECONDS, RefreshToken, Renewal, Session, SessionEpoch},
    kernel::{SessionId, Timestamp, UserId},
};

use super::{
    AccountsTable,
    rows::{Key, read_profile, read_session, session_item},
};
use crate::{AwsError, Item, ItemExt as _, number, text};

impl AccountsTable {
    /// Writes a new session.
    pub async fn put_session(&self, session: &Session) -> Result<(), AwsError> {
        self.put("accounts.put_session", session_item(session)).await
    }

    /// The profile of the user behind `identity`, if the session of the access token is alive at `now`. For steps that
    /// an access token alone, which outlives its session by minutes, must not take.
    pub async fn profile_in_session(&self, identity: &Identity, now: Timestamp) -> Result<Option<Profile>, AwsError> {
        let session = self.get("accounts.session", Key::session(&identity.user, &identity.session));
        let (profile, session) = tokio::join!(self.profile(&identity.user), session);
        let (Some(profile), Some(session)) = (profile?, session?) else { return Ok(None) };
        Ok(read_session(&session, profile.session_epoch, now)?.map(|_| profile))
    }

    /// Replaces the refresh token `presented` by its successor `next`, if it is the newest of a session alive at `now`
    /// under its account's `session_epoch`. If `next` is the newest already, and since at most
    /// [`REFRESH_GRACE_SECONDS`], nothing is written, and the caller may have `next`.
    pub async fn renew_session(
        &self,
        presented: &RefreshToken,
        next: &RefreshToken,
        session_epoch: SessionEpoch,
        now: Timestamp,
    ) -> Result<Renewal, AwsError> {
        let rotated_after = now.plus_seconds(-REFRESH_GRACE_SECONDS).millis();
        let key = Key::session(presented.user(), presented.session());
        let update = self.client.update_item().table_name(&self.name).set_key(Some(key.into()));
        let update = update
            .update_expression("SET token_digest = :next, used_ms = :now")
            .condition_expression("token_digest = :presented AND expires_ms > :now AND session_epoch = :session_epoch")
            .expression_attribute_values(":session_epoch", number(session_epoch.0))
            .expression_attribute_values(":next", text(next.digest()))
            .expression_attribute_values(":presented", text(presented.digest()))
            .expression_attribute_values(":now", number(now.millis()))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(AllOld);
        let row: Item = match update.send().await.map_err(SdkError::into_service_error) {
            Ok(done) => done.attributes.unwrap_or_default(),
            Err(UpdateItemError::ConditionalCheckFailedException(refused)) => match refused.item {
                None => return Ok(Renewal::Ended),
                Some(row) if read_session(&row, session_epoch, now)?.is_none() => return Ok(Renewal::Ended),
                // A second tab was first, or an answer was lost: that of the SDK's first try, or ours to the client.
                Some(row)
                    if row.text("token_digest") == Ok(&next.digest())
                        && row.number::<i64>("used_ms")? >= rotated_after =>
                {
                    row
                }
                Some(_) => return Ok(Renewal::Reused),
            },
            Err(error) => return Err(AwsError::new("accounts.renew_session", &error)),
        };
        Ok(Renewal::Renewed(row.parsed("role")?))
    }

    /// The sessions of `user` that are alive at `now`, the one used last first; none when there is no such user.
    pub async fn sessions(&self, user: &UserId, now: Timestamp) -> Result<Vec<OpenSession>, AwsError> {
        let rows = self.rows_of("accounts.sessions", user).await?;
        let is = |row: &Item, kind: &str| row.text("sk").is_ok_and(|sk| sk.starts_with(kind));
        let Some(profile) = rows.iter().find(|row| is(row, "PROFILE")) else { return Ok(Vec::new()) };
        let session_epoch = read_profile(profile)?.session_epoch;
        let sessions = rows.iter().filter(|row| is(row, "SESSION#")).map(|row| read_session(row, session_epoch, now));
        let mut sessions: Vec<OpenSession> = sessions.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        sessions.sort_by_key(|session| std::cmp::Reverse((session.used, session.created)));
        Ok(sessions)
    }

    /// Ends a session, if it has not ended already.
    pub async fn end_session(&self, user: &UserId, session: &SessionId) -> Result<(), AwsError> {
        let key = Key::session(user, session);
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(key.into()));
        delete.send().await.map_err(|e| AwsError::new("accounts.end_session", &e))?;
        Ok(())
    }

    /// Ends the session whose newest refresh token is `token`. False if the session lives on with another token.
    pub async fn end_session_of(&self, token: &RefreshToken) -> Result<bool, AwsError> {
        let key = Key::session(token.user(), token.session());
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(key.into()));
        let delete = delete
            .condition_expression("token_digest = :digest")
            .expression_attribute_values(":digest", text(token.digest()))
            .return_values_on_condition_check_failure(AllOld);
        match delete.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(DeleteItemError::ConditionalCheckFailedException(refused)) => Ok(refused.item.is_none()),
            Err(error) => Err(AwsError::new("accounts.end_session_of", &error)),
        }
    }
}
