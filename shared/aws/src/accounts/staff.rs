//! Staff: a row for each, so that they can be listed, and one with the owners, so that there is always one.

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{AttributeValue, ConditionCheck, TransactWriteItem, Update},
};
use domain::{
    accounts::{Account, Granter, Role, RoleChange, StaffMember, StaffView},
    kernel::{Timestamp, UserId},
};

use super::{
    AccountsTable,
    passwords::NewValues,
    rows::{Key, read_staff_member, staff_item},
};
use crate::{
    AuditRow, AwsError, Item, number, text,
    transaction::{commit, delete, put, update},
};

/// The condition that an owner may go: another one stays. Who became an owner before owners were listed is not among them.
const ANOTHER_STAYS: &str = "attribute_exists(owners) AND \
    (size(owners) > :one OR (NOT contains(owners, :user) AND size(owners) >= :one))";

/// What the condition of each row of a change says, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// The account is as it was read; or nothing is asked.
    Unchanged,
    /// Another owner stays.
    AnotherOwner,
    /// Who asks for the change may still do so.
    MayGrant,
}

impl AccountsTable {
    /// All staff, by their identifiers, with their addresses and names as of now.
    pub async fn staff(&self) -> Result<Vec<StaffView>, AwsError> {
        let partition = Item::from(Key::owners()).remove("pk").unwrap_or_else(|| text(""));
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :staff AND begins_with(sk, :user)")
            .expression_attribute_values(":staff", partition)
            .expression_attribute_values(":user", text("USER#"));
        let rows: Result<Vec<Item>, _> = query.into_paginator().items().send().collect().await;
        let rows = rows.map_err(|e| AwsError::new("accounts.staff", &e))?;
        let mut staff = Vec::with_capacity(rows.len());
        for row in &rows {
            let StaffMember { user, role, since } = read_staff_member(row)?;
            // A few people, and a list that is seldom asked for: each profile is read by itself.
            let Some(profile) = self.profile(&user).await? else { continue };
            let email = profile.email.as_str().to_owned();
            staff.push(StaffView { id: user, email, name: profile.name, role, since });
        }
        Ok(staff)
    }

    /// The one of the staff who is `user`, if it is one of those that are listed.
    pub async fn staff_member(&self, user: &UserId) -> Result<Option<StaffMember>, AwsError> {
        let item = self.get("accounts.staff_member", Key::staff_member(user)).await?;
        Ok(item.as_ref().map(read_staff_member).transpose()?)
    }

    /// Whether the shop would have no owner without `user`.
    pub async fn is_last_owner(&self, user: &UserId) -> Result<bool, AwsError> {
        let row = self.get("accounts.owners", Key::owners()).await?;
        let owners = row.as_ref().and_then(|row| row.get("owners")?.as_ss().ok());
        Ok(owners.is_none_or(|owners| owners.iter().all(|owner| owner == user.as_str())))
    }

    /// Gives `account` another role, or the same one again, and ends all sessions, each of which carries the role of its log-in. A
    /// log-in that read the account before opens a session that has ended already. The change is made only while `by` may make it,
    /// and together with `record`; the operator's program has neither.
    pub async fn set_role(
        &self,
        account: &Account,
        role: Role,
        by: Option<Granter<'_>>,
        record: Option<&AuditRow>,
        now: Timestamp,
    ) -> Result<RoleChange, AwsError> {
        const OPERATION: &str = "accounts.set_role";
        let rows = self.role_rows(account, role, by, now).map_err(|error| AwsError::new(OPERATION, &error))?;
        let (holds, mut rows): (Vec<Holds>, Vec<TransactWriteItem>) = rows.into_iter().unzip();
        rows.extend(record.map(|record| record.0.clone()));
        let Err(refused) = commit(&self.client, &self.random, OPERATION, rows).await? else {
            return Ok(RoleChange::Applied);
        };
        let failed = |what: Holds| holds.iter().enumerate().any(|(at, it)| *it == what && refused.failed(at));
        let outcomes = [
            (Holds::MayGrant, RoleChange::GranterGone),
            (Holds::Unchanged, RoleChange::Conflict),
            (Holds::AnotherOwner, RoleChange::LastOwner),
        ];
        let outcome = outcomes.into_iter().find(|(what, _)| failed(*what));
        Ok(outcome.map_or(RoleChange::Conflict, |(_, outcome)| outcome))
    }

    fn role_rows(
        &self,
        account: &Account,
        role: Role,
        by: Option<Granter<'_>>,
        now: Timestamp,
    ) -> Result<Vec<(Holds, TransactWriteItem)>, BuildError> {
        let new = NewValues { role: Some(role), ..NewValues::default() };
        let mut rows: Vec<_> = self.epoch_rows(account, new)?.into_iter().map(|row| (Holds::Unchanged, row)).collect();
        if role.is_staff() {
            let member = StaffMember { user: account.user.clone(), role, since: now };
            rows.push((Holds::Unchanged, put(self.row(staff_item(&member), None)?)));
        } else {
            rows.push((Holds::Unchanged, delete(self.removal(Key::staff_member(&account.user))?)));
        }
        if role == Role::Owner {
            rows.push((Holds::Unchanged, update(self.owner_enters(&account.user)?)));
        } else if account.role == Role::Owner {
            rows.push((Holds::AnotherOwner, update(self.owner_leaves(&account.user)?)));
        }
        // Of the account itself the epoch is a condition already.
        if let Some(by) = by.filter(|by| *by.user != account.user) {
            rows.push((Holds::MayGrant, self.still_grants(by)?));
        }
        Ok(rows)
    }

    /// The rows of a transaction that take a closed account off the lists of staff; none of a buyer.
    pub(super) fn staff_leaves(&self, account: &Account) -> Result<Vec<TransactWriteItem>, BuildError> {
        let mut rows = Vec::new();
        if account.role.is_staff() {
            rows.push(delete(self.removal(Key::staff_member(&account.user))?));
        }
        if account.role == Role::Owner {
            rows.push(update(self.owner_leaves(&account.user)?));
        }
        Ok(rows)
    }

    fn owner_enters(&self, user: &UserId) -> Result<Update, BuildError> {
        let change = self.change(Key::owners()).update_expression("ADD owners :users");
        change.expression_attribute_values(":users", set_of(user)).build()
    }

    fn owner_leaves(&self, user: &UserId) -> Result<Update, BuildError> {
        let change = self.change(Key::owners()).update_expression("DELETE owners :users");
        change
            .condition_expression(ANOTHER_STAYS)
            .expression_attribute_values(":users", set_of(user))
            .expression_attribute_values(":user", text(user.as_str()))
            .expression_attribute_values(":one", number(1))
            .build()
    }

    /// The condition that whoever grants has the role and the sessions that were read.
    fn still_grants(&self, by: Granter<'_>) -> Result<TransactWriteItem, BuildError> {
        let check = ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(Key::profile(by.user).into()))
            .condition_expression("session_epoch = :session_epoch")
            .expression_attribute_values(":session_epoch", number(by.session_epoch.0));
        Ok(TransactWriteItem::builder().condition_check(check.build()?).build())
    }
}

fn set_of(user: &UserId) -> AttributeValue {
    AttributeValue::Ss(vec![user.to_string()])
}
