//! A call of the API, and what it answers.

use lambda::http::Problem;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::Visitor;

/// A request to a route of the API.
#[derive(Clone, Debug)]
#[must_use]
pub struct Call {
    pub(crate) function: &'static str,
    route: &'static str,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
    is_anonymous: bool,
}

impl Call {
    /// A request to a route, `GET /v1/orders/{id}`, and the function behind it.
    pub const fn new(function: &'static str, route: &'static str) -> Self {
        Self {
            function,
            route,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            is_anonymous: false,
        }
    }

    /// With this value in the path.
    pub fn path(mut self, name: &'static str, value: &str) -> Self {
        self.path.push((name, value.to_owned()));
        self
    }

    /// With this parameter in the query; an empty value is left out.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.query.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// With a body.
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// With an idempotency key.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Without the visitor's token.
    pub const fn anonymous(mut self) -> Self {
        self.is_anonymous = true;
        self
    }

    /// The event that API Gateway would send (payload format 2.0).
    /// Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.
    pub(crate) fn event(&self, visitor: &Visitor) -> Value {
        let (method, template) = self.route.split_once(' ').unwrap_or(("GET", self.route));
        let mut path = template.to_owned();
        let mut parameters = serde_json::Map::new();
        for (name, value) in &self.path {
            path = path.replace(&format!("{{{name}}}"), &escaped(value));
            parameters.insert((*name).to_owned(), value.as_str().into());
        }
        let query: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let mut headers = serde_json::Map::new();
        let token = visitor.access_token().filter(|_| !self.is_anonymous);
        let bearer = token.map(|token| ("authorization", format!("Bearer {token}")));
        let kind = self.body.as_ref().map(|_| ("content-type", "application/json".to_owned()));
        for (name, value) in
            visitor.headers.iter().cloned().chain(bearer).chain(kind).chain(self.headers.iter().cloned())
        {
            headers.insert(name.to_owned(), value.into());
        }
        json!({
            "version": "2.0", "routeKey": self.route, "rawPath": path, "rawQueryString": query.join("&"),
            "headers": headers, "pathParameters": parameters,
            "requestContext": {
                "accountId": "", "apiId": "", "domainName": "", "domainPrefix": "", "requestId": "",
                "routeKey": self.route, "stage": "$default", "time": "", "timeEpoch": 0,
                "http": {
                    "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": visitor.source_address,
                    "userAgent": headers.get("user-agent").cloned().unwrap_or_else(|| "".into()),
                },
            },
            "body": self.body.as_ref().map(Value::to_string), "isBase64Encoded": false,
        })
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// What the API answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body: JSON, or a text; null if there is none.
    pub body: Value,
    headers: Value,
}

/// Why the API did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status, 400 to 499.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// What went wrong and what to do, in a sentence.
    pub detail: String,
    /// Fields that break rules: where each is, as a JSON pointer, and the rule.
    pub errors: Vec<(String, String)>,
    /// The whole answer.
    pub body: Value,
}

impl Answer {
    /// What a function answered, from the event in which it does so.
    pub(crate) fn of_event(mut event: Value) -> Self {
        let text = event["body"].as_str().unwrap_or_default();
        let body =
            serde_json::from_str(text).unwrap_or_else(|_| if text.is_empty() { Value::Null } else { text.into() });
        let status = event["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
        Self { status, body, headers: event["headers"].take() }
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers[name].as_str()
    }

    /// What was asked for, or why it was not done. What the shop could not answer is a problem of the page, too.
    pub fn ok(self) -> Result<Result<Value, Refusal>, Problem> {
        match self.status {
            200..=399 => Ok(Ok(self.body)),
            400..=499 => Ok(Err(Refusal::of(self.status, self.body))),
            status => Err(Problem::unavailable(format!("the API answered {status}"))),
        }
    }

    /// What was asked for, where no refusal can be mended by the visitor: 404 stays 404, any other is the page's failure.
    pub fn found(self) -> Result<Value, Problem> {
        match self.ok()? {
            Ok(body) => Ok(body),
            Err(Refusal { status: 400 | 404, .. }) => Err(Problem::not_found()),
            Err(Refusal { status: 401, .. }) => Err(Problem::unauthorized()),
            Err(refusal) => Err(Problem::new(refusal.status, "refused", refusal.detail).with("code", refusal.code)),
        }
    }
}

impl Refusal {
    fn of(status: u16, body: Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields = body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        let errors = fields.iter().map(|field| (text(&field["pointer"]), text(&field["detail"]))).collect();
        Self { status, code: text(&body["code"]), detail: text(&body["detail"]), errors, body }
    }

    /// The rule that the field at this JSON pointer breaks.
    #[must_use]
    pub fn about(&self, pointer: &str) -> Option<&str> {
        self.errors.iter().find_map(|(known, detail)| (known == pointer).then_some(detail.as_str()))
    }
}
