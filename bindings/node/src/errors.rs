//! The engine's errors on their way to TypeScript, which makes an object of the right class of them.

use crate::json::Object;
use crate::json::ToJson;
use cortex_cloud::CloudError;
use cortex_cloud::ErrorInfo;

/// What every function of this addon returns.
pub(crate) type Result<T> = std::result::Result<T, Thrown>;

/// An error as it crosses: its message is the JSON of variant and info.
pub struct Thrown(CloudError);

impl From<CloudError> for Thrown {
    fn from(error: CloudError) -> Self {
        Self(error)
    }
}

impl From<Thrown> for napi::Error {
    fn from(thrown: Thrown) -> Self {
        Self::from_reason(thrown.0.to_json())
    }
}

/// A defect of this addon, or of Node.
impl From<napi::Error> for Thrown {
    fn from(error: napi::Error) -> Self {
        let message = format!("Node refused what the addon asked of it: {}", error.reason);
        Self(CloudError::Internal { info: ErrorInfo::new("internal.panic", message) })
    }
}

/// A panic of this addon's own; the engine catches its own.
pub(crate) fn panicked() -> CloudError {
    let message = "a defect of the addon was caught; what was acknowledged is saved, please report it";
    CloudError::Internal { info: ErrorInfo::new("internal.panic", message) }
}

/// No thread for a call of its own.
pub(crate) fn no_thread(error: &std::io::Error) -> Thrown {
    let message = format!("the thread for this call cannot be started: {error}");
    Thrown(CloudError::Internal { info: ErrorInfo::new("internal.thread", message) })
}

impl ToJson for ErrorInfo {
    fn write(&self, out: &mut String) {
        let Self { code, message, retryable, retry_after_ms, details } = self;
        Object::new(out)
            .member("code", code)
            .member("message", message)
            .member("retryable", *retryable)
            .member("retryAfterMs", *retry_after_ms)
            .member("details", details)
            .end();
    }
}

impl From<Thrown> for napi::JsError {
    fn from(thrown: Thrown) -> Self {
        napi::Error::from(thrown).into()
    }
}
