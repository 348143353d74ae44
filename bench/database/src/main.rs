//! `bench-database FILE`: the embedded DynamoDB on two ports of this machine, one of them under TLS by a certificate of its own
//! making, whose authority it writes to FILE. Says its ports in one line of JSON, and ends when its input does.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this program talks to the one that started it")]

mod parameters;
mod serve;
mod tables;
mod tls;

use std::{env, error::Error, fs, io, net::TcpListener, process::ExitCode, sync::Arc, thread};

use crate::tables::Tables;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let authority_file =
        env::args().nth(1).ok_or("say where the certificate of the authority goes: bench-database FILE")?;
    let (plain, secured) = (TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?);
    let (authority, tls) = tls::for_this_machine()?;
    fs::write(authority_file, authority)?;
    println!(r#"{{"http": {}, "https": {}}}"#, plain.local_addr()?.port(), secured.local_addr()?.port());

    let tables = Arc::new(Tables::new()?);
    let (in_clear, under_tls) = (Arc::clone(&tables), tables);
    thread::spawn(move || serve::clients(&plain, &in_clear, Ok));
    thread::spawn(move || serve::clients(&secured, &under_tls, move |stream| tls::secured(&tls, stream)));
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
