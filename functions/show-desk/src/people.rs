//! Customers, the staff, and what they changed.

use lambda::http::{Problem, Response, respond};
use pages::desk::{Attempt, AuditLog, AuditQuery, Customers, Staff};
use serde_json::json;
use visitor::{Call, see_other};

use crate::{
    html,
    visit::{Visit, shaped},
};

const FIND: Call = Call::new("manage-customers", "GET /v1/merchant/customers");
const BLOCK: Call = Call::new("manage-customers", "PUT /v1/merchant/customers/{id}/block");
const UNBLOCK: Call = Call::new("manage-customers", "DELETE /v1/merchant/customers/{id}/block");
const STAFF: Call = Call::new("manage-staff", "GET /v1/merchant/staff");
const APPOINT: Call = Call::new("manage-staff", "PUT /v1/merchant/staff/{id}");
const REVOKE: Call = Call::new("manage-staff", "DELETE /v1/merchant/staff/{id}");
const AUDIT: Call = Call::new("list-audit-log", "GET /v1/merchant/audit-log");

impl Visit<'_> {
    /// `GET /desk/customers`.
    pub(crate) async fn customers(&mut self) -> Result<Response, Problem> {
        let query = self.request.query(&["email", "done"])?;
        let wanted = query.get("email").unwrap_or_default().trim().to_owned();
        self.customer(&wanted, query.get("done"), None).await
    }

    async fn customer(
        &mut self,
        wanted: &str,
        done: Option<&str>,
        refused: Option<(u16, Attempt)>,
    ) -> Result<Response, Problem> {
        let (mut status, attempt) = refused.map_or((200, None), |(status, attempt)| (status, Some(attempt)));
        // Without an address the API says that one is missing, and before that whether the role may look.
        let answer = self.api.call(&mut self.visitor, FIND.query("email", wanted)).await?;
        let (mut customer, mut problem) = (None, None);
        match answer.status {
            400 if wanted.is_empty() => {}
            400 | 404 => {
                let words = if answer.status == 404 { "desk-no-customer" } else { "desk-wrong-email" };
                (status, problem) = (404, Some(self.language.text(words)));
            }
            _ => customer = Some(answer.found()?),
        }
        let frame = self.frame("/desk/customers").with_done(done);
        let page = shaped(Customers::new(frame, wanted, customer, problem, attempt.as_ref()))?;
        Ok(respond::with_status(html(&page)?, status))
    }

    /// `POST /desk/customers`: blocks a customer, or lets one in again.
    pub(crate) async fn change_customer(&mut self) -> Result<Response, Problem> {
        let form = self.form()?;
        let (call, done) = match form.get("act") {
            "block" => (BLOCK, "blocked"),
            "unblock" => (UNBLOCK, "unblocked"),
            _ => return Err(Problem::not_found()),
        };
        match self.act(call.path("id", form.get("subject"))).await? {
            Ok(_) => {
                Ok(see_other(&pages::desk::href("/desk/customers", &[("email", form.get("email")), ("done", done)])))
            }
            Err(refused) => {
                let refused = self.attempt(&form, refused, &[]);
                self.customer(form.get("email"), None, Some(refused)).await
            }
        }
    }

    /// `GET /desk/staff`, or the same page with a form that was refused.
    pub(crate) async fn staff(&mut self, refused: Option<(u16, Attempt)>) -> Result<Response, Problem> {
        let query = self.request.query(&["done"])?;
        let staff = self.read(STAFF).await?;
        let (status, attempt) = refused.map_or((200, None), |(status, attempt)| (status, Some(attempt)));
        let frame = self.frame("/desk/staff").with_done(query.get("done").filter(|_| attempt.is_none()));
        Ok(respond::with_status(html(&shaped(Staff::new(frame, staff, attempt.as_ref()))?)?, status))
    }

    /// `POST /desk/staff`: gives somebody a role, or takes it away.
    pub(crate) async fn change_staff(&mut self) -> Result<Response, Problem> {
        let form = self.form()?;
        let person = form.get("person");
        let (call, done) = match form.get("act") {
            "appoint" if person.is_empty() => {
                let error = ("person".to_owned(), self.language.text("desk-no-person"));
                let attempt = self.attempt_with(&form, "desk-wrong-fields", vec![error]);
                return self.staff(Some((422, attempt))).await;
            }
            "appoint" => (APPOINT.path("id", person).body(json!({ "role": form.get("role") })), "appointed"),
            "revoke" => (REVOKE.path("id", form.get("subject")), "revoked"),
            _ => return Err(Problem::not_found()),
        };
        // That nobody has this address is told at the field.
        let outcome = match self.act(call).await {
            Err(Problem { status: 404, .. }) if form.get("act") == "appoint" => {
                let error = ("person".to_owned(), self.language.text("desk-no-person"));
                let attempt = self.attempt_with(&form, "desk-wrong-fields", vec![error]);
                return self.staff(Some((422, attempt))).await;
            }
            outcome => outcome?,
        };
        match outcome {
            Ok(_) => Ok(see_other(&format!("/desk/staff?done={done}"))),
            Err(refused) => {
                let refused = self.attempt(&form, refused, &[]);
                self.staff(Some(refused)).await
            }
        }
    }

    /// `GET /desk/audit-log`.
    pub(crate) async fn audit_log(&mut self) -> Result<Response, Problem> {
        const NAMES: [&str; 5] = ["actor", "resource", "from", "to", "cursor"];
        let query = self.request.query(&NAMES)?;
        let given = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let call = NAMES.iter().fold(AUDIT.query("limit", "50"), |call, name| call.query(name, &given(name)));
        let answer = self.api.call(&mut self.visitor, call).await?;
        let mut asked = AuditQuery {
            actor: given("actor"),
            resource: given("resource"),
            from: given("from"),
            to: given("to"),
            is_later: !given("cursor").is_empty(),
            problem: None,
        };
        let (status, records) = match answer.ok()? {
            Ok(records) => (200, records),
            Err(refusal) if refusal.status == 400 => {
                asked.problem = Some(refusal.detail);
                (422, json!({ "records": [], "next_cursor": null }))
            }
            Err(refusal) if refusal.status == 401 => return Err(Problem::unauthorized()),
            Err(refusal) => return Err(Problem::new(refusal.status, "refused", refusal.detail)),
        };
        let page = shaped(AuditLog::new(self.frame("/desk/audit-log"), asked, records))?;
        Ok(respond::with_status(html(&page)?, status))
    }
}
