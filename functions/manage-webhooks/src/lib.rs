//! Where a merchant wants events sent: `/v1/merchant/webhooks` makes, lists, shows, changes and removes endpoints, rotates
//! their secrets, lists what was sent to them, and sends it again.

mod body;
mod deliveries;

use app_context::{AppContext, Retry, StartError};
use aws::{AuditTable, Queue, WebhooksTable};
use domain::{
    accounts::{Identity, Permission},
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    kernel::{EndpointId, Random},
    webhooks::{Endpoint, EndpointView, MAX_ENDPOINTS},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct ManageWebhooks {
    authenticator: Authenticator,
    table: WebhooksTable,
    audit: AuditTable,
    queue: Queue,
    random: Random,
    is_local: bool,
}

impl HttpFunction for ManageWebhooks {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            table: WebhooksTable::new(context)?,
            audit: AuditTable::new(context)?,
            queue: Queue::named_by(context, "WEBHOOKS_QUEUE_URL")?,
            random: context.random.clone(),
            is_local: context.environment.is_local()?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let staff = self.authenticator.require(&request, Permission::SettingsWrite)?;
        match request.route() {
            "POST /v1/merchant/webhooks" => self.create(&request, &staff).await,
            "GET /v1/merchant/webhooks" => self.list().await,
            "GET /v1/merchant/webhooks/{id}" => {
                let endpoint = self.endpoint(&request.path("id")?).await?;
                Ok(respond::uncached(&EndpointView::of(&endpoint, self.authenticator.now())))
            }
            "PATCH /v1/merchant/webhooks/{id}" => {
                let id = request.path("id")?;
                let change = request.json::<body::Change>()?.parse()?;
                let wanted = |endpoint: Endpoint| endpoint.changed(&change);
                let endpoint = self.change(&id, (&staff, AuditAction::WebhookChanged), wanted).await?;
                Ok(respond::uncached(&EndpointView::of(&endpoint, self.authenticator.now())))
            }
            "DELETE /v1/merchant/webhooks/{id}" => self.remove(&request.path("id")?, &staff).await,
            "POST /v1/merchant/webhooks/{id}/rotate-secret" => {
                let now = self.authenticator.now();
                let rotate = |endpoint: Endpoint| endpoint.rotated(now, &self.random);
                let id = request.path("id")?;
                let endpoint = self.change(&id, (&staff, AuditAction::WebhookSecretRotated), rotate).await?;
                Ok(respond::uncached(&EndpointView::with_secret(&endpoint, now)))
            }
            "GET /v1/merchant/webhooks/{id}/deliveries" => self.deliveries(&request).await,
            "POST /v1/merchant/webhooks/{id}/deliveries/{delivery}/redeliver" => self.redeliver(&request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageWebhooks {
    /// There is one endpoint for each address, so a repeat finds the first.
    async fn create(&self, request: &Request, staff: &Identity) -> Result<Response, Problem> {
        let (url, event_types) = request.json::<body::New>()?.parse(self.is_local)?;
        let now = self.authenticator.now();
        let endpoint = Endpoint::new(url, event_types, staff.user.clone(), now, &self.random);
        let known = self.table.endpoints().await?;
        let is_known = known.iter().any(|it| it.id == endpoint.id);
        if !is_known && known.len() >= MAX_ENDPOINTS {
            let detail = "The shop has as many endpoints as it can have: remove one first.";
            return Err(Problem::new(409, "too_many_webhooks", detail));
        }
        if is_known || !self.is_created(&endpoint, staff).await? {
            let detail = "There is an endpoint at this address. Rotate its secret if you do not have it.";
            return Err(Problem::new(409, "webhook_exists", detail).with("webhook_id", endpoint.id.as_str()));
        }
        let location = format!("/v1/merchant/webhooks/{}", endpoint.id);
        let answer = respond::created(&location, &EndpointView::with_secret(&endpoint, now));
        Ok(respond::with_header(answer, "cache-control", "no-store"))
    }

    /// Whether this very endpoint is there now. A write whose answer was lost is found.
    async fn is_created(&self, endpoint: &Endpoint, staff: &Identity) -> Result<bool, Problem> {
        let change = AuditChange::made(&endpoint.audited());
        let entry = self.entry(staff, AuditAction::WebhookAdded, &endpoint.id, change);
        let is_new = self.table.create(endpoint, &self.audit.row(&entry)?).await?;
        Ok(is_new || self.table.endpoint(&endpoint.id).await?.as_ref() == Some(endpoint))
    }

    /// Removes an endpoint. Of one that is not there, nothing is recorded.
    async fn remove(&self, id: &EndpointId, staff: &Identity) -> Result<Response, Problem> {
        if let Some(endpoint) = self.table.endpoint(id).await? {
            let change = AuditChange::between(&endpoint.audited(), &json!({}));
            let entry = self.entry(staff, AuditAction::WebhookRemoved, id, change);
            self.table.remove(id, &self.audit.row(&entry)?).await?;
        }
        Ok(respond::empty(204))
    }

    fn entry(&self, staff: &Identity, action: AuditAction, id: &EndpointId, change: AuditChange) -> AuditEntry {
        AuditEntry::new(staff, self.authenticator.now(), action, AuditResource::webhook(id), change)
    }

    async fn list(&self) -> Result<Response, Problem> {
        let (endpoints, now) = (self.table.endpoints().await?, self.authenticator.now());
        let views: Vec<_> = endpoints.iter().map(|endpoint| EndpointView::of(endpoint, now)).collect();
        Ok(respond::uncached(&json!({ "webhooks": views })))
    }

    async fn endpoint(&self, id: &EndpointId) -> Result<Endpoint, Problem> {
        self.table.endpoint(id).await?.ok_or_else(Problem::not_found)
    }

    /// Changes the endpoint as it is now, also if somebody else changes it meanwhile. A write whose answer was lost is found.
    /// Who changed it is recorded with the change, if it is one.
    async fn change(
        &self,
        id: &EndpointId,
        (staff, action): (&Identity, AuditAction),
        change: impl Fn(Endpoint) -> Endpoint,
    ) -> Result<Endpoint, Problem> {
        let mut written = None;
        for _ in Retry::WEBHOOK.tries() {
            let endpoint = self.endpoint(id).await?;
            if written.as_ref() == Some(&endpoint) {
                return Ok(endpoint);
            }
            let before = endpoint.audited();
            let changed = change(endpoint);
            let told = match action {
                AuditAction::WebhookSecretRotated => AuditChange::made(&json!({ "secret": "rotated" })),
                _ => AuditChange::between(&before, &changed.audited()),
            };
            let entry = (!told.is_empty()).then(|| self.entry(staff, action, id, told));
            let record = entry.map(|entry| self.audit.row(&entry)).transpose()?;
            if self.table.change(&changed, record.as_ref()).await? {
                return Ok(changed);
            }
            written = Some(changed);
        }
        Err(Problem::unavailable("others changed the same endpoint again and again"))
    }
}
