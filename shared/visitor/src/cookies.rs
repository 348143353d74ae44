//! The cookies: none can be read by a script, sent without TLS, set by another host, or sent along by another site's form.

/// Who is logged in.
pub(crate) const SESSION: &str = "__Host-session";
/// This browser, before and after: what its forms are bound to.
pub(crate) const BROWSER: &str = "__Host-browser";
/// A browser that logged in before, whose log-ins strangers cannot use up.
pub(crate) const DEVICE: &str = "__Host-device";

/// As long as a session lasts, and a guest's cart.
const SESSION_SECONDS: u32 = 30 * 86_400;
/// A year.
const YEAR_SECONDS: u32 = 365 * 86_400;

/// The text of a cookie that is kept.
pub(crate) fn kept(name: &str, value: &str) -> String {
    let seconds = if name == SESSION { SESSION_SECONDS } else { YEAR_SECONDS };
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

/// The text that ends one.
pub(crate) fn ended(name: &str) -> String {
    format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}
