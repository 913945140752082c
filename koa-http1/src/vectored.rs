//! Writing several pieces at once, which the IO traits of boards do not know.

use core::future::Future;

use embedded_io_async::{ErrorType, Read, Write};

/// A connection that may write several pieces at once, as `writev` does: large pieces of a body leave from
/// where they lie, together with what frames them.
///
/// # Examples
///
/// ```
/// use embedded_io_async::{ErrorType, Write};
/// use koa_core::test::block_on;
/// use koa_http1::WriteVectored;
///
/// struct Wire(Vec<u8>);
///
/// impl ErrorType for Wire {
///     type Error = std::convert::Infallible;
/// }
///
/// impl Write for Wire {
///     async fn write(&mut self, piece: &[u8]) -> Result<usize, Self::Error> {
///         self.write_vectored(&[piece]).await
///     }
///
///     async fn flush(&mut self) -> Result<(), Self::Error> {
///         Ok(())
///     }
/// }
///
/// impl WriteVectored for Wire {
///     fn is_vectored(&self) -> bool {
///         true
///     }
///
///     async fn write_vectored(&mut self, pieces: &[&[u8]]) -> Result<usize, Self::Error> {
///         let before = self.0.len();
///         self.0.extend(pieces.concat());
///         Ok(self.0.len() - before)
///     }
/// }
///
/// let mut wire = Wire(Vec::new());
/// assert_eq!(block_on(wire.write_vectored(&[b"5\r\n", b"hello", b"\r\n"])), Ok(10));
/// assert_eq!(wire.0, b"5\r\nhello\r\n");
/// ```
pub trait WriteVectored: Write {
    /// Whether it is worth it. Where it is not, pieces are copied together before they are written.
    fn is_vectored(&self) -> bool;

    /// Writes some bytes from the start of `pieces`, of which none is empty; gives back how many.
    ///
    /// # Errors
    ///
    /// Those of [`Write::write`].
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped before it was ready must have written nothing.
    fn write_vectored(&mut self, pieces: &[&[u8]]) -> impl Future<Output = Result<usize, Self::Error>>;
}

/// A connection that writes one piece after the other.
pub(crate) struct OneByOne<'a, Io>(pub(crate) &'a mut Io);

impl<Io: ErrorType> ErrorType for OneByOne<'_, Io> {
    type Error = Io::Error;
}

impl<Io: Read> Read for OneByOne<'_, Io> {
    fn read(&mut self, space: &mut [u8]) -> impl Future<Output = Result<usize, Self::Error>> {
        self.0.read(space)
    }
}

impl<Io: Write> Write for OneByOne<'_, Io> {
    fn write(&mut self, piece: &[u8]) -> impl Future<Output = Result<usize, Self::Error>> {
        self.0.write(piece)
    }

    fn flush(&mut self) -> impl Future<Output = Result<(), Self::Error>> {
        self.0.flush()
    }
}

impl<Io: Write> WriteVectored for OneByOne<'_, Io> {
    fn is_vectored(&self) -> bool {
        false
    }

    fn write_vectored(&mut self, pieces: &[&[u8]]) -> impl Future<Output = Result<usize, Self::Error>> {
        self.0.write(pieces.first().copied().unwrap_or_default())
    }
}
