//! A program that prints lines until it is ended.

use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;
use std::time::Instant;

/// How long a line may take to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The process. Dropping it ends it.
pub(super) struct Watch {
    process: Child,
    /// Of both its streams.
    lines: Receiver<String>,
    /// Lines that nobody waited for.
    others: Vec<String>,
}

impl Watch {
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let process = command.spawn()?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                // Whoever waited may have had enough.
                let _ = sender.send(line);
            }
        });
        Ok(Self { process, lines, others: Vec::new() })
    }

    /// Waits for a line with this end.
    pub(super) fn wait_for(&mut self, wanted: &str) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.ends_with(wanted) {
                return Ok(());
            }
            self.others.push(line);
        }
        let waited = PATIENCE.as_secs();
        Err(format!("`watch` did not print {wanted:?} in {waited} s, or ended; it printed {:?}", self.others))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_has_ended_is_not_waited_for() -> Result<(), String> {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; echo three"]);
        let mut watch = Watch::start(command).map_err(|e| e.to_string())?;
        let began = Instant::now();
        watch.wait_for("wo")?;
        let missed = watch.wait_for("four").err().unwrap_or_default();
        assert!(missed.contains(r#""four""#) && missed.contains(r#"["one", "three"]"#), "{missed}");
        assert!(began.elapsed() < PATIENCE);
        Ok(())
    }
}
