//! The example as somebody uses it who tries it for the first time: alone, then on two devices that share a server.

use super::super::toolchain;
use super::watch::Watch;
use crate::binary;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::command::CommandFailure;
use crate::demo::Server;
use crate::stage::Problem;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process;

/// Uses the program.
pub(super) fn check(checkout: &Checkout, program: &Path) -> Result<(), Problem> {
    let folder = checkout.root.join("target/swift-notes");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let device = |name: &str, account: &[(&'static str, String)]| Device {
        checkout,
        program,
        file: folder.join(name).with_extension("db"),
        account: account.to_vec(),
    };
    let alone = device("alone", &[]);
    wrong_words_are_refused(&alone)?;
    without_a_server(&alone)?;

    let server = Server::start(binary::build(checkout, "cortex-server", false)?, &folder).map_err(|e| e.to_string())?;
    let address = (SERVER, server.url());
    half_an_account_is_refused(&device("half", std::slice::from_ref(&address)))?;
    a_wrong_key_is_told(&device("stranger", &[address.clone(), (KEY, "ck_wrong".to_owned())]))?;
    let account = [address, (KEY, server.make_account("notes").map_err(|e| e.to_string())?)];
    let (laptop, phone) = (device("laptop", &account), device("phone", &account));
    changes_go_both_ways(&laptop, &phone)?;
    watch_tells_of_both_sides(&laptop, &phone)?;
    println!("   the example: used alone, and on two devices with a server");
    Ok(())
}

/// What the example reads of a server.
const SERVER: &str = "CORTEX_SERVER";
const KEY: &str = "CORTEX_KEY";
/// How it ends after a command that could not be done, and after words that are no command.
const FAILED: &str = "exit status: 1";
const MISUSED: &str = "exit status: 2";

/// The example with a file of its own.
struct Device<'a> {
    checkout: &'a Checkout,
    program: &'a Path,
    file: PathBuf,
    account: Vec<(&'static str, String)>,
}

fn wrong_words_are_refused(alone: &Device) -> Result<(), Problem> {
    alone.refuses(&["add"], MISUSED, "add needs the text of the note\n\nusage: notes ")?;
    alone.refuses(&["done"], MISUSED, "done needs the ID of a note\n\nusage: notes ")?;
    alone.refuses(&["list", "all"], MISUSED, "list takes no more words\n\nusage: notes ")?;
    alone.refuses(&["frobnicate"], MISUSED, "there is no command frobnicate\n\nusage: notes ")?;
    let help = alone.notes(&["--help"])?;
    if !help.starts_with("usage: notes ") || alone.file.exists() {
        return Err(Problem::failed(format!("asked for help the example said {help:?}, or made a file")));
    }
    Ok(())
}

fn without_a_server(alone: &Device) -> Result<(), Problem> {
    let id = alone.add("Buy milk")?;
    alone.prints(&["done", &id], "")?;
    alone.prints(&["list"], &format!("x ~ {id}  Buy milk\n"))?;
    alone.refuses(&["done", "none"], FAILED, "there is no note none")?;
    alone.refuses(&["sync"], FAILED, "no server is configured")
}

fn half_an_account_is_refused(half: &Device) -> Result<(), Problem> {
    half.refuses(&["list"], FAILED, "CORTEX_SERVER and CORTEX_KEY")
}

fn a_wrong_key_is_told(stranger: &Device) -> Result<(), Problem> {
    let id = stranger.add("Stays here")?;
    stranger.refuses(&["sync"], FAILED, "this is no API key of this server")?;
    stranger.prints(&["list"], &format!("  ~ {id}  Stays here\n"))
}

fn changes_go_both_ways(laptop: &Device, phone: &Device) -> Result<(), Problem> {
    let id = laptop.add("Buy milk")?;
    laptop.prints(&["sync"], "success: 1 up, 0 down\n")?;
    phone.prints(&["sync"], "success: 0 up, 1 down\n")?;
    phone.prints(&["list"], &format!("  = {id}  Buy milk\n"))?;
    phone.prints(&["done", &id], "")?;
    phone.prints(&["list"], &format!("x ~ {id}  Buy milk\n"))?;
    phone.prints(&["sync"], "success: 1 up, 0 down\n")?;
    laptop.prints(&["sync"], "success: 0 up, 1 down\n")?;
    laptop.prints(&["list"], &format!("x = {id}  Buy milk\n"))
}

/// While it runs on both, a change that a command makes on one is printed there, sent, and printed on the other.
fn watch_tells_of_both_sides(laptop: &Device, phone: &Device) -> Result<(), Problem> {
    let (mut on_laptop, mut on_phone) = (laptop.watch()?, phone.watch()?);
    // What was there before says that they watch.
    on_laptop.wait_for("  Buy milk")?;
    on_phone.wait_for("  Buy milk")?;
    let id = phone.add("Feed the cat")?;
    on_phone.wait_for(&format!("{id}  Feed the cat"))?;
    on_laptop.wait_for(&format!("  = {id}  Feed the cat"))?;
    laptop.prints(&["done", &id], "")?;
    on_phone.wait_for(&format!("x = {id}  Feed the cat"))?;
    Ok(())
}

impl Device<'_> {
    /// Runs a command and returns what it printed.
    fn notes(&self, words: &[&str]) -> Result<String, CommandFailure> {
        let command = toolchain::command(self.checkout, self.program).args(words);
        // Who runs this may have a server of their own.
        let command = command.without_env(SERVER).without_env(KEY);
        self.environment()
            .into_iter()
            .fold(command, |command, (name, value)| Command::env(command, name, value))
            .stdout()
    }

    /// Adds a note and returns its id.
    fn add(&self, text: &str) -> Result<String, Problem> {
        let words: Vec<&str> = ["add"].into_iter().chain(text.split(' ')).collect();
        Ok(self.notes(&words)?.trim().to_owned())
    }

    fn prints(&self, words: &[&str], wanted: &str) -> Result<(), Problem> {
        let printed = self.notes(words)?;
        if printed == wanted {
            return Ok(());
        }
        Err(Problem::failed(format!("`{}` printed {printed:?}, not {wanted:?}", self.line(words))))
    }

    fn refuses(&self, words: &[&str], status: &str, wanted: &str) -> Result<(), Problem> {
        let ended = match self.notes(words) {
            Err(failure) if failure.reason == status && failure.output.contains(wanted) => return Ok(()),
            Err(failure) => format!("{}: {}", failure.reason, failure.output),
            Ok(printed) => format!("success: {printed}"),
        };
        Err(Problem::failed(format!("`{}` ended with {ended:?}, not with {status} and {wanted:?}", self.line(words))))
    }

    /// Starts `watch`.
    fn watch(&self) -> Result<Watch, Problem> {
        let mut words = toolchain::words(self.checkout).into_iter();
        let mut command = process::Command::new(words.next().unwrap_or_default());
        command.args(words).arg(self.program).arg("watch").current_dir(&self.checkout.root);
        command.envs(self.environment());
        Ok(Watch::start(command).map_err(|e| format!("`{}`: {e}", self.line(&["watch"])))?)
    }

    fn environment(&self) -> Vec<(&'static str, OsString)> {
        let account = self.account.iter().map(|(name, value)| (*name, value.into()));
        account.chain([("CORTEX_FILE", self.file.as_os_str().to_owned())]).collect()
    }

    /// For people: which device does what.
    fn line(&self, words: &[&str]) -> String {
        let file = self.file.file_name().unwrap_or_default();
        format!("CORTEX_FILE={} notes {}", file.display(), words.join(" "))
    }
}
