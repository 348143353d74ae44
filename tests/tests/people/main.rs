//! The people who run the shop: roles, who gives and takes them, and the log of what they changed.

#![allow(clippy::expect_used, reason = "these are tests")]

mod audit;
mod customers;
mod staff;

use domain::{
    accounts::Role,
    kernel::{Digest, Email, UserId},
};
use serde_json::{Value, json};
use tests::{Answer, Call, Function, Identities, Shop};

/// A shop with an account for each name, and the functions of its staff.
struct People {
    shop: Shop,
    staff: Function,
    log: Function,
}

impl People {
    /// A shop whose owners are Ada and Grace; Eve buys.
    async fn open() -> Self {
        let shop = Shop::open();
        let people = Self { staff: shop.start("manage-staff").await, log: shop.start("list-audit-log").await, shop };
        for (name, role) in [("ada", "owner"), ("grace", "owner"), ("eve", "buyer")] {
            people.seed(name, role);
        }
        for name in ["ada", "grace"] {
            people.grant(name).await;
        }
        people.shop.journal.take();
        people
    }

    /// An account with a verified address and a session.
    fn seed(&self, name: &str, role: &str) {
        let (uid, now) = (self.shop.buyer_id(name), self.shop.clock.now());
        let email = Email::parse(&format!("{name}@example.com")).expect("an address");
        let account = json!({
            "pk": format!("EMAIL#{}", email.digest().as_str()), "sk": "ACCOUNT", "uid": uid, "email": email.as_str(),
            "password_hash": "$", "role": role, "session_epoch": 0, "created_ms": now.millis(),
        });
        let profile = json!({
            "pk": format!("USER#{uid}"), "sk": "PROFILE", "email": email.as_str(), "role": role, "session_epoch": 0,
        });
        for row in [account, profile, self.session(name, role, 0)] {
            self.shop.tables.put("accounts", &row);
        }
    }

    fn session(&self, name: &str, role: &str, session_epoch: u64) -> Value {
        let (uid, now) = (self.shop.buyer_id(name), self.shop.clock.now());
        json!({
            "pk": format!("USER#{uid}"), "sk": format!("SESSION#{}", Identities::session_of(name)), "token_digest": "none",
            "role": role, "session_epoch": session_epoch, "device": "Edge", "created_ms": now.millis(),
            "used_ms": now.millis(), "expires_ms": now.plus_seconds(86_400).millis(), "ttl": now.plus_seconds(86_400).seconds(),
        })
    }

    /// Makes the account an owner's as the operator's program does, and logs it in again.
    async fn grant(&self, name: &str) {
        let context = self.shop.world_with(self.shop.variables_of("manage-staff"));
        let accounts = aws::AccountsTable::new(&context).expect("a table");
        let email = Email::parse(&format!("{name}@example.com")).expect("an address").digest();
        let account = accounts.account(&email).await.expect("AWS answers").expect("an account");
        let now = self.shop.clock.now();
        let changed = accounts.set_role(&account, Role::Owner, None, None, now).await.expect("AWS answers");
        assert_eq!(changed, domain::accounts::RoleChange::Applied);
        self.log_in(name, "owner");
    }

    /// A session under the account's epoch of now.
    fn log_in(&self, name: &str, role: &str) {
        let epoch = self.profile(name)["session_epoch"].as_u64().expect("an epoch");
        self.shop.tables.put("accounts", &self.session(name, role, epoch));
    }

    fn profile(&self, name: &str) -> Value {
        let key = format!("USER#{}", self.shop.buyer_id(name));
        let rows = self.shop.tables.rows("accounts");
        rows.into_iter().find(|row| row["pk"] == *key && row["sk"] == "PROFILE").expect("a profile")
    }

    fn owner(&self, name: &str) -> String {
        let identities = Identities::new("backroom-local");
        identities.token(name, Role::Owner, self.shop.clock.now())
    }

    /// `owner` gives the account called `who` a role.
    async fn give(&self, owner: &str, who: &str, role: &str) -> Answer {
        let call = Call::put(&format!("/v1/merchant/staff/{who}")).bearer(&self.owner(owner));
        self.shop.call(&self.staff, call.json(&json!({ "role": role }))).await
    }

    /// `owner` takes the role of the account called `who` away.
    async fn revoke(&self, owner: &str, who: &str) -> Answer {
        let call = Call::new("DELETE", &format!("/v1/merchant/staff/{who}")).bearer(&self.owner(owner));
        self.shop.call(&self.staff, call).await
    }

    fn id(&self, name: &str) -> String {
        self.shop.buyer_id(name).to_string()
    }

    /// The roles of all staff, by their addresses.
    async fn staff(&self) -> Vec<(String, String)> {
        let call = Call::get("/v1/merchant/staff").bearer(&self.owner("ada"));
        let answer = self.shop.call(&self.staff, call).await.expect(200);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let staff = answer["staff"].as_array().expect("staff").iter();
        let mut staff: Vec<_> = staff.map(|member| (text(&member["email"]), text(&member["role"]))).collect();
        staff.sort();
        staff
    }

    /// The audit log, as this query asks for it.
    async fn log(&self, query: &str) -> Value {
        let call = Call::get("/v1/merchant/audit-log").query(query).bearer(&self.shop.staff(Role::Manager));
        self.shop.call(&self.log, call).await.expect(200)
    }
}

/// The roles of all staff, as a list shows them.
fn staff_of(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, role)| (format!("{name}@example.com"), (*role).to_owned())).collect()
}

/// Somebody without an account.
fn nobody() -> UserId {
    UserId::from_digest(&Digest::of(&[b"nobody"]))
}
