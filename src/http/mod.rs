//! The one interface to the network and the one to time.
//!
//! Every request of the program is a [`Request`] handed to something that implements [`Http`]: [`Transport`] (real sockets)
//! or the simulated world's router in tests, always behind [`Resilient`], which applies the request's [`Policy`]. Every wait
//! that the program *chooses* goes through [`Pace`]. Secret values are [`Secret`]s, and everything that the program writes
//! passes a [`Redactor`] that knows them.

mod backoff;
mod checked_body;
mod counted;
mod error;
mod growing;
mod pace;
mod policy;
mod redaction;
mod request;
mod resilient;
mod response;
mod secret;
mod throttle;
mod transport;
mod waiting;

pub use checked_body::BodyChanged;
pub use counted::Counted;
pub use error::{Effect, HttpError, Kind};
pub use growing::Growing;
pub use pace::{Moment, Pace, off_runtime};
pub use policy::{Policy, Retry};
pub use redaction::{Redactor, shown_url};
pub use request::{Body, Reopen, Request};
pub use resilient::Resilient;
pub use response::{Observed, Response};
pub use secret::Secret;
pub use transport::{Transport, TransportError, TransportOptions};
pub use waiting::PROGRESS;

/// Sends one request and brings back the whole answer.
///
/// An answer with any status, also 500, is `Ok`: the caller decides what it means. `Err`
/// means that no complete answer arrived; [`HttpError::effect`] then says whether the other side
/// can have acted on the request.
#[async_trait::async_trait]
pub trait Http: Send + Sync {
    /// Sends `request` as its policy says.
    async fn send(&self, request: Request) -> Result<Response, HttpError>;
}
