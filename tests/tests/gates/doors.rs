//! The ways in: the routes of one API, for the pages of one origin.

use std::fs;

use serde_json::{Value, json};
use tests::{FUNCTIONS, Kind, Shop, Template, repository};

use crate::{
    holds,
    reading::{all, has_star},
};

pub(crate) fn foreign_pages(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, api) in template.resources("AWS::Serverless::HttpApi") {
        let cors = &api["Properties"]["CorsConfiguration"];
        if cors["AllowOrigins"] != json!([{ "Ref": "AllowedOrigin" }]) {
            broken.push(format!("{name} answers pages of {}", cors["AllowOrigins"]));
        }
        if has_star(cors) || cors["AllowCredentials"] == true {
            broken.push(format!("{name} allows pages more than what it lists"));
        }
    }
    let pattern = template.document()["Parameters"]["AllowedOrigin"]["AllowedPattern"].as_str().unwrap_or_default();
    if !pattern.contains("[^/*") {
        broken.push("AllowedOrigin may be *".to_owned());
    }
    broken
}

pub(crate) fn other_ways_in(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, kind, properties) in all(template) {
        match kind {
            // SAM writes the permission of each route and schedule, with its exact source; nothing else may call.
            "AWS::Lambda::Permission" | "AWS::Lambda::Url" | "AWS::SQS::QueuePolicy" | "AWS::SNS::TopicPolicy" => {
                broken.push(format!("{name} lets somebody in past the API"));
            }
            "AWS::Serverless::Function" if !properties["FunctionUrlConfig"].is_null() => {
                broken.push(format!("{name} has an address of its own"));
            }
            _ => {}
        }
    }
    for function in template.functions() {
        for route in Template::triggers(&function, "HttpApi") {
            let method = route["Method"].as_str().unwrap_or_default();
            let path = route["Path"].as_str().unwrap_or_default();
            let exact = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) && path.starts_with("/v1/");
            if !exact || path.contains('+') || route["ApiId"] != json!({ "Ref": "Api" }) {
                broken.push(format!("{} stands behind {method} {path}", function.name));
            }
        }
    }
    broken
}

pub(crate) fn floods(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, api) in template.resources("AWS::Serverless::HttpApi") {
        let limits = &api["Properties"];
        let bounded = |limit: &Value| {
            limit["ThrottlingRateLimit"].as_u64().is_some_and(|rate| rate <= 1_000)
                && limit["ThrottlingBurstLimit"].as_u64().is_some_and(|burst| burst <= 500)
        };
        if !bounded(&limits["DefaultRouteSettings"]) {
            broken.push(format!("{name} takes any number of requests"));
        }
        // What costs a hash or a mail is bounded more tightly than what costs a read.
        for route in ["POST /v1/signup", "POST /v1/signup/verify", "POST /v1/login"] {
            let own = &limits["RouteSettings"][route];
            if !bounded(own) || own["ThrottlingRateLimit"].as_u64().is_none_or(|rate| rate > 50) {
                broken.push(format!("{route} takes more requests than the shop can hash"));
            }
        }
    }
    broken
}

#[test]
fn pages_of_other_origins_are_not_answered() {
    holds(foreign_pages);
}

#[test]
fn no_deployment_allows_the_pages_of_everybody() {
    let text = fs::read_to_string(repository().join("samconfig.toml")).expect("samconfig.toml");
    let origins: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("\"AllowedOrigin=")).collect();
    assert_eq!(origins.len(), 3, "local, dev and prod");
    assert!(origins.iter().all(|origin| !origin.contains('*')), "{origins:?}");
}

#[test]
fn the_only_way_in_is_a_route_of_the_api() {
    holds(other_ways_in);
}

#[test]
fn every_route_is_throttled_and_what_costs_a_hash_more_tightly() {
    holds(floods);
}

#[tokio::test(start_paused = true)]
async fn every_answer_of_a_function_asks_browsers_for_tls_and_to_believe_its_type() {
    for function in FUNCTIONS.iter().filter(|function| function.kind == Kind::Http) {
        let shop = Shop::open();
        let started = shop.start(function.name).await;
        let sample = repository().join(format!("events/{}.json", function.name));
        let sample: Value = serde_json::from_str(&fs::read_to_string(sample).expect("a sample")).expect("JSON");
        for event in [sample, json!({ "version": 2 })] {
            let answer = started.invoke(event).await.expect("HTTP functions always answer");
            assert_eq!(answer["headers"]["strict-transport-security"], "max-age=31536000", "{}", function.name);
            assert_eq!(answer["headers"]["x-content-type-options"], "nosniff", "{}", function.name);
        }
    }
}
