//! The client's network address when `CloudFront` is in front of the API. The gateway then sees `CloudFront`'s address, and
//! all clients behind it would share one rate limit.

use std::net::IpAddr;

use app_context::{Environment, StartError};
use domain::kernel::Digest;

use super::Request;

/// The variable: `off`, or the SHA-256 of the secret, in hexadecimal.
const VARIABLE: &str = "EDGE_SECRET_DIGEST";
/// The header by which the distribution shows that it is the shop's own: it adds the secret to each request.
const SECRET: &str = "x-edge-secret";
/// Its word for the address and port that it was asked from.
/// Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html>.
const VIEWER: &str = "cloudfront-viewer-address";

/// The network before the API, if there is one.
#[derive(Clone, Debug)]
pub struct Edge(Option<Digest>);

impl Edge {
    /// From `EDGE_SECRET_DIGEST`. The secret itself is nowhere in the shop: it is long and random, so its digest tells nothing.
    pub fn new(environment: &Environment) -> Result<Self, StartError> {
        let reason = "it must be off, or a SHA-256 digest in hexadecimal";
        match environment.required(VARIABLE)? {
            "off" => Ok(Self(None)),
            text => match Digest::from_hex(text) {
                Some(digest) => Ok(Self(Some(digest))),
                None => Err(StartError::Invalid { name: VARIABLE.to_owned(), reason }),
            },
        }
    }

    /// The address that a request comes from: what the distribution says, if the request shows its secret; otherwise what
    /// the gateway saw, whatever headers claim.
    #[must_use]
    pub fn source_address<'a>(&self, request: &'a Request) -> &'a str {
        self.viewer(request).unwrap_or_else(|| request.source_address())
    }

    fn viewer<'a>(&self, request: &'a Request) -> Option<&'a str> {
        let shown = Digest::sha256(request.header(SECRET)?.as_bytes());
        let (address, _port) = request.header(VIEWER).filter(|_| self.0 == Some(shown))?.rsplit_once(':')?;
        let address = address.trim_start_matches('[').trim_end_matches(']');
        address.parse::<IpAddr>().is_ok().then_some(address)
    }
}

#[cfg(test)]
mod tests {
    use aws_lambda_events::apigw::ApiGatewayV2httpRequest;

    use super::*;

    const GATEWAY_SAW: &str = "203.0.113.7";

    fn edge(text: &str) -> Result<Edge, StartError> {
        Edge::new(&Environment::new([(VARIABLE.to_owned(), text.to_owned())]))
    }

    fn source(edge: &Edge, headers: &[(&'static str, &str)]) -> String {
        let mut event = ApiGatewayV2httpRequest::default();
        event.request_context.http.source_ip = Some(GATEWAY_SAW.to_owned());
        for (name, value) in headers {
            event.headers.append(*name, value.parse().unwrap_or_else(|_| panic!("a header: {value}")));
        }
        edge.source_address(&Request::from(event)).to_owned()
    }

    #[test]
    fn only_who_shows_the_secret_says_where_a_request_comes_from() {
        let digest: String = data_encoding::HEXLOWER.encode(Digest::sha256(b"correct").bytes());
        let (Ok(on), Ok(off)) = (edge(&digest), edge("off")) else { panic!("an edge") };
        let viewer = (VIEWER, "198.51.100.10:46532");
        assert_eq!(source(&on, &[(SECRET, "correct"), viewer]), "198.51.100.10");
        for headers in
            [&[(SECRET, "wrong"), viewer][..], &[(SECRET, ""), viewer], &[viewer], &[(SECRET, "correct")], &[]]
        {
            assert_eq!(source(&on, headers), GATEWAY_SAW, "{headers:?}");
        }
        let twice = [(SECRET, "correct"), (SECRET, "correct"), viewer];
        assert_eq!(source(&on, &twice), GATEWAY_SAW, "a header that is there twice was added by somebody");
        assert_eq!(source(&off, &[(SECRET, "correct"), viewer]), GATEWAY_SAW);
    }

    #[test]
    fn an_address_of_either_family_is_read_and_nothing_else_is_one() {
        let digest: String = data_encoding::HEXLOWER.encode(Digest::sha256(b"correct").bytes());
        let Ok(on) = edge(&digest) else { panic!("an edge") };
        for (told, read) in [
            ("2001:db8::1:46532", "2001:db8::1"),
            ("[2001:db8::1]:46532", "2001:db8::1"),
            ("198.51.100.10", GATEWAY_SAW),
            ("somebody:46532", GATEWAY_SAW),
            (":1", GATEWAY_SAW),
            ("", GATEWAY_SAW),
        ] {
            assert_eq!(source(&on, &[(SECRET, "correct"), (VIEWER, told)]), read, "{told}");
        }
    }

    #[test]
    fn a_setting_that_is_neither_off_nor_a_digest_stops_the_function() {
        for text in ["", "on", "9f51", &"z".repeat(64), &"A".repeat(64), &"0".repeat(63)] {
            assert!(edge(text).is_err(), "{text}");
        }
    }
}
