//! What a table's name and a record's id may be.

use crate::error::CloudError;

/// Bytes of a table's name at most.
pub const MAX_TABLE_BYTES: usize = 128;
/// Bytes of a record's id at most.
pub const MAX_ID_BYTES: usize = 512;

pub(crate) fn check_table(table: &str) -> Result<(), CloudError> {
    check("table", table, MAX_TABLE_BYTES)
}

pub(crate) fn check_id(id: &str) -> Result<(), CloudError> {
    check("id", id, MAX_ID_BYTES)
}

pub(crate) fn check_embedding_fields(names: &[String]) -> Result<(), CloudError> {
    if names.iter().any(String::is_empty) {
        let message = "an embedding field has no name; name a top-level member of the bodies, or leave it out";
        return Err(CloudError::argument("embedding_fields", message));
    }
    Ok(())
}

/// Unicode is kept as it is: two normal forms are two names.
fn check(argument: &str, name: &str, most: usize) -> Result<(), CloudError> {
    if name.is_empty() {
        return Err(CloudError::argument(argument, format!("the {argument} is empty; give it 1 to {most} bytes")));
    }
    if name.len() > most {
        return Err(CloudError::argument(
            argument,
            format!("the {argument} has {} bytes and may have at most {most}", name.len()),
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(CloudError::argument(argument, format!("the {argument} holds a control character; leave it out")));
    }
    Ok(())
}
