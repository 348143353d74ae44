//! Staff, for owners: `GET /v1/merchant/staff` lists them, `PUT /v1/merchant/staff/{id}` gives an account a role, and `DELETE`
//! takes it away. The account is named by its identifier or its address. A change ends the account's sessions.

use app_context::{AppContext, StartError};
use aws::{AccountsTable, AuditTable};
use domain::{
    accounts::{Account, AccountError, Granter, Identity, Permission, Profile, Role, RoleChange, StaffName, StaffView},
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    kernel::Timestamp,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, InvalidField, Problem, Request, Response, respond},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct ManageStaff {
    authenticator: Authenticator,
    accounts: AccountsTable,
    audit: AuditTable,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    role: Field<String>,
}

#[derive(Serialize)]
struct Answer {
    staff: Vec<StaffView>,
}

impl HttpFunction for ManageStaff {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            accounts: AccountsTable::new(context)?,
            audit: AuditTable::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let owner = self.authenticator.require(&request, Permission::StaffManage)?;
        match request.route() {
            "GET /v1/merchant/staff" => {
                let answer = respond::ok(&Answer { staff: self.accounts.staff().await? });
                Ok(respond::with_header(answer, "cache-control", "no-store"))
            }
            "PUT /v1/merchant/staff/{id}" => {
                let name = request.path("id")?;
                let role = role(&request)?;
                let account = self.change(&owner, name, role).await?;
                Ok(respond::ok(&json!({ "id": account.user, "email": account.email.as_str(), "role": role })))
            }
            "DELETE /v1/merchant/staff/{id}" => {
                self.change(&owner, request.path("id")?, Role::Buyer).await?;
                Ok(respond::empty(204))
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageStaff {
    /// Gives the account called `name` the role, unless it has it. The account as it was.
    async fn change(&self, owner: &Identity, name: StaffName, role: Role) -> Result<Account, Problem> {
        let now = self.authenticator.now();
        // An access token outlives its session: whoever was an owner until a moment ago gives no roles.
        let granting = self.accounts.profile_in_session(owner, now).await?.ok_or(AccountError::SessionEnded)?;
        if !granting.role.may(Permission::StaffManage) {
            return Err(AccountError::SessionEnded.into());
        }
        let account = self.account(name).await?.ok_or_else(Problem::not_found)?;
        let listed = self.accounts.staff_member(&account.user).await?.map(|member| member.role);
        if account.role == role && listed == Some(role).filter(|role| role.is_staff()) {
            return Ok(account);
        }
        let by = Granter { user: &owner.user, session_epoch: granting.session_epoch };
        let record = self.audit.row(&entry(owner, &granting, &account, role, now))?;
        match self.accounts.set_role(&account, role, Some(by), Some(&record), now).await? {
            RoleChange::Applied => Ok(account),
            RoleChange::LastOwner => Err(AccountError::LastOwner.into()),
            RoleChange::GranterGone => Err(AccountError::SessionEnded.into()),
            RoleChange::Conflict => Err(AccountError::Conflict.into()),
        }
    }

    async fn account(&self, name: StaffName) -> Result<Option<Account>, Problem> {
        Ok(match name {
            StaffName::Email(email) => self.accounts.account(&email.digest()).await?,
            StaffName::User(user) => self.accounts.account_of(&user).await?,
        })
    }
}

/// The role of staff that the body names.
fn role(request: &Request) -> Result<Role, Problem> {
    let text = request.json::<Body>()?.role.required("/role")?;
    let wanted = text.parse::<Role>().ok().filter(|role| role.is_staff() && role.as_str() == text);
    let rule = "must be owner, manager, fulfilment or support";
    wanted.ok_or_else(|| InvalidField::new("/role", "role", rule).into())
}

fn entry(owner: &Identity, granting: &Profile, account: &Account, role: Role, now: Timestamp) -> AuditEntry {
    let change = AuditChange::between(&json!({ "role": account.role }), &json!({ "role": role }));
    let by = Identity { role: granting.role, ..owner.clone() };
    AuditEntry::new(&by, now, AuditAction::RoleChanged, AuditResource::user(&account.user), change)
}
