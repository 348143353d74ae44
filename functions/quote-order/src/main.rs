//! The process of `quote-order`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<quote_order::QuoteOrder>()
}
