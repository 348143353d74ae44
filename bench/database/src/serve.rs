//! HTTP/1.1 as an SDK speaks it: a length with every body, and connections that stay open.

use std::{
    io::{self, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use crate::tables::Tables;

/// A DynamoDB request is no longer than this.
const MAX_BODY: usize = 4 << 20;

/// Serves each client on a thread of its own.
pub(crate) fn clients<S: Read + Write>(
    listener: &TcpListener,
    tables: &Arc<Tables>,
    dress: impl Fn(TcpStream) -> io::Result<S> + Clone + Send + 'static,
) {
    for stream in listener.incoming().flatten() {
        let (tables, dress) = (Arc::clone(tables), dress.clone());
        // A client that goes away, or does not trust us, is its own affair.
        thread::spawn(move || stream.set_nodelay(true).and_then(|()| converse(dress(stream)?, &tables)));
    }
}

fn converse(stream: impl Read + Write, tables: &Tables) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = Request::read(&mut stream)? {
        let (status, body) = match request.operation {
            Some(operation) => tables.perform(&operation, &request.body),
            // What the service answers to whoever only looks whether it is there.
            None => (200, b"healthy: localhost ".to_vec()),
        };
        let mut answer = format!(
            "HTTP/1.1 {status} Answer\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        answer.extend(body);
        stream.get_mut().write_all(&answer)?;
        stream.get_mut().flush()?;
    }
    Ok(())
}

struct Request {
    operation: Option<String>,
    body: Vec<u8>,
}

impl Request {
    /// The next request; none when the client has hung up.
    fn read(stream: &mut impl io::BufRead) -> io::Result<Option<Self>> {
        let (mut operation, mut length) = (None, 0);
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        loop {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "x-amz-target" => operation = value.rsplit('.').next().map(str::to_owned),
                "content-length" => length = value.trim().parse().map_err(io::Error::other)?,
                _ => {}
            }
        }
        if length > MAX_BODY {
            return Err(io::Error::other("a longer request than DynamoDB takes"));
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        Ok(Some(Self { operation, body }))
    }
}
