//! `describe-api`: what it serves is whole, may be kept, and asks no other host for anything.

use std::collections::BTreeSet;

use data_encoding::BASE64;
use tests::{Answer, Call, Description, Shop};

async fn get(call: Call) -> Answer {
    let shop = Shop::open();
    let function = shop.start("describe-api").await;
    shop.call(&function, call).await
}

/// What a browser makes of the body.
fn text(answer: &Answer) -> String {
    if answer.header("content-encoding") != Some("gzip") {
        return answer.body.clone();
    }
    let bytes = BASE64.decode(answer.body.as_bytes()).expect("base 64");
    // Between a header of ten bytes, and the sum and the size in eight (RFC 1952).
    let (content, size) = (&bytes[10..bytes.len() - 8], bytes.last_chunk().expect("a size"));
    let content = miniz_oxide::inflate::decompress_to_vec(content).expect("deflated bytes");
    assert_eq!(content.len(), u32::from_le_bytes(*size) as usize);
    String::from_utf8(content).expect("text")
}

/// What the page loads, as it names it.
fn parts(page: &str) -> Vec<String> {
    let named = page.split(['<', ' ', '>']).filter_map(|it| it.strip_prefix("src=").or(it.strip_prefix("href=")));
    named.map(|it| it.trim_matches('"').to_owned()).filter(|it| !it.starts_with("data:")).collect()
}

#[tokio::test(start_paused = true)]
async fn the_description_is_served_as_it_is_kept() {
    let answer = get(Call::get("/v1/openapi.json")).await;
    assert_eq!(&answer.expect(200), Description::served().document());
    assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
}

#[tokio::test(start_paused = true)]
async fn the_page_finds_all_that_it_loads() {
    let page = text(&get(Call::get("/v1/docs")).await);
    let parts = parts(&page);
    assert_eq!(parts.len(), 4, "{parts:?}");
    for part in parts {
        let answer = get(Call::get(&format!("/v1/{part}"))).await;
        assert_eq!(answer.status, 200, "{part}");
        assert!(text(&answer).len() > 100, "{part}");
    }
    assert!(text(&get(Call::get("/v1/docs/swagger-ui-bundle.js")).await).contains("SwaggerUIBundle"));
}

#[tokio::test(start_paused = true)]
async fn the_page_names_no_other_host_and_may_ask_none() {
    let page = get(Call::get("/v1/docs")).await;
    let own = [text(&page), text(&get(Call::get("/v1/docs/page.js")).await)];
    assert!(own.iter().all(|it| !it.contains("//localhost") && !it.contains("://")), "{own:?}");
    let policy = page.header("content-security-policy").expect("a policy");
    let mut sources: BTreeSet<_> = policy.split(';').flat_map(|rule| rule.split_whitespace().skip(1)).collect();
    for harmless in ["'none'", "'self'", "data:"] {
        sources.remove(harmless);
    }
    assert!(sources.is_empty(), "{sources:?}");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}

/// The viewer's own files name hosts in words, names of schemas and links to follow. A new version that names another one
/// is to be looked at; the policy holds in any case.
#[tokio::test(start_paused = true)]
async fn the_viewer_names_no_host_that_nobody_has_looked_at() {
    let mut hosts = BTreeSet::new();
    for part in ["swagger-ui.css", "swagger-ui-bundle.js"] {
        let text = text(&get(Call::get(&format!("/v1/docs/{part}"))).await);
        for rest in text.split("://").skip(1) {
            let host: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
            if host.contains('.') {
                hosts.insert(host);
            }
        }
    }
    assert_eq!(hosts.iter().map(String::as_str).collect::<Vec<_>>(), KNOWN_HOSTS);
}

/// Standards, authors and samples of links; `validator.swagger.io` is what `page.js` switches off.
const KNOWN_HOSTS: &[&str] = &[
    "datatracker.ietf.org",
    "example.com",
    "fb.me",
    "github.com",
    "instagram.com",
    "json-schema.org",
    "reactjs.org",
    "redux.js.org",
    "soundcloud.com",
    "spdx.org",
    "spec.openapis.org",
    "swagger.io",
    "twitter.com",
    "validator.swagger.io",
    "vladimirgorej.com",
    "www.facebook.com",
    "www.rfc-editor.org",
    "www.tiktok.com",
    "www.w3.org",
];

#[tokio::test(start_paused = true)]
async fn a_client_that_has_it_gets_nothing_again() {
    for path in ["/v1/openapi.json", "/v1/docs", "/v1/docs/page.js", "/v1/docs/swagger-ui-bundle.js"] {
        let tag = get(Call::get(path)).await.header("etag").expect("a tag").to_owned();
        let again = get(Call::get(path).header("if-none-match", &tag)).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_served_is_not_found() {
    for path in ["/v1/docs/page", "/v1/docs/..%2fpage.js", "/v1/docs/swagger-ui-bundle.js.map"] {
        get(Call::get(path)).await.expect_problem(404, "not_found");
    }
}
