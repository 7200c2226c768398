//! The real server as a child process.

use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use serde_json::Value;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

/// How long the server may take to stop, or its port to come free.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server with its data in a folder. Dropping it kills the process.
pub(crate) struct Server {
    binary: PathBuf,
    folder: PathBuf,
    process: Option<Child>,
    /// `127.0.0.1:port`, the same after a restart.
    addr: String,
}

impl Server {
    /// Starts it on a free loopback port with its data and log in `folder`.
    pub(crate) fn start(binary: PathBuf, folder: &Path) -> Result<Self> {
        let mut server = Self { binary, folder: folder.to_owned(), process: None, addr: "127.0.0.1:0".to_owned() };
        server.addr = server.spawn()?;
        Ok(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.as_ref().map_or(0, Child::id)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("server")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// Its SQLite file.
    pub(super) fn database(&self) -> PathBuf {
        self.data().join("cortex-server.db")
    }

    /// Makes a space and a key of it, by the server's own commands. Returns the key.
    pub(crate) fn make_account(&self, space: &str) -> Result<String> {
        self.run(&["space", "create", space, "--json"])?;
        let printed = self.run(&["key", "create", "--space", space, "--role", "editor", "--json"])?;
        let key: Value = serde_json::from_str(&printed).context("`key create --json` printed no JSON")?;
        Ok(key["key"].as_str().context("`key create --json` printed no key")?.to_owned())
    }

    fn run(&self, args: &[&str]) -> Result<String> {
        let output = Command::new(&self.binary).args(args).arg("--data").arg(self.data()).output();
        let output = output.with_context(|| format!("{} could not be run", self.binary.display()))?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
            bail!("`cortex-server {}`: {}\n{why}", args.join(" "), output.status);
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    pub(super) fn stop(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        terminate(&mut process)?;
        let end = Instant::now() + PATIENCE;
        while process.try_wait()?.is_none() {
            if Instant::now() > end {
                process.kill()?;
                process.wait()?;
                bail!("the server did not stop within {} s; its log: {}", PATIENCE.as_secs(), self.log().display());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Starts it again on the same data and the same port, which the devices' files are set up with.
    pub(super) fn restart(&mut self) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.spawn() {
                Ok(_) => return Ok(()),
                // Somebody else may have the port for a moment: an outgoing connection of another program.
                Err(_) if Instant::now() < end => thread::sleep(Duration::from_millis(200)),
                Err(error) => {
                    let waited = PATIENCE.as_secs();
                    let addr = &self.addr;
                    let taken = format!(
                        "the server did not come back on {addr} within {waited} s; if another program took the port, run the demo again"
                    );
                    return Err(error.context(taken));
                }
            }
        }
    }

    /// Returns the address it says it listens on.
    fn spawn(&mut self) -> Result<String> {
        let log = OpenOptions::new().create(true).append(true).open(self.log())?;
        let mut process = Command::new(&self.binary)
            .args(["serve", "--listen", &self.addr, "--data"])
            .arg(self.data())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} could not be run", self.binary.display()))?;
        let stdout = process.stdout.take().context("the server has no output")?;
        self.process = Some(process);
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let Some(addr) = line.trim().strip_prefix("listening on http://") else {
            self.kill();
            bail!("the server did not start; its log ends with:\n{}", tail(&self.log()));
        };
        Ok(addr.to_owned())
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may be gone already, which is what is wanted.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(unix)]
fn terminate(process: &mut Child) -> Result<()> {
    // The standard library sends no SIGTERM.
    let sent = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
    if sent.context("`kill` could not be run")?.success() { Ok(()) } else { bail!("SIGTERM could not be sent") }
}

#[cfg(not(unix))]
fn terminate(process: &mut Child) -> Result<()> {
    Ok(process.kill()?)
}

/// The last lines of the log.
fn tail(log: &Path) -> String {
    let lines: Vec<String> =
        File::open(log).map(|file| BufReader::new(file).lines().map_while(Result::ok).collect()).unwrap_or_default();
    lines[lines.len().saturating_sub(5)..].join("\n")
}
