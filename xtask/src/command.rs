//! Running other programs: quietly, or with their output passed on as it comes.

use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process;

/// A program to run.
pub(crate) struct Command {
    program: OsString,
    args: Vec<OsString>,
    set: Vec<(OsString, OsString)>,
    unset: Vec<OsString>,
    folder: PathBuf,
    live: bool,
}

/// A program that could not be run or did not succeed.
#[derive(Clone, Debug)]
pub(crate) struct CommandFailure {
    /// The command as one would type it.
    pub(crate) command: String,
    /// What went wrong in a word or two: its exit status or why it did not start.
    pub(crate) reason: String,
    /// Both its streams in the order they came; empty when they were passed on already.
    pub(crate) output: String,
    /// Both its streams, whether passed on or not.
    pub(crate) transcript: String,
}

impl Command {
    /// `program` in `folder`.
    pub(crate) fn new(program: impl Into<OsString>, folder: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            set: Vec::new(),
            unset: Vec::new(),
            folder: folder.into(),
            live: false,
        }
    }

    /// Adds arguments.
    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|a| a.as_ref().to_owned()));
        self
    }

    /// Another program with these arguments, which runs this one: its name and arguments follow.
    pub(crate) fn under(mut self, program: impl Into<OsString>, args: impl IntoIterator<Item = OsString>) -> Self {
        let own = std::mem::replace(&mut self.program, program.into());
        let mut all: Vec<OsString> = args.into_iter().chain([own]).collect();
        all.append(&mut self.args);
        self.args = all;
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.set.push((name.into(), value.into()));
        self
    }

    /// Removes a variable of the environment.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.unset.push(name.into());
        self
    }

    /// Passes the output on as it comes.
    pub(crate) fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// Runs it to its end and returns both streams in the order they came.
    pub(crate) fn run(&self) -> Result<String, CommandFailure> {
        let (status, transcript) = self.transcript().map_err(|e| self.did_not_run(&e))?;
        if status.success() {
            return Ok(transcript);
        }
        let output = if self.live { String::new() } else { transcript.clone() };
        Err(CommandFailure { command: self.to_string(), reason: status.to_string(), output, transcript })
    }

    /// Runs it to its end and returns standard output alone.
    pub(crate) fn stdout(&self) -> Result<String, CommandFailure> {
        let output = self.process().output().map_err(|e| self.did_not_run(&e))?;
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(stdout);
        }
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let reason = output.status.to_string();
        Err(CommandFailure { command: self.to_string(), reason, output: text.clone(), transcript: text })
    }

    /// The same with standard error passed on as it comes: a build tells there how far it is.
    pub(crate) fn stdout_of_build(&self) -> Result<String, CommandFailure> {
        let mut process = self.process();
        let output = process.stderr(process::Stdio::inherit()).output().map_err(|e| self.did_not_run(&e))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let (reason, output) = (output.status.to_string(), String::new());
        Err(CommandFailure { command: self.to_string(), reason, transcript: output.clone(), output })
    }

    fn transcript(&self) -> io::Result<(process::ExitStatus, String)> {
        let (mut reader, writer) = io::pipe()?;
        // The command holds the pipe's writing ends: it must be gone before the reader can see the end.
        let mut child = {
            let mut process = self.process();
            process.stdin(process::Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
            process.spawn()?
        };
        let mut bytes = Vec::new();
        let mut chunk = [0; 8192];
        loop {
            let read = reader.read(&mut chunk)?;
            if read == 0 {
                break;
            }
            bytes.extend_from_slice(&chunk[..read]);
            if self.live {
                io::stdout().write_all(&chunk[..read])?;
                io::stdout().flush()?;
            }
        }
        Ok((child.wait()?, String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn process(&self) -> process::Command {
        let mut process = process::Command::new(&self.program);
        process.args(&self.args).current_dir(&self.folder).env("CARGO_TERM_COLOR", "never");
        // What `cargo run` sets for this program would make build scripts that watch these run again and again.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|n| n.starts_with("CARGO_PKG_") || n.starts_with("CARGO_MANIFEST_")) {
                process.env_remove(name);
            }
        }
        for name in &self.unset {
            process.env_remove(name);
        }
        process.envs(self.set.iter().map(|(name, value)| (name, value)));
        process
    }

    fn did_not_run(&self, error: &io::Error) -> CommandFailure {
        let reason = format!("could not be run: {error}");
        CommandFailure { command: self.to_string(), reason, output: String::new(), transcript: String::new() }
    }
}

impl fmt::Display for Command {
    /// What one would type in the root of the checkout.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // CARGO is set for tools that call cargo; whoever types the command has one on PATH.
        for (name, value) in self.set.iter().filter(|(name, _)| name != "CARGO") {
            write!(f, "{}={} ", name.display(), quoted(value))?;
        }
        let name = Path::new(&self.program).file_name().unwrap_or(&self.program);
        write!(f, "{}", name.display())?;
        for arg in &self.args {
            write!(f, " {}", quoted(arg))?;
        }
        Ok(())
    }
}

impl fmt::Display for CommandFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.command, self.reason)?;
        if !self.output.is_empty() {
            write!(f, "\n{}", self.output.trim_end())?;
        }
        Ok(())
    }
}

fn quoted(text: &OsStr) -> String {
    let text = text.to_string_lossy();
    if text.contains([' ', '*', '"']) { format!("'{text}'") } else { text.into_owned() }
}
