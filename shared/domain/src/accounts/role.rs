//! What an account may do: its role, and the one table of what each role may do.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What staff must be allowed for a request to be served. Buyers need none: what is theirs is found under their own identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// See all orders, with their addresses, and the sums of days.
    OrdersRead,
    /// Record what was sent, and what became of it.
    OrdersShip,
    /// Give money back.
    OrdersRefund,
    /// See drafts, archived products, and the movements of stock.
    CatalogueRead,
    /// Write products.
    CatalogueWrite,
    /// Adjust and count stock.
    StockAdjust,
    /// Change the shop's settings.
    SettingsWrite,
    /// Say who has which role.
    StaffManage,
    /// See which changes staff made.
    AuditRead,
    /// Find customers.
    CustomersRead,
    /// Block customers.
    CustomersWrite,
}

impl Permission {
    /// Each of them.
    pub const ALL: [Self; 11] = [
        Self::OrdersRead,
        Self::OrdersShip,
        Self::OrdersRefund,
        Self::CatalogueRead,
        Self::CatalogueWrite,
        Self::StockAdjust,
        Self::SettingsWrite,
        Self::StaffManage,
        Self::AuditRead,
        Self::CustomersRead,
        Self::CustomersWrite,
    ];

    /// `orders.read`, as refusals and `openapi.yaml` name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrdersRead => "orders.read",
            Self::OrdersShip => "orders.ship",
            Self::OrdersRefund => "orders.refund",
            Self::CatalogueRead => "catalogue.read",
            Self::CatalogueWrite => "catalogue.write",
            Self::StockAdjust => "stock.adjust",
            Self::SettingsWrite => "settings.write",
            Self::StaffManage => "staff.manage",
            Self::AuditRead => "audit.read",
            Self::CustomersRead => "customers.read",
            Self::CustomersWrite => "customers.write",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Buys, as every other role may.
    Buyer,
    /// Owns the shop. Rows and tokens from before there were roles say `merchant`, who could do all there was.
    #[serde(alias = "merchant")]
    Owner,
    /// Runs the shop from day to day.
    Manager,
    /// Packs and sends.
    Fulfilment,
    /// Answers customers.
    Support,
    /// Buys without an account: a role of tokens alone.
    Guest,
}

/// How rows and tokens from before there were roles call an owner.
const FORMER_OWNER: &str = "merchant";

impl Role {
    /// Each of them.
    pub const ALL: [Self; 6] = [Self::Buyer, Self::Owner, Self::Manager, Self::Fulfilment, Self::Support, Self::Guest];
    /// Those of staff.
    pub const STAFF: [Self; 4] = [Self::Owner, Self::Manager, Self::Fulfilment, Self::Support];

    /// `buyer`, `owner`, `manager`, `fulfilment`, `support` or `guest`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Fulfilment => "fulfilment",
            Self::Support => "support",
            Self::Guest => "guest",
        }
    }

    /// What a row may say that was written before there were roles; else the same as [`Role::as_str`].
    #[must_use]
    pub const fn former_name(self) -> &'static str {
        match self {
            Self::Owner => FORMER_OWNER,
            other => other.as_str(),
        }
    }

    /// Whether this is a role of staff.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Buyer | Self::Guest)
    }

    /// What the role may do: the one table. A role has what its work needs, and no more.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            AuditRead, CatalogueRead, CatalogueWrite, CustomersRead, CustomersWrite, OrdersRead, OrdersRefund,
            OrdersShip, SettingsWrite, StockAdjust,
        };
        match self {
            Self::Buyer | Self::Guest => &[],
            Self::Owner => &Permission::ALL,
            // All of the daily business. Who may do what stays with the owners: nobody can raise their own role.
            Self::Manager => &[
                OrdersRead,
                OrdersShip,
                OrdersRefund,
                CatalogueRead,
                CatalogueWrite,
                StockAdjust,
                SettingsWrite,
                AuditRead,
                CustomersRead,
                CustomersWrite,
            ],
            // Needs the addresses of orders, and says what is on the shelf. Neither prices nor money.
            Self::Fulfilment => &[OrdersRead, OrdersShip, CatalogueRead, StockAdjust],
            // Finds a customer and the orders, and makes good what went wrong. Blocking a customer is a manager's decision.
            Self::Support => &[OrdersRead, OrdersRefund, CatalogueRead, CustomersRead],
        }
    }

    /// Whether the role may do what needs `permission`.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

impl FromStr for Role {
    type Err = crate::kernel::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == FORMER_OWNER {
            return Ok(Self::Owner);
        }
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(crate::kernel::InvalidId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_reads_what_it_wrote_and_a_merchant_is_an_owner() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            let json = serde_json::to_string(&role).expect("JSON");
            assert_eq!(json, format!("\"{}\"", role.as_str()));
            assert_eq!(serde_json::from_str::<Role>(&json).expect("a role"), role);
        }
        assert_eq!("merchant".parse(), Ok(Role::Owner));
        assert_eq!(serde_json::from_str::<Role>("\"merchant\"").expect("a role"), Role::Owner);
        for text in ["", "king", "Owner", "owner "] {
            assert!(text.parse::<Role>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_owner_may_do_everything_and_a_buyer_nothing_of_staff() {
        assert!(Permission::ALL.into_iter().all(|permission| Role::Owner.may(permission)));
        assert!(!Permission::ALL.into_iter().any(|permission| Role::Buyer.may(permission)));
        assert!(Role::STAFF.into_iter().all(|role| role.is_staff() && !role.permissions().is_empty()));
        assert!(!Role::Buyer.is_staff() && !Role::Guest.is_staff());
        assert!(Role::Guest.permissions().is_empty());
    }

    #[test]
    fn only_owners_say_who_may_do_what() {
        let managing: Vec<Role> = Role::ALL.into_iter().filter(|role| role.may(Permission::StaffManage)).collect();
        assert_eq!(managing, [Role::Owner]);
    }

    #[test]
    fn no_two_permissions_have_one_name() {
        let names: std::collections::BTreeSet<_> = Permission::ALL.map(Permission::as_str).into_iter().collect();
        assert_eq!(names.len(), Permission::ALL.len());
    }
}
