//! Staff: who works for the shop, and in which role.

use std::str::FromStr;

use serde::Serialize;

use super::{DisplayName, Role, SessionEpoch};
use crate::kernel::{Email, InvalidId, Timestamp, UserId};

/// How an account of staff is named: by its identifier or its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffName {
    /// The account.
    User(UserId),
    /// Its proven address.
    Email(Email),
}

impl FromStr for StaffName {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let email = |_| Email::parse(text).map(Self::Email).map_err(|_| InvalidId);
        text.parse().map(Self::User).or_else(email)
    }
}

/// One of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub user: UserId,
    /// In which role.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
}

/// One of the staff, as owners see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffView {
    /// Who.
    pub id: UserId,
    /// The proven address.
    pub email: String,
    /// The name that they gave themselves.
    pub name: Option<DisplayName>,
    /// In which role.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
}

/// Who changes a role: the change is made only while this is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granter<'a> {
    /// The owner.
    pub user: &'a UserId,
    /// Under which epoch of the owner's sessions the change was asked for.
    pub session_epoch: SessionEpoch,
}

/// The outcome of giving an account another role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    /// It has the role, and its sessions have ended.
    Applied,
    /// It is the last owner, and the shop would have none: nothing was written.
    LastOwner,
    /// Who asked for it is no longer allowed to: nothing was written.
    GranterGone,
    /// Another request changed the account at the same moment: nothing was written.
    Conflict,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Digest;

    #[test]
    fn staff_are_named_by_identifier_or_address() {
        let user = UserId::from_digest(&Digest::of(&[b"ada"]));
        assert_eq!(user.as_str().parse(), Ok(StaffName::User(user)));
        let email = Email::parse("ada@example.com").expect("an address");
        assert_eq!("ada@example.com".parse(), Ok(StaffName::Email(email)));
        for text in ["", "ada", "usr_", "../x", "a b@example.com"] {
            assert_eq!(text.parse::<StaffName>(), Err(InvalidId), "{text}");
        }
    }
}
