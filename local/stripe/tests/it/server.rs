//! The program itself: over sockets, with signals and kills.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

const TIMEOUT: Duration = Duration::from_secs(20);

struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_local-stripe"))
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("local-stripe ready on http://").unwrap().to_owned();
        Self { child, address }
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        socket.set_read_timeout(Some(TIMEOUT)).unwrap();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer sk_test_local\r\n{headers}"
        );
        write!(socket, "{head}content-length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let (status, answer) = self.send(method, path, "", body);
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).unwrap()
    }

    fn signal(&mut self, name: &str) -> Option<i32> {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("local-stripe-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> String {
        Path::join(&self.0, "state.jsonl").to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const CREATE: &str = "amount=2500&currency=eur&payment_method_types[]=card";

#[test]
fn the_program_serves_the_model_and_stops_cleanly_when_told() {
    let mut program = Program::start(&[]);
    assert_eq!(program.ask("GET", "/_local/health", "")["status"], "ok");
    let intent = program.ask("POST", "/v1/payment_intents", CREATE);
    let path = format!("/v1/payment_intents/{}/confirm", intent["id"].as_str().unwrap());
    assert_eq!(program.ask("POST", &path, "payment_method=pm_card_visa")["status"], "succeeded");
    assert_eq!(program.ask("GET", "/_local/state", "")["charges"][0]["amount"], 2500);
    assert_eq!(program.send("GET", "/v1/nothing", "", "").0, 404);
    assert_eq!(program.signal("TERM"), Some(0));
}

#[test]
fn a_killed_program_comes_back_with_everything_that_it_had_answered() {
    let folder = Folder::new("kill");
    let file = folder.file();
    let mut first = Program::start(&["--state", &file]);
    let key = "idempotency-key: o1:create\r\n";
    let (_, created) = first.send("POST", "/v1/payment_intents", key, CREATE);
    let id = serde_json::from_str::<Value>(&created).unwrap()["id"].as_str().unwrap().to_owned();
    first.ask("POST", &format!("/v1/payment_intents/{id}/confirm"), "payment_method=pm_card_visa");
    let before = first.ask("GET", "/_local/state", "");
    assert_eq!(first.signal("KILL"), None);

    let second = Program::start(&["--state", &file]);
    assert_eq!(second.ask("GET", "/_local/state", ""), before);
    assert_eq!(second.send("POST", "/v1/payment_intents", key, CREATE), (200, created));
    let (status, again) =
        second.send("POST", &format!("/v1/payment_intents/{id}/confirm"), "", "payment_method=pm_card_visa");
    assert!(status == 400 && again.contains("payment_intent_unexpected_state"), "{again}");
}

#[test]
fn webhooks_are_sent_over_http_and_repeated_until_accepted() {
    let endpoint = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", endpoint.local_addr().unwrap());
    let program = Program::start(&["--webhook-url", &url, "--webhook-secret", "whsec_x"]);
    let intent = program.ask("POST", "/v1/payment_intents", CREATE);
    for answer in ["500 Oops", "200 OK"] {
        let (socket, _) = endpoint.accept().unwrap();
        socket.set_read_timeout(Some(TIMEOUT)).unwrap();
        let mut reader = BufReader::new(socket);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        write!(reader.get_mut(), "HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        let event: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(event["data"]["object"]["id"], intent["id"]);
        let signature = head.lines().find_map(|line| line.strip_prefix("stripe-signature: ")).unwrap();
        let sent_at = signature.strip_prefix("t=").unwrap().split(',').next().unwrap().parse().unwrap();
        assert_eq!(signature, local_stripe::signature(&["whsec_x".into()], sent_at, &body));
    }
    for _ in 0..100 {
        let state = program.ask("GET", "/_local/state", "");
        if state["webhook_deliveries"][0]["outcome"] == "delivered" {
            assert_eq!(state["webhook_deliveries"][0]["attempts"], 2);
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the delivery was not recorded");
}

#[test]
fn a_lost_answer_leaves_the_caller_waiting_and_the_program_serving() {
    let mut program = Program::start(&[]);
    program.ask("POST", "/_local/fault", r#"{"kind":"hang_after_commit"}"#);
    let mut socket = TcpStream::connect(&program.address).unwrap();
    socket.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let length = CREATE.len();
    write!(socket, "POST /v1/payment_intents HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_local\r\ncontent-length: {length}\r\n\r\n{CREATE}").unwrap();
    assert!(socket.read(&mut [0; 16]).is_err(), "an answer came");
    let state = program.ask("GET", "/_local/state", "");
    assert_eq!(state["payment_intents"].as_array().unwrap().len(), 1);
    assert_eq!(program.signal("TERM"), Some(0));
}
