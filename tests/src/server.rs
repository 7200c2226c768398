//! The real server as a child process of the test.

use serde_json::Value;
use std::env;
use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Output;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(30);

/// A server with its own data in a temporary folder. Dropping it kills the process and removes the folder; in a test
/// that fails the folder stays, and where it is gets printed.
pub struct TestServer {
    binary: PathBuf,
    folder: TempDir,
    options: Vec<String>,
    process: Option<Child>,
    addr: SocketAddr,
}

/// What `key create` printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The secret, shown once.
    pub key: String,
    /// What `key list` and `key revoke` call it.
    pub key_id: String,
}

impl TestServer {
    /// A server with nothing in it, on a free loopback port.
    ///
    /// # Panics
    /// When the binary was not built or does not start.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with further options of `serve`.
    ///
    /// # Panics
    /// When the binary was not built or does not start.
    pub fn start_with(options: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("cortex-server-").tempdir().expect("a temporary folder");
        let mut server = Self {
            binary: binary(),
            folder,
            options: options.iter().map(|&option| option.to_owned()).collect(),
            process: None,
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        server.spawn().unwrap_or_else(|why| panic!("{}", server.diagnosis(&why)));
        server
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://` and [`addr`](Self::addr).
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What it wrote to its log (stderr) so far, over all restarts.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The process id; `None` while it is stopped.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// Makes a space.
    ///
    /// # Panics
    /// When the server's command refuses.
    pub fn space(&self, name: &str) {
        self.cli(&["space", "create", name]);
    }

    /// Makes a key of `role` (`owner`, `editor` or `viewer`) for a space.
    ///
    /// # Panics
    /// When the server's command refuses or prints no key.
    pub fn key(&self, space: &str, role: &str) -> Key {
        self.created(&["key", "create", "--space", space, "--role", role, "--json"])
    }

    /// Makes a key of `role` for an account that has one already; the account of a first key is its id.
    ///
    /// # Panics
    /// When the server's command refuses or prints no key.
    pub fn another_key(&self, space: &str, role: &str, account: &str) -> Key {
        self.created(&["key", "create", "--space", space, "--role", role, "--account", account, "--json"])
    }

    fn created(&self, args: &[&str]) -> Key {
        let printed = self.cli(args);
        let json: Value =
            serde_json::from_str(&printed).unwrap_or_else(|e| panic!("`key create` printed no JSON: {e}"));
        let field = |name: &str| {
            let text = json[name].as_str().map(str::to_owned);
            text.unwrap_or_else(|| panic!("`key create --json` printed no `{name}`"))
        };
        Key { key: field("key"), key_id: field("key_id") }
    }

    /// Runs one of the server's commands on its data and returns what it printed.
    ///
    /// # Panics
    /// When it does not succeed.
    pub fn cli(&self, args: &[&str]) -> String {
        let output = self.try_cli(args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`cortex-server {}`: {}\n{stderr}", args.join(" "), output.status);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs one of the server's commands on its data, whatever comes of it.
    ///
    /// # Panics
    /// When the binary cannot be run.
    pub fn try_cli(&self, args: &[&str]) -> Output {
        let mut command = Command::new(&self.binary);
        command.args(args).arg("--data").arg(self.data()).stdin(Stdio::null());
        command.output().unwrap_or_else(|e| panic!("{}: {e}", self.binary.display()))
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    ///
    /// # Panics
    /// When it is not running or does not stop within 30 seconds.
    pub fn stop(&mut self) -> ExitStatus {
        let mut process = self.process.take().expect("the server is not running");
        let asked = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()), "SIGTERM could not be sent");
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = process.try_wait().expect("the server's exit status") {
                return status;
            }
            if Instant::now() > end {
                self.process = Some(process);
                panic!("{}", self.diagnosis("the server does not stop"));
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends it without warning (SIGKILL).
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may be gone already, which is what is wanted.
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Starts it again on the same data, after [`stop`](Self::stop) or [`kill`](Self::kill); a running one is stopped
    /// first. On the same port unless somebody took it meanwhile: ask [`addr`](Self::addr) again.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        if self.process.is_some() {
            self.stop();
        }
        if self.spawn().is_err() {
            self.kill();
            self.addr.set_port(0);
            self.spawn().unwrap_or_else(|why| panic!("{}", self.diagnosis(&why)));
        }
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn open_log(&self) -> File {
        OpenOptions::new().create(true).append(true).open(self.log_path()).expect("the log file")
    }

    fn spawn(&mut self) -> Result<(), String> {
        let mut process = Command::new(&self.binary)
            .args(["serve", "--listen", &self.addr.to_string()])
            .args(&self.options)
            .arg("--data")
            .arg(self.data())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(self.open_log())
            .spawn()
            .map_err(|e| format!("{} does not run: {e}", self.binary.display()))?;
        let stdout = process.stdout.take().ok_or("the server has no standard output")?;
        self.process = Some(process);
        let (found, addr) = mpsc::channel();
        let mut log = self.open_log();
        // Reads on after the address: a server whose output nobody reads would stop when the pipe is full.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(addr) = line.split("listening on http://").nth(1) {
                    let _ = found.send(addr.trim().to_owned());
                }
                let _ = writeln!(log, "{line}");
            }
        });
        let addr = addr.recv_timeout(PATIENCE).map_err(|e| match e {
            mpsc::RecvTimeoutError::Timeout => format!("the server said nothing for {} s", PATIENCE.as_secs()),
            mpsc::RecvTimeoutError::Disconnected => "the server ended at once".to_owned(),
        })?;
        self.addr = addr.parse().map_err(|e| format!("the server listens on `{addr}`: {e}"))?;
        Ok(())
    }

    fn diagnosis(&self, what: &str) -> String {
        let log = self.log();
        let last: Vec<&str> = log.lines().rev().take(20).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        format!("{what}\n{} ends with:\n{}", self.log_path().display(), last.join("\n"))
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            eprintln!("{}", self.diagnosis("the test failed; the server's data and log stay"));
            self.folder.disable_cleanup(true);
        }
    }
}

/// `CORTEX_SERVER_BIN`, or the binary beside this test's own folder.
fn binary() -> PathBuf {
    if let Some(path) = env::var_os("CORTEX_SERVER_BIN") {
        let path = PathBuf::from(path);
        assert!(path.is_file(), "CORTEX_SERVER_BIN names {}, which is no file", path.display());
        return path;
    }
    // target/<profile>/deps/<this test>, or target/<profile>/<this program>
    let this = env::current_exe().expect("the program's own path");
    let folder = this.parent().expect("the program's folder");
    let profile = if folder.ends_with("deps") { folder.parent().expect("the profile's folder") } else { folder };
    let path = profile.join(format!("cortex-server{}", env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{} is missing; build it with `cargo build -p cortex-server`, or run `cargo xtask test --only e2e`",
        path.display()
    );
    path
}
