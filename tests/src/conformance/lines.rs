//! JSON lines between two programs.

use serde_json::Value;
use std::io;
use std::io::BufRead;
use std::io::Write;
use std::path::Path;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

/// The next line as JSON; `None` when there are no more.
///
/// # Errors
/// When the stream fails or the line is no JSON.
pub fn read(from: &mut impl BufRead) -> io::Result<Option<Value>> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    serde_json::from_str(&line)
        .map(Some)
        .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, format!("{e}: {line}")))
}

/// Writes a value as one line.
///
/// # Errors
/// When the stream fails.
pub fn write(to: &mut impl Write, value: &Value) -> io::Result<()> {
    writeln!(to, "{value}")?;
    to.flush()
}

/// A program that answers every line with a line. Dropping it closes its stdin and waits for its end.
pub struct Partner {
    process: Child,
    stdin: Option<ChildStdin>,
    stdout: io::BufReader<ChildStdout>,
}

impl Partner {
    /// Starts it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: &Path, args: &[String], env: &[(&str, &str)]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(args).envs(env.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let stdin = process.stdin.take();
        let stdout = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self { process, stdin, stdout: io::BufReader::new(stdout) })
    }

    /// Says something and waits for the answer.
    ///
    /// # Errors
    /// When it has ended or does not speak JSON.
    pub fn ask(&mut self, value: &Value) -> io::Result<Value> {
        write(self.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?, value)?;
        read(&mut self.stdout)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Closes its stdin and waits for its end; says whether that was a success.
    ///
    /// # Errors
    /// When its end cannot be waited for.
    pub fn end(mut self) -> io::Result<bool> {
        self.stdin = None;
        Ok(self.process.wait()?.success())
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.process.wait();
    }
}
