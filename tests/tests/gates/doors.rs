//! The ways in: the routes of one API, for the pages of one origin.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};
use tests::{Description, FUNCTIONS, Kind, PAGES, Shop, Template, repository};

use crate::{
    holds,
    reading::{all, has_star},
};

pub(crate) fn foreign_pages(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, api) in template.resources("AWS::Serverless::HttpApi") {
        let cors = &api["Properties"]["CorsConfiguration"];
        if cors["AllowOrigins"] != json!({ "Ref": "AllowedOrigins" }) {
            broken.push(format!("{name} answers pages of {}", cors["AllowOrigins"]));
        }
        if has_star(cors) || cors["AllowCredentials"] == true {
            broken.push(format!("{name} allows pages more than what it lists"));
        }
    }
    let pattern = template.document()["Parameters"]["AllowedOrigins"]["AllowedPattern"].as_str().unwrap_or_default();
    if !pattern.contains("[^/*") {
        broken.push("AllowedOrigins may be *".to_owned());
    }
    broken
}

pub(crate) fn other_ways_in(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, kind, properties) in all(template) {
        match kind {
            // SAM writes the permission of each route and schedule, with its exact source; nothing else may call.
            "AWS::SQS::QueuePolicy" if is_the_buckets(template, properties) => {}
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
            let is_page = PAGES.contains(&function.name.as_str());
            let methods: &[&str] = if is_page { &["GET", "POST"] } else { &["GET", "POST", "PUT", "PATCH", "DELETE"] };
            let exact = methods.contains(&method) && path.starts_with('/') && path.starts_with("/v1/") != is_page;
            if !exact || path.contains('+') || route["ApiId"] != json!({ "Ref": "Api" }) {
                broken.push(format!("{} stands behind {method} {path}", function.name));
            }
        }
    }
    broken
}

/// Whether a queue's policy lets in S3 alone, and that only for the shop's own bucket.
fn is_the_buckets(template: &Template, policy: &Value) -> bool {
    let bucket = template.resource("MediaBucket")["Properties"]["BucketName"]["Fn::Sub"].as_str().unwrap_or_default();
    let statements = policy["PolicyDocument"]["Statement"].as_array().map_or(&[][..], Vec::as_slice);
    let [statement] = statements else { return false };
    statement["Principal"] == json!({ "Service": "s3.amazonaws.com" })
        && statement["Action"] == "sqs:SendMessage"
        && statement["Condition"]
            == json!({
                "ArnEquals": { "aws:SourceArn": { "Fn::Sub": format!("arn:${{AWS::Partition}}:s3:::{bucket}") } },
                "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } },
            })
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
    let origins: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("\"AllowedOrigins=")).collect();
    assert_eq!(origins.len(), 3, "local, dev and prod");
    assert!(origins.iter().all(|origin| !origin.contains('*')), "{origins:?}");
}

/// Every header that a page may send or read by the description is allowed or exposed, and no other.
#[test]
fn browsers_may_send_and_read_what_the_description_names() {
    const ALWAYS_SENT: [&str; 2] = ["authorization", "content-type"];
    const ALWAYS_READ: [&str; 8] = [
        "cache-control",
        "content-encoding",
        "content-security-policy",
        "content-type",
        "referrer-policy",
        "strict-transport-security",
        "vary",
        "x-content-type-options",
    ];
    let description = Description::served();
    let (mut sent, mut read) = (BTreeSet::from(ALWAYS_SENT.map(str::to_owned)), BTreeSet::new());
    for (_, operation) in description.operations() {
        let from_a_page = operation.value["security"] != json!([{ "stripeSignature": [] }]);
        let headers =
            description.parameters(&operation).into_iter().filter(|it| from_a_page && it.value["in"] == "header");
        sent.extend(headers.filter_map(|it| it.value["name"].as_str().map(str::to_ascii_lowercase)));
        for (_, response) in operation.get("responses").expect("responses").members() {
            let headers = description.follow(response).value["headers"].as_object().cloned().unwrap_or_default();
            read.extend(headers.keys().map(|name| name.to_ascii_lowercase()));
        }
    }
    let listed = |name: &str| -> BTreeSet<String> {
        let apis = Template::deployed();
        let (_, api) = apis.resources("AWS::Serverless::HttpApi").next().expect("an API");
        let headers = api["Properties"]["CorsConfiguration"][name].as_array().expect("headers").clone();
        headers.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    assert_eq!(listed("AllowHeaders"), sent, "template.yaml (left) and openapi.yaml");
    // `Allow` comes from what no route takes, which has no operation.
    read.insert("allow".to_owned());
    let shown = read.into_iter().filter(|name| !ALWAYS_READ.contains(&name.as_str())).collect();
    assert_eq!(listed("ExposeHeaders"), shown, "template.yaml (left) and openapi.yaml");
}

/// What anybody may read answers HEAD as well, from the same function; one function answers what no route takes.
#[test]
fn public_reads_have_head_and_every_other_request_is_refused_in_one_form() {
    let template = Template::deployed();
    let public = |function: &str, route: &str| {
        if PAGES.contains(&function) {
            return false;
        }
        let operation =
            Description::served().operations().into_iter().find(|(key, _)| key == route).expect("described").1;
        operation.value["security"] == json!([])
    };
    for function in template.functions() {
        let gets = Template::triggers(&function, "HttpApi").map(Template::route_key);
        let gets = gets
            .filter(|route| route.starts_with("GET ") && public(&function.name, route) && !route.ends_with("/{file}"));
        let gets: BTreeSet<String> = gets.filter_map(|route| route.strip_prefix("GET ").map(str::to_owned)).collect();
        assert_eq!(Template::heads(&function), gets, "{}", function.name);
        assert_eq!(Template::serves_the_rest(&function), function.name == "describe-api", "{}", function.name);
    }
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
