//! The address that a webhook is sent to.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::is_public;

/// The most characters of an address.
const MAX_LENGTH: usize = 500;

/// An address that webhooks may be sent to. What its name leads to is looked at again each time that something is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointUrl(String);

/// What an address breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlRule {
    /// It is not by TLS.
    #[error("must begin with https://")]
    NotHttps,
    /// It is too long.
    #[error("must have at most 500 characters")]
    TooLong,
    /// It names a user or a password.
    #[error("must have no user name or password")]
    Credentials,
    /// It is no address.
    #[error("must be an address with a host, in printable ASCII characters and without a fragment")]
    Malformed,
    /// It leads to somebody's inside.
    #[error("must lead to a host of the public internet")]
    NotPublic,
}

/// Characters that an address has only in percent-encoding, and the fragment, which is never sent.
const NOT_IN_AN_ADDRESS: [char; 10] = ['#', '\\', '"', '<', '>', '^', '`', '{', '|', '}'];
/// Names that lead nowhere on the open internet.
const INSIDE: [&str; 6] = ["localhost", "local", "internal", "lan", "home.arpa", "invalid"];

impl EndpointUrl {
    /// Reads an address. Where `is_local`, which is on a developer's machine, plain HTTP to that machine is good as well.
    pub fn parse(text: &str, is_local: bool) -> Result<Self, UrlRule> {
        if text.len() > MAX_LENGTH {
            return Err(UrlRule::TooLong);
        }
        let (scheme, rest) = text.split_once("://").ok_or(UrlRule::NotHttps)?;
        let is_plain = scheme == "http" && is_local;
        if scheme != "https" && !is_plain {
            return Err(UrlRule::NotHttps);
        }
        // A backslash is a slash to some readers of addresses.
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) || rest.contains(NOT_IN_AN_ADDRESS) {
            return Err(UrlRule::Malformed);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(UrlRule::Credentials);
        }
        let host = host(authority).ok_or(UrlRule::Malformed)?;
        let is_this_machine = ["127.0.0.1", "[::1]", "localhost"].contains(&host);
        if is_plain && !is_this_machine {
            return Err(UrlRule::NotHttps);
        }
        if !(is_local && is_this_machine) {
            check_public(host)?;
        }
        Ok(Self(text.to_owned()))
    }

    /// One that was written down. Whoever sends there reads it anew.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host of `host:port`, where both are well formed.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|it| it > 0);
    if port.is_some_and(|port| !is_port(port)) {
        return None;
    }
    let is_v6 = |text: &str| text.parse::<Ipv6Addr>().is_ok();
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match bracketed {
        Some(address) => is_v6(address).then_some(host),
        None => (host.parse::<Ipv4Addr>().is_ok() || is_name(host)).then_some(host),
    }
}

/// A name of labels, whose last is none that some readers take for a number: `127.1` and `0x7f000001` are addresses to them.
fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253 && name.split('.').all(is_label) && last.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn check_public(host: &str) -> Result<(), UrlRule> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_good = bare.parse().map_or_else(|_| is_open_name(host), is_public);
    if is_good { Ok(()) } else { Err(UrlRule::NotPublic) }
}

/// Whether a name may lead to the open internet.
fn is_open_name(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let is_below = |end: &str| name == end || name.strip_suffix(end).is_some_and(|rest| rest.ends_with('.'));
    name.contains('.') && !INSIDE.iter().any(|end| is_below(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Option<UrlRule> {
        EndpointUrl::parse(text, false).err()
    }

    #[test]
    fn an_address_of_the_public_internet_by_tls_is_good() {
        for text in [
            "https://hooks.example.com",
            "https://hooks.example.com:8443/shop?key=a%20b",
            "https://1.1.1.1/x",
            "https://[2606:4700::1111]:8443/",
            "https://xn--bcher-kva.example.com./",
        ] {
            assert_eq!(rule(text), None, "{text}");
        }
        let text = "https://hooks.example.com:8443/shop";
        assert_eq!(EndpointUrl::parse(text, false).map(|url| url.as_str().to_owned()), Ok(text.to_owned()));
    }

    #[test]
    fn every_other_address_is_refused_for_its_reason() {
        let long = format!("https://hooks.example.com/{}", "x".repeat(500));
        for (wrong, texts) in [
            (
                UrlRule::NotHttps,
                &["", "hooks.example.com", "http://hooks.example.com", "ftp://x.example.com", "HTTPS://x.example.com"]
                    [..],
            ),
            (UrlRule::TooLong, &[&long]),
            (UrlRule::Credentials, &["https://a:b@hooks.example.com", "https://hooks.example.com@127.0.0.1/"]),
            (
                UrlRule::Malformed,
                &[
                    "https://",
                    "https:///x",
                    "https://:443/",
                    "https://a b.example.com/",
                    "https://hooks.example.com:0/",
                    "https://hooks.example.com:65536/",
                    "https://hooks.example.com:+443/",
                    "https://é.example.com/",
                    "https://hooks.example.com/#x",
                    "https://127.1/",
                    "https://2130706433/",
                    "https://0x7f000001/",
                    "https://[::1",
                    "https://[1.1.1.1]/",
                    "https://hooks..example.com/",
                    "https://-a.example.com/",
                    "https://hooks.example.com\\@127.0.0.1/",
                    "https://hooks.example.com/\n",
                    "https://1.1.1.1.1/",
                ],
            ),
            (
                UrlRule::NotPublic,
                &[
                    "https://localhost/",
                    "https://LOCALHOST./",
                    "https://a.localhost/",
                    "https://shop/",
                    "https://127.0.0.1/",
                    "https://169.254.169.254/latest/meta-data",
                    "https://10.0.0.8:443/",
                    "https://[::1]/",
                    "https://[fd00:ec2::254]/",
                    "https://[::ffff:169.254.169.254]/",
                    "https://metadata.google.internal/",
                    "https://printer.local/",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(rule(text), Some(wrong), "{text}");
            }
        }
    }

    #[test]
    fn a_developers_machine_may_send_to_itself() {
        let local = |text: &str| EndpointUrl::parse(text, true).err();
        for text in ["http://127.0.0.1:4610/hook", "http://localhost:4610/", "http://[::1]:4610/", "https://127.0.0.1/"]
        {
            assert_eq!(local(text), None, "{text}");
        }
        assert_eq!(local("http://hooks.example.com/"), Some(UrlRule::NotHttps));
        assert_eq!(local("https://10.0.0.8/"), Some(UrlRule::NotPublic));
        assert_eq!(local("http://localhost.example.com/"), Some(UrlRule::NotHttps));
    }
}
