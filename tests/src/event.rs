//! Events as API Gateway makes them of requests (payload format 2.0).

use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use crate::{
    resolve::ACCOUNT,
    template::{Template, repository},
};

/// A request by a client, to be made into an event.
#[derive(Clone, Debug)]
#[must_use]
pub struct Call {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    is_base64: bool,
    source_address: String,
    parameters: Vec<(String, String)>,
}

impl Call {
    /// A request with any method. The path may carry a query: `/v1/products?limit=5`.
    pub fn new(method: &str, path_and_query: &str) -> Self {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: None,
            is_base64: false,
            source_address: "203.0.113.7".to_owned(),
            parameters: Vec::new(),
        }
    }

    /// A GET.
    pub fn get(path_and_query: &str) -> Self {
        Self::new("GET", path_and_query)
    }

    /// A POST.
    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    /// A PUT.
    pub fn put(path: &str) -> Self {
        Self::new("PUT", path)
    }

    /// The request in `events/<function>.json`, as anybody sends it who follows the documentation, without its token.
    pub fn sample(function: &str) -> Self {
        let event = sample(function);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut call = Self::new(&text(&event["requestContext"]["http"]["method"]), &text(&event["rawPath"]));
        call.query = text(&event["rawQueryString"]);
        call.body = event["body"].as_str().map(str::to_owned);
        call.is_base64 = event["isBase64Encoded"] == true;
        for (name, value) in event["headers"].as_object().into_iter().flatten() {
            if name != "authorization" {
                call = call.header(name, &text(value));
            }
        }
        call
    }

    /// Sends another method.
    pub fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    /// Sends another path, as it stands.
    pub fn path(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.path = change(&self.path);
        self
    }

    /// The headers that are sent.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Adds a header. One that is there already is sent twice.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// Sends no header of this name.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// Adds `Authorization: Bearer <token>`.
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Adds an `Idempotency-Key`: the words given, joined and padded so that it is accepted.
    pub fn key(self, words: &str) -> Self {
        self.header("idempotency-key", &format!("{:-<16}", words.replace(' ', "-")))
    }

    /// Sends JSON.
    pub fn json(self, body: &Value) -> Self {
        self.without("content-type").header("content-type", "application/json").text(&body.to_string())
    }

    /// Sends text as it is, saying nothing about its type.
    pub fn text(mut self, body: &str) -> Self {
        (self.body, self.is_base64) = (Some(body.to_owned()), false);
        self
    }

    /// Sends bytes, which the gateway hands on in base 64.
    pub fn bytes(self, body: &[u8]) -> Self {
        self.base64(&BASE64.encode(body))
    }

    /// Sends what is said to be base 64.
    pub fn base64(mut self, body: &str) -> Self {
        (self.body, self.is_base64) = (Some(body.to_owned()), true);
        self
    }

    /// Sends no body.
    pub fn no_body(mut self) -> Self {
        (self.body, self.is_base64) = (None, false);
        self
    }

    /// Sends this query.
    pub fn query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }

    /// Comes from this network address.
    pub fn from_address(mut self, address: &str) -> Self {
        address.clone_into(&mut self.source_address);
        self
    }

    /// Says `value` wherever the path or the body says `placeholder`.
    pub fn with(mut self, placeholder: &str, value: &str) -> Self {
        self.path = self.path.replace(placeholder, value);
        self.body = self.body.map(|body| body.replace(placeholder, value));
        self
    }

    /// Asks for another thing: the path's one parameter, as it stands in the path, percent-encoded.
    pub fn path_of_id(self, id: &str) -> Self {
        let known = Template::deployed().route(&self.method, &self.path);
        let current = known.and_then(|route| route.parameters.values().next().cloned());
        let decoded = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
        match current {
            Some(current) => Self { path: self.path.replacen(&current, id, 1), ..self },
            None => self.path_parameter("id", &decoded),
        }
    }

    /// Sets a parameter of the path; for routes that the template does not know.
    pub fn path_parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The body as JSON, to be changed and sent again.
    #[must_use]
    pub fn body_json(&self) -> Value {
        self.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default()
    }

    /// The body's bytes, as a function reads them.
    #[must_use]
    pub fn body_bytes(&self) -> Vec<u8> {
        let body = self.body.as_deref().unwrap_or_default().as_bytes();
        if self.is_base64 { BASE64.decode(body).unwrap_or_default() } else { body.to_vec() }
    }

    /// The event at `now_ms`. Parameters of the path come from the template's route.
    #[must_use]
    pub fn event(&self, now_ms: i64) -> Value {
        let route = Template::deployed().route(&self.method, &self.path);
        let mut parameters: Map<String, Value> = Map::new();
        parameters.extend(route.iter().flat_map(|it| it.parameters.clone()).map(|(name, value)| (name, value.into())));
        parameters.extend(self.parameters.iter().map(|(name, value)| (name.clone(), json!(value))));
        let key = route.map_or_else(|| format!("{} {}", self.method, self.path), |route| route.key);
        json!({
            "version": "2.0",
            "routeKey": key,
            "rawPath": self.path,
            "rawQueryString": self.query,
            "headers": joined(&self.headers),
            "pathParameters": parameters,
            "requestContext": {
                "accountId": ACCOUNT,
                "apiId": "api",
                "domainName": "api.execute-api.eu-west-1.amazonaws.com",
                "domainPrefix": "api",
                "http": {
                    "method": self.method,
                    "path": self.path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": self.source_address,
                    "userAgent": "test",
                },
                "requestId": "request",
                "routeKey": key,
                "stage": "$default",
                "time": "22/Nov/2026:20:00:00 +0000",
                "timeEpoch": now_ms,
            },
            "body": self.body,
            "isBase64Encoded": self.is_base64,
        })
    }
}

/// The event in `events/<name>.json`.
pub(crate) fn sample(name: &str) -> Value {
    let path = repository().join(format!("events/{name}.json"));
    let event = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
    serde_json::from_str(&event).expect("an event in JSON")
}

/// A header that is sent twice arrives once, its values joined by a comma.
fn joined(headers: &[(String, String)]) -> Value {
    let mut once: Map<String, Value> = Map::new();
    for (name, value) in headers {
        let before = once.get(name).and_then(Value::as_str).map(|before| format!("{before},"));
        once.insert(name.clone(), json!(before.unwrap_or_default() + value));
    }
    Value::Object(once)
}
