//! What a function may do: its role in the template, held to at every call.
//!
//! A call that the role does not allow fails the test, so that every test of a handler proves its role sufficient.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use crate::{
    call::{Operation, Service},
    deployment,
    resolve::{Parameters, arn, text},
    shop::Shop,
    template::Template,
};

/// The rights of one function: actions, each on one resource.
#[derive(Clone, Debug)]
pub struct Rights {
    function: String,
    allowed: Vec<(String, String)>,
    /// What was used, in this process and by whichever shop.
    used: Arc<Mutex<BTreeSet<(String, String)>>>,
}

impl Rights {
    /// The role of the function called `name`.
    #[must_use]
    pub fn of(template: &Template, name: &str, parameters: &Parameters) -> Self {
        let role = text(&template.function(name).properties["Role"]["Fn::GetAtt"][0]);
        let policies = template.resolve(&template.resource(&role)["Properties"]["Policies"], parameters);
        let mut allowed = Vec::new();
        for statement in all(&policies).flat_map(|policy| all(&policy["PolicyDocument"]["Statement"])) {
            for action in all(&statement["Action"]) {
                allowed.extend(all(&statement["Resource"]).map(|resource| (text(action), text(resource))));
            }
        }
        Self { function: name.to_owned(), allowed, used: Arc::default() }
    }

    /// Fails the test if the role does not allow the call.
    pub(crate) fn check(&self, operation: &Operation) {
        for right in needed(operation) {
            let (action, resource) = &right;
            let allowed = self.allowed.contains(&right);
            assert!(allowed, "{} may not {action} on {resource}: see its role in template.yaml", self.function);
            self.used.lock().expect("the rights").insert(right);
        }
    }

    /// The rights that nothing has used yet: action and resource.
    pub(crate) fn unused(&self) -> Vec<(String, String)> {
        let used = self.used.lock().expect("the rights");
        self.allowed.iter().filter(|right| !used.contains(*right)).cloned().collect()
    }
}

impl Shop {
    /// What the role of the function called `name` allows and no call of this process has used: action and resource.
    #[must_use]
    pub fn unused_rights(&self, name: &str) -> Vec<(String, String)> {
        deployment::function(name, &self.deployment).rights.unused()
    }
}

/// The rights that a call needs. A transaction needs those of its parts.
fn needed(operation: &Operation) -> Vec<(String, String)> {
    let body = &operation.body;
    let one = |action: String, resource: String| vec![(action, resource)];
    match (operation.service, operation.name.as_str()) {
        (Service::DynamoDb, "TransactWriteItems") => {
            let parts = all(&body["TransactItems"]).filter_map(|item| item.as_object()?.iter().next());
            let right =
                |(kind, part): (&String, &Value)| (format!("dynamodb:{kind}Item"), table(&text(&part["TableName"])));
            parts.map(right).collect()
        }
        (Service::DynamoDb, name) => {
            let index = body["IndexName"].as_str().map(|index| format!("/index/{index}")).unwrap_or_default();
            let tables = operation.tables();
            tables.iter().map(|it| (format!("dynamodb:{name}"), table(it) + &index)).collect()
        }
        (Service::Sqs, name) => {
            let queue = text(&body["QueueUrl"]).rsplit('/').next().unwrap_or_default().to_owned();
            one(format!("sqs:{name}"), arn("sqs", &queue))
        }
        (Service::Ses, name) => {
            // `Backroom <shop@example.com>` is sent by the identity shop@example.com.
            let sender = text(&body["FromEmailAddress"]);
            let address = sender.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
            let set = body["ConfigurationSetName"].as_str().map(|set| format!("configuration-set/{set}"));
            let resources = [Some(format!("identity/{address}")), set];
            resources.iter().flatten().map(|resource| (format!("ses:{name}"), arn("ses", resource))).collect()
        }
        (Service::Events, name) => {
            let buses = all(&body["Entries"]).map(|entry| format!("event-bus/{}", text(&entry["EventBusName"])));
            buses.map(|bus| (format!("events:{name}"), arn("events", &bus))).collect()
        }
        (Service::S3, "ListObjectsV2") => {
            one("s3:ListBucket".to_owned(), format!("arn:aws:s3:::{}", text(&body["Bucket"])))
        }
        (Service::S3, name) => {
            let (bucket, key) = (text(&body["Bucket"]), text(&body["Key"]));
            // Of the bucket of images, roles name folders.
            let folder = ["incoming/", "media/"].into_iter().find(|folder| key.starts_with(folder)).unwrap_or_default();
            let mut needed = one(format!("s3:{name}"), format!("arn:aws:s3:::{bucket}/{folder}*"));
            if name == "GetObject" {
                // Who may not list is told that what is missing is forbidden.
                needed.push(("s3:ListBucket".to_owned(), format!("arn:aws:s3:::{bucket}")));
            }
            needed
        }
        (Service::Lambda, name) => {
            let function = name.strip_prefix("Invoke ").unwrap_or_default();
            one("lambda:InvokeFunction".to_owned(), arn("lambda", &format!("function:{function}")))
        }
        (Service::Ssm, name) => one(format!("ssm:{name}"), arn("ssm", &format!("parameter{}", text(&body["Name"])))),
        (Service::Provider | Service::Endpoint, _) => Vec::new(),
    }
}

fn table(name: &str) -> String {
    arn("dynamodb", &format!("table/{name}"))
}

/// `CloudFormation` writes one thing or a list of them.
fn all(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}
