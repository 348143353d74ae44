//! Lambda's Runtime API for one process: hands out events, takes answers, and notes when.
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use crate::error::BenchError;

/// Nobody needs longer for one step; a process that does has failed.
const PATIENCE: Duration = Duration::from_mins(1);
/// A function's time limit, as it is told.
const LIMIT_MS: u128 = 15_000;

/// What a process did.
#[derive(Debug)]
pub(crate) enum Deed {
    /// Asked for an event.
    Polled,
    /// Answered one.
    Answered(Vec<u8>),
    /// Said that it could not.
    Failed(Vec<u8>),
}

/// The Runtime API of one process.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    events: Sender<Vec<u8>>,
    deeds: Receiver<(Instant, Deed)>,
    closed: Arc<AtomicBool>,
}

/// What each connection needs.
#[derive(Clone)]
struct Desk {
    events: Arc<Mutex<Receiver<Vec<u8>>>>,
    deeds: Sender<(Instant, Deed)>,
    count: Arc<AtomicU64>,
}

impl RuntimeApi {
    pub(crate) fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (events, waiting) = channel();
        let (done, deeds) = channel();
        let closed = Arc::new(AtomicBool::new(false));
        let desk = Desk { events: Arc::new(Mutex::new(waiting)), deeds: done, count: Arc::default() };
        let is_closed = Arc::clone(&closed);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if is_closed.load(Ordering::Relaxed) {
                    break;
                }
                let desk = desk.clone();
                thread::spawn(move || desk.serve(stream));
            }
        });
        Ok(Self { address, events, deeds, closed })
    }

    /// What `AWS_LAMBDA_RUNTIME_API` holds.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Hands an event to whoever asks next.
    pub(crate) fn give(&self, event: &serde_json::Value) {
        // Nobody left to ask is noticed when the answer is awaited.
        let _ = self.events.send(event.to_string().into_bytes());
    }

    /// Waits for what the process does next. Looks after it meanwhile: `is_gone` tells how it ended, if it did.
    pub(crate) fn next(&self, mut is_gone: impl FnMut() -> Option<String>) -> Result<(Instant, Deed), BenchError> {
        let begun = Instant::now();
        loop {
            match self.deeds.recv_timeout(Duration::from_millis(200)) {
                Ok((_, Deed::Failed(why))) => {
                    return Err(BenchError::new(format!("it failed: {}", String::from_utf8_lossy(&why))));
                }
                Ok(done) => return Ok(done),
                Err(RecvTimeoutError::Disconnected) => return Err(BenchError::new("the runtime API is closed")),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some(how) = is_gone() {
                return Err(BenchError::new(format!("it ended: {how}")));
            }
            if begun.elapsed() > PATIENCE {
                return Err(BenchError::new(format!("nothing happened for {} s", PATIENCE.as_secs())));
            }
        }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees that.
        let _ = TcpStream::connect(self.address);
    }
}

impl Desk {
    /// Until the process hangs up, or something is said that the API does not know.
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        while let Some((path, body)) = read(&mut stream)? {
            let now = Instant::now();
            let deed = match path.rsplit('/').next() {
                Some("next") => Deed::Polled,
                Some("response") => Deed::Answered(body),
                _ => Deed::Failed(body),
            };
            let wants_event = matches!(deed, Deed::Polled);
            self.deeds.send((now, deed)).map_err(io::Error::other)?;
            if wants_event {
                let event =
                    self.events.lock().map_err(|_| io::Error::other("poisoned"))?.recv().map_err(io::Error::other)?;
                stream.get_mut().write_all(&self.handed(&event))?;
            } else {
                stream.get_mut().write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
            }
        }
        Ok(())
    }

    fn handed(&self, event: &[u8]) -> Vec<u8> {
        let id = self.count.fetch_add(1, Ordering::Relaxed);
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let mut answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nlambda-runtime-aws-request-id: 00000000-0000-4000-8000-{id:012}\r\n\
             lambda-runtime-deadline-ms: {}\r\nlambda-runtime-invoked-function-arn: arn:aws:lambda:eu-west-1:123456789012:function:bench\r\n\
             content-length: {}\r\n\r\n",
            since.as_millis() + LIMIT_MS,
            event.len()
        )
        .into_bytes();
        answer.extend_from_slice(event);
        answer
    }
}

/// The path and the body of the next request; none when the process has hung up.
fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut in_chunks) = (0_usize, false);
    while let Some((name, value)) = header(stream, &mut line)? {
        match name.as_str() {
            "content-length" => length = value.parse().map_err(io::Error::other)?,
            "transfer-encoding" => in_chunks = value == "chunked",
            _ => {}
        }
    }
    let mut body = Vec::new();
    while in_chunks {
        line.clear();
        stream.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        stream.take(size).read_to_end(&mut body)?;
        stream.read_line(&mut line)?;
        in_chunks = size > 0;
    }
    stream.take(length as u64).read_to_end(&mut body)?;
    Ok(Some((path, body)))
}

fn header(stream: &mut BufReader<TcpStream>, line: &mut String) -> io::Result<Option<(String, String)>> {
    line.clear();
    stream.read_line(line)?;
    Ok(line.trim_end().split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())))
}
