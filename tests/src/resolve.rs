//! `CloudFormation`'s functions, worked out for the deployment that the tests live in.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::template::Template;

/// The deployment.
pub(crate) const STACK: &str = "shop";
pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const ACCOUNT: &str = "123456789012";

/// What the deployment gives for the template's parameters.
pub(crate) type Parameters = BTreeMap<String, String>;

impl Template {
    /// The default of the deployment's parameter `name`.
    #[must_use]
    pub fn default_of(&self, name: &str) -> String {
        text(&self.document()["Parameters"][name]["Default"])
    }

    /// A value with its functions worked out.
    #[must_use]
    pub fn resolve(&self, value: &Value, parameters: &Parameters) -> Value {
        let resolve = |value: &Value| self.resolve(value, parameters);
        let Value::Object(members) = value else {
            return value.as_array().map_or_else(|| value.clone(), |values| values.iter().map(resolve).collect());
        };
        match members.iter().next().filter(|_| members.len() == 1).map(|(name, it)| (name.as_str(), it)) {
            Some(("Ref", Value::String(name))) => json!(self.reference(name, parameters)),
            Some(("Fn::GetAtt", path)) => json!(self.attribute(&text(&path[0]), &text(&path[1]))),
            Some(("Fn::If", choice)) => {
                let condition = &self.document()["Conditions"][text(&choice[0])];
                resolve(&choice[if self.holds(condition, parameters) { 1 } else { 2 }])
            }
            Some(("Fn::Sub", Value::String(pattern))) => json!(self.substitute(pattern, parameters)),
            Some(("Fn::Sub", with)) => {
                let mut parameters = parameters.clone();
                let own = with[1].as_object().into_iter().flatten();
                parameters.extend(own.map(|(name, value)| (name.clone(), text(&resolve(value)))));
                json!(self.substitute(&text(&with[0]), &parameters))
            }
            _ => Value::Object(members.iter().map(|(name, value)| (name.clone(), resolve(value))).collect()),
        }
    }

    fn holds(&self, condition: &Value, parameters: &Parameters) -> bool {
        if let Some(negated) = condition["Fn::Not"].get(0) {
            return !self.holds(negated, parameters);
        }
        let sides = &condition["Fn::Equals"];
        assert!(sides.is_array(), "a condition that the tests cannot work out: {condition}");
        self.resolve(&sides[0], parameters) == self.resolve(&sides[1], parameters)
    }

    fn reference(&self, name: &str, parameters: &Parameters) -> String {
        match (name, self.resource(name)["Type"].as_str()) {
            ("AWS::StackName", _) => STACK.to_owned(),
            ("AWS::Region", _) => REGION.to_owned(),
            ("AWS::AccountId", _) => ACCOUNT.to_owned(),
            ("AWS::Partition", _) => "aws".to_owned(),
            (_, Some("AWS::DynamoDB::Table")) => self.physical_name(name, "TableName"),
            (_, Some("AWS::SQS::Queue")) => {
                format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{}", self.physical_name(name, "QueueName"))
            }
            (_, Some("AWS::S3::Bucket")) => self.physical_name(name, "BucketName"),
            (_, Some("AWS::Events::EventBus")) => self.physical_name(name, "Name"),
            (_, Some(_)) => name.to_owned(),
            (_, None) => parameters.get(name).cloned().unwrap_or_else(|| self.default_of(name)),
        }
    }

    fn attribute(&self, resource: &str, attribute: &str) -> String {
        match (self.resource(resource)["Type"].as_str(), attribute) {
            (Some("AWS::SQS::Queue"), "QueueName") => self.physical_name(resource, "QueueName"),
            (Some("AWS::SQS::Queue"), _) => arn("sqs", &self.physical_name(resource, "QueueName")),
            (Some("AWS::DynamoDB::Table"), "Arn") => {
                arn("dynamodb", &format!("table/{}", self.physical_name(resource, "TableName")))
            }
            (Some("AWS::DynamoDB::Table"), "StreamArn") => arn(
                "dynamodb",
                &format!("table/{}/stream/2026-11-22T19:41:29.708", self.physical_name(resource, "TableName")),
            ),
            (Some("AWS::Serverless::Function"), "Arn") => {
                arn("lambda", &format!("function:{}", self.physical_name(resource, "FunctionName")))
            }
            (Some("AWS::S3::Bucket"), "Arn") => {
                format!("arn:aws:s3:::{}", self.physical_name(resource, "BucketName"))
            }
            (Some("AWS::Events::EventBus"), "Arn") => {
                arn("events", &format!("event-bus/{}", self.physical_name(resource, "Name")))
            }
            (Some(_), _) => format!("{resource}.{attribute}"),
            (None, _) => panic!("template.yaml declares no resource {resource}"),
        }
    }

    fn physical_name(&self, resource: &str, property: &str) -> String {
        text(&self.resolve(&self.resource(resource)["Properties"][property], &Parameters::new()))
    }

    fn substitute(&self, pattern: &str, parameters: &Parameters) -> String {
        let mut parts = pattern.split("${");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').expect("a closed ${");
            filled += &match name.split_once('.') {
                Some((resource, attribute)) => self.attribute(resource, attribute),
                None => self.reference(name, parameters),
            };
            filled += rest;
        }
        filled
    }
}

/// The name of a resource of this deployment for all of AWS.
pub(crate) fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

/// A scalar as the environment holds it.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
