//! What the schema says of a memory's fields, in the form a put is checked by.

/// A member of a memory, of its content or of an item.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) need: Need,
}

/// Whether a field may be left out. Null counts as left out wherever that is allowed.
pub(super) enum Need {
    /// It must be there.
    Required,
    /// Stored as null when it is left out.
    Optional,
    /// The engine fills it in when it is left out.
    Filled(Fill),
}

/// What the engine fills in.
pub(super) enum Fill {
    /// A new id.
    Id,
    /// The present time.
    Now,
    /// What another field holds, one before it.
    Like(&'static str),
    /// The hash of the content, whatever was there.
    ContentHash,
    Text(&'static str),
    Flag(bool),
    Integer(i64),
    EmptyList,
}

/// What a field may hold.
pub(super) enum Kind {
    Any,
    Text,
    Uuid,
    /// RFC 3339 in UTC.
    Time,
    Namespace,
    Flag,
    /// A number from 0 to 1.
    Share,
    Integer {
        least: Option<i64>,
    },
    Object,
    OneOf(&'static [&'static str]),
    List(&'static Kind),
    Struct(&'static [Field]),
    MemoryType,
    /// What [`Kind::MemoryType`] asks for.
    Content,
}
