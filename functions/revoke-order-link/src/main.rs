//! The process of `revoke-order-link`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<revoke_order_link::RevokeOrderLink>()
}
