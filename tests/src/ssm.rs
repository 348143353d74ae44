//! The parameter store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::json;

use crate::{
    call::Operation,
    identity::Identities,
    provider::{HttpResponse, json_answer},
    shop::{STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET},
    template::Template,
};

/// Secure strings by name.
#[derive(Clone, Debug, Default)]
pub struct ParameterStore(Arc<Mutex<BTreeMap<String, String>>>);

impl ParameterStore {
    /// The store as a deployment fills it beforehand.
    #[must_use]
    pub fn filled(template: &Template) -> Self {
        let store = Self::default();
        store.put(template.default_of("SigningKeyParameter"), Identities::signing_key());
        store.put(template.default_of("StripeSecretKeyParameter"), STRIPE_SECRET_KEY);
        store.put(template.default_of("StripeWebhookSecretsParameter"), STRIPE_WEBHOOK_SECRET);
        store
    }

    /// Puts a value under a name.
    pub fn put(&self, name: impl Into<String>, value: impl Into<String>) {
        self.0.lock().expect("the store").insert(name.into(), value.into());
    }

    /// All of them, by name.
    #[must_use]
    pub fn entries(&self) -> BTreeMap<String, String> {
        self.0.lock().expect("the store").clone()
    }

    /// All values.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        self.0.lock().expect("the store").values().cloned().collect()
    }

    pub(crate) fn perform(&self, operation: &Operation) -> HttpResponse {
        assert_eq!(operation.name, "GetParameter", "the model of SSM reads parameters and does nothing else");
        let name = operation.body["Name"].as_str().unwrap_or_default();
        match self.0.lock().expect("the store").get(name) {
            Some(value) if operation.body["WithDecryption"] == true => {
                let parameter = json!({ "Name": name, "Type": "SecureString", "Value": value, "Version": 1 });
                json_answer(200, &json!({ "Parameter": parameter }))
            }
            Some(_) => json_answer(200, &json!({ "Parameter": { "Name": name, "Value": "(encrypted)" } })),
            None => json_answer(400, &json!({ "__type": "ParameterNotFound" })),
        }
    }
}
