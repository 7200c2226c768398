//! Who asks.

use std::fmt;

/// An authenticated caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The name of the only space it may touch.
    pub space: String,
    /// Stable for the account: a device's file belongs to it from the first handshake on. `key:<id>` for an API key.
    pub id: String,
    /// What it may do there.
    pub role: Role,
}

/// What a caller may do in its space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Reads and writes.
    Editor,
    /// Reads.
    Viewer,
}

impl Role {
    /// The role of this name; `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Owner, Self::Editor, Self::Viewer].into_iter().find(|role| role.as_str() == name)
    }

    /// `owner`, `editor` or `viewer`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
        }
    }

    /// Whether it may push.
    pub fn may_write(self) -> bool {
        self != Self::Viewer
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
