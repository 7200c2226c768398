//! What is imported: the commits and tracked files of a git repository, or the files of a folder.

use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

/// A folder with something in it.
pub(super) struct Source {
    pub(super) folder: PathBuf,
    /// Whether git tracks it. Else its files are found by walking.
    pub(super) is_git: bool,
    /// Paths of files, relative to the folder.
    pub(super) files: Vec<PathBuf>,
}

/// One commit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) id: String,
    pub(super) parents: Vec<String>,
    pub(super) author: String,
    /// Seconds since 1970.
    pub(super) time: i64,
    pub(super) subject: String,
    pub(super) text: String,
}

/// Each field ends with NUL, which no message holds.
const FORMAT: &str = "--format=tformat:%H%x00%P%x00%an%x00%at%x00%s%x00%b";
const FIELDS: usize = 6;

impl Source {
    /// The folder's whole path, if it is one.
    pub(super) fn check(folder: &Path) -> Result<PathBuf> {
        let folder = folder.canonicalize().with_context(|| format!("{} cannot be opened", folder.display()))?;
        if !folder.is_dir() {
            bail!("{} is not a folder; name a git repository or a folder of text files", folder.display());
        }
        Ok(folder)
    }

    /// Looks what there is. Folders named in `without` are left out when walking.
    pub(super) fn find(folder: &Path, without: &Path) -> Result<Self> {
        let folder = Self::check(folder)?;
        let mut files = tracked(&folder);
        let is_git = !files.is_empty();
        if !is_git {
            files = walk(&folder, without);
        }
        Ok(Self { folder, is_git, files })
    }

    /// The last part of the folder's path.
    pub(super) fn name(&self) -> String {
        self.folder.file_name().unwrap_or(OsStr::new("root")).to_string_lossy().into_owned()
    }

    /// Calls `each` with every commit, newest first; of a part of a repository, with those that touched it. Commits are
    /// never all in memory.
    pub(super) fn commits(&self, mut each: impl FnMut(Commit) -> Result<()>) -> Result<()> {
        if !self.is_git || !has_commits(&self.folder) {
            return Ok(());
        }
        let mut log = git(&self.folder, &["log", "-z", FORMAT]);
        if !is_top(&self.folder) {
            // Not for a whole repository: with a path, git leaves out merges that changed nothing by themselves.
            log.args(["--", "."]);
        }
        let mut child = log.stdout(Stdio::piped()).spawn().context("git could not be run")?;
        let output = child.stdout.take().context("git has no output")?;
        let fields = BufReader::new(output).split(0);
        let outcome = each_commit(fields.map(|field| Ok(String::from_utf8_lossy(&field?).into_owned())), &mut each);
        if outcome.is_err() {
            // It may be blocked on a pipe that nobody reads any more.
            let _ = child.kill();
        }
        let status = child.wait()?;
        outcome?;
        if status.success() { Ok(()) } else { bail!("`git log` failed: {status}") }
    }
}

fn each_commit(
    mut fields: impl Iterator<Item = Result<String>>,
    each: &mut impl FnMut(Commit) -> Result<()>,
) -> Result<()> {
    while let Some(first) = fields.next() {
        let mut field = vec![first?];
        for _ in 1..FIELDS {
            field.push(fields.next().context("`git log` ended in the middle of a commit")??);
        }
        let [id, parents, author, time, subject, text] = <[String; FIELDS]>::try_from(field).unwrap_or_default();
        each(Commit {
            id,
            parents: parents.split_whitespace().map(str::to_owned).collect(),
            author,
            time: time.parse().unwrap_or(0),
            subject,
            text: text.trim_end().to_owned(),
        })?;
    }
    Ok(())
}

fn git(folder: &Path, args: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(args).stdin(Stdio::null()).stderr(Stdio::null());
    git
}

fn has_commits(folder: &Path) -> bool {
    git(folder, &["rev-parse", "--verify", "--quiet", "HEAD"]).stdout(Stdio::null()).status().is_ok_and(|s| s.success())
}

fn is_top(folder: &Path) -> bool {
    git(folder, &["rev-parse", "--show-prefix"]).output().is_ok_and(|output| output.stdout.trim_ascii().is_empty())
}

/// What git tracks below the folder; nothing where there is no repository, or no git.
fn tracked(folder: &Path) -> Vec<PathBuf> {
    let listed = git(folder, &["ls-files", "-z"]).output();
    let Some(listed) = listed.ok().filter(|output| output.status.success()) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        listed.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(|n| path(n).into()).collect();
    // A file in an unfinished merge is listed once a side.
    files.dedup();
    files
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> OsString {
    <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// Every file below the folder, repositories' own aside. Folders that cannot be read are passed over.
fn walk(folder: &Path, without: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(next) = waiting.pop() {
        let Ok(entries) = folder.join(&next).read_dir() else { continue };
        let mut names: Vec<OsString> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            let path = next.join(&name);
            let full = folder.join(&path);
            let is_folder = full.symlink_metadata().is_ok_and(|meta| meta.is_dir());
            if !is_folder {
                files.push(path);
            } else if name != ".git" && full != without {
                waiting.push(path);
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_read_from_fields_whatever_their_text() {
        let fields = ["a1", "b2 c3", "Ann", "17", "Subject", "Line\n\nline\n", "b2", "", "Bob", "x", "", ""];
        let mut commits = Vec::new();
        let mut keep = |commit| {
            commits.push(commit);
            Ok(())
        };
        each_commit(fields.iter().map(|f| Ok((*f).to_owned())), &mut keep).unwrap();
        assert_eq!(commits.len(), 2);
        assert_eq!(commits[0].parents, ["b2", "c3"]);
        assert_eq!((commits[0].time, commits[0].text.as_str()), (17, "Line\n\nline"));
        assert_eq!((commits[1].time, commits[1].subject.as_str()), (0, ""));
        assert!(each_commit(["a1", "b2"].iter().map(|f| Ok((*f).to_owned())), &mut |_| Ok(())).is_err());
    }
}
