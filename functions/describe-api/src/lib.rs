//! `GET /v1/openapi.json`, `GET /v1/docs` and the files of that page: the description of the API, to read and to try.
//!
//! It also answers whatever no route takes, since it knows the routes: 404, or 405 with `Allow`.
//!
//! The viewer is Swagger UI (Apache-2.0), taken from its crate when this function is built. Nothing is asked of another host.

mod routes;

use app_context::{AppContext, StartError};
use lambda::{
    HttpFunction,
    http::{Problem, Request, Response, kept, respond},
};

/// The description in JSON, as it is served.
pub const DESCRIPTION: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// How long what is served may be kept: a new version is seen soon after its deployment.
const MAX_AGE_SECONDS: u32 = 300;

/// What the page may do: load and call what is served beside it. The viewer has its icons in its style sheet, as data.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The function.
#[derive(Debug)]
pub struct DescribeApi;

impl HttpFunction for DescribeApi {
    async fn start(_world: &AppContext) -> Result<Self, StartError> {
        Ok(Self)
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let document = match request.route() {
            "GET /v1/docs" => page(),
            "GET /v1/docs/{file}" => file(&request.path::<String>("file")?)?,
            "GET /v1/openapi.json" => respond::text("application/json", DESCRIPTION),
            _ => return Err(routes::no_route(request.raw_path())),
        };
        Ok(kept(&request, document, None, MAX_AGE_SECONDS))
    }
}

fn page() -> Response {
    let page = respond::text("text/html", include_str!("page.html"));
    let page = respond::with_header(page, "content-security-policy", POLICY);
    respond::with_header(page, "referrer-policy", "no-referrer")
}

/// What the page loads.
fn file(name: &str) -> Result<Response, Problem> {
    match name {
        "page.js" => Ok(respond::text("text/javascript", include_str!("page.js"))),
        "swagger-ui.css" => {
            Ok(respond::gzipped("text/css", include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css.gz"))))
        }
        "swagger-ui-bundle.js" => Ok(respond::gzipped(
            "text/javascript",
            include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js.gz")),
        )),
        _ => Err(Problem::not_found()),
    }
}
