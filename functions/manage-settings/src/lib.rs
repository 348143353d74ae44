//! What merchants set: `GET` and `PUT /v1/merchant/shipping` and `/v1/merchant/tax`.

mod body;

use app_context::{AppContext, Retry, StartError};
use aws::{AuditTable, Setting, SettingsTable};
use domain::{
    accounts::{Identity, Permission},
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    settings::{ShippingSettings, TaxSettings},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, EntityTag, Problem, Request, Response, cached, precondition, respond},
};

/// The function.
#[derive(Debug)]
pub struct ManageSettings {
    authenticator: Authenticator,
    settings: SettingsTable,
    audit: AuditTable,
}

impl HttpFunction for ManageSettings {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            settings: SettingsTable::new(context)?,
            audit: AuditTable::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let staff = self.authenticator.require(&request, Permission::SettingsWrite)?;
        match request.route() {
            "GET /v1/merchant/shipping" => self.show::<ShippingSettings>(&request).await,
            "GET /v1/merchant/tax" => self.show::<TaxSettings>(&request).await,
            "PUT /v1/merchant/shipping" => {
                let wanted = request.json::<body::ShippingBody>()?.parse()?;
                self.set(&request, wanted, (&staff, AuditAction::ShippingSet)).await
            }
            "PUT /v1/merchant/tax" => {
                let wanted = request.json::<body::TaxBody>()?.parse()?;
                self.set(&request, wanted, (&staff, AuditAction::TaxSet)).await
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageSettings {
    async fn show<S: Setting>(&self, request: &Request) -> Result<Response, Problem> {
        let (setting, version) = self.settings.get::<S>().await?;
        let answer = cached(request, &setting, Some(version), 0);
        Ok(respond::with_header(answer, "cache-control", "no-store"))
    }

    /// Sets it, if it is in a version that the request names. What is set already is not set again: a repeat changes nothing.
    async fn set<S: Setting + PartialEq>(
        &self,
        request: &Request,
        wanted: S,
        (staff, action): (&Identity, AuditAction),
    ) -> Result<Response, Problem> {
        let now = self.authenticator.now();
        for _ in Retry::SETTINGS.tries() {
            let (before, version) = self.settings.get::<S>().await?;
            if before == wanted && version > 0 {
                return Ok(saved(&wanted, version));
            }
            if !precondition(request).holds(Some(version)) {
                let detail = "Others have set this meanwhile. Read it again and repeat with its new ETag.";
                return Err(Problem::new(412, "precondition_failed", detail));
            }
            let change = AuditChange::between(&before, &wanted);
            let entry = AuditEntry::new(staff, now, action, AuditResource::settings(S::NAME), change);
            if self.settings.set(&wanted, version, &self.audit.row(&entry)?, now).await? {
                return Ok(saved(&wanted, version + 1));
            }
        }
        Err(Problem::unavailable("others set the same again and again"))
    }
}

/// The setting, with the tag that the next change of it may name.
fn saved<S: Setting>(setting: &S, version: u64) -> Response {
    let answer = respond::uncached(setting);
    let tag = EntityTag::of(answer.body(), Some(version));
    respond::with_header(answer, "etag", tag.as_str())
}
