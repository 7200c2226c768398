//! The program as a child process.

use cortex_server::key::ApiKey;
use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

pub fn program(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cortex-server"));
    command.args(words).arg("--data").arg(data);
    command
}

pub fn run(data: &Path, words: &[&str]) -> Output {
    program(data, words).output().unwrap()
}

pub fn json(data: &Path, words: &[&str]) -> Value {
    let output = run(data, &[words, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub struct Serving {
    pub child: Child,
    pub addr: SocketAddr,
}

pub fn serve(data: &Path, more: &[&str]) -> Serving {
    let mut command = program(data, &[&["serve", "--listen", "127.0.0.1:0"], more].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim_end().strip_prefix("listening on http://").expect(&line).parse().unwrap();
    Serving { child, addr }
}

impl Serving {
    /// Stops it as an init system does; gives its log.
    pub fn stop(mut self) -> String {
        let kill = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(kill.success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(self.child.wait().unwrap().success());
        log
    }
}

/// Makes a key of the space `notes`.
pub fn key(data: &Path, role: &str) -> ApiKey {
    let made = json(data, &["key", "create", "--space", "notes", "--role", role]);
    ApiKey::parse(made["key"].as_str().unwrap()).unwrap()
}

/// Runs a command that is to fail with exit code 1; gives what it says.
pub fn refused(data: &Path, words: &[&str]) -> String {
    let output = run(data, words);
    assert_eq!(output.status.code(), Some(1), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
    stderr(&output)
}
