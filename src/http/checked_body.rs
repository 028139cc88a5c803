use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ring::digest::{Context as Hash, SHA256};
use thiserror::Error;
use tokio::io::{AsyncRead, ReadBuf};

use crate::record::Digest;

/// A body is another one than was to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is not the file any more that was packed")]
pub struct BodyChanged;

/// A body that is hashed while it is read. Its last piece is given out only when all of it is what was promised, so that
/// a receiver never has another one whole.
pub(super) struct CheckedBody<R> {
    reader: R,
    hash: Option<Hash>,
    left: u64,
    digest: Digest,
}

impl<R> CheckedBody<R> {
    /// `reader` is to give `length` bytes of this digest.
    pub(super) fn new(reader: R, length: u64, digest: Digest) -> Self {
        Self { reader, hash: Some(Hash::new(&SHA256)), left: length, digest }
    }

    fn take_in(&mut self, piece: &[u8]) -> Result<(), BodyChanged> {
        self.left = self.left.checked_sub(piece.len() as u64).ok_or(BodyChanged)?;
        if piece.is_empty() {
            return if self.left == 0 { Ok(()) } else { Err(BodyChanged) };
        }
        let Some(hash) = &mut self.hash else { return Err(BodyChanged) };
        hash.update(piece);
        if self.left > 0 {
            return Ok(());
        }
        let is_promised = self.hash.take().is_some_and(|hash| Digest::from_hash(hash.finish().as_ref()) == self.digest);
        if is_promised { Ok(()) } else { Err(BodyChanged) }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for CheckedBody<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.reader).poll_read(cx, buf))?;
        let result = self.take_in(&buf.filled()[before..]);
        if result.is_err() {
            buf.set_filled(before);
        }
        Poll::Ready(result.map_err(io::Error::other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    async fn read(sent: &'static [u8], promised: &[u8], length: u64) -> (usize, bool) {
        let mut body = CheckedBody::new(sent, length, Digest::of(promised));
        let mut bytes = Vec::new();
        let result = body.read_to_end(&mut bytes).await;
        (bytes.len(), result.is_ok())
    }

    #[tokio::test]
    async fn only_the_promised_body_is_given_out_whole() {
        assert_eq!(read(b"package", b"package", 7).await, (7, true));
        for (sent, length) in [(&b"changed"[..], 7), (b"package and more", 7), (b"pack", 7), (b"", 7)] {
            let (given, is_whole) = read(sent, b"package", length).await;
            assert!(!is_whole && given < 7, "{sent:?}: {given} bytes");
        }
    }
}
