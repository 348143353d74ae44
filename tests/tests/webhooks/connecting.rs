//! The way to strangers as it is shipped: real names, real connections.

use std::{
    error::Error,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use app_context::Environment;
use aws::public_connector;
use aws_smithy_runtime_api::client::{http::HttpConnector as _, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use domain::webhooks::NotPublic;

fn request(url: &str) -> HttpRequest {
    let request =
        http::Request::builder().method("POST").uri(url).header("content-length", 2).body(SdkBody::from("{}"));
    HttpRequest::try_from(request.expect("a request")).expect("a request")
}

fn stage(name: &str) -> Environment {
    Environment::new([("STAGE".to_owned(), name.to_owned())])
}

/// Answers one request with a redirect to itself. The address, and the requests that came in the end.
fn redirecting() -> (String, thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://localhost:{}/", listener.local_addr().expect("an address").port());
    let to = address.clone();
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        let mut bytes = [0; 4_096];
        assert!(stream.read(&mut bytes).expect("a request") > 0);
        let answer = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(answer.as_bytes()).expect("an answer");
        listener.set_nonblocking(true).expect("a listener");
        thread::sleep(std::time::Duration::from_millis(200));
        1 + usize::from(listener.accept().is_ok())
    });
    (address, served)
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nobody_goes_there() {
    let (url, served) = redirecting();
    let answer = public_connector(&stage("local")).expect("a connector").call(request(&url)).await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 307);
    assert_eq!(served.join().expect("a listener"), 1);
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_not_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let url = format!("http://localhost:{}/", listener.local_addr().expect("an address").port());
    let error = public_connector(&stage("prod")).expect("a connector").call(request(&url)).await.expect_err("no way");
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    let mut causes = Vec::new();
    while let Some(error) = cause {
        causes.push(error.is::<NotPublic>());
        cause = error.source();
    }
    assert!(causes.contains(&true), "{error:?}");
    assert!(listener.accept().is_err(), "nobody came");
}
