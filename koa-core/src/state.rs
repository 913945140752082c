//! A map from type to value: `ctx.state`.
//!
//! Koa's `ctx.state` is a bag of names. A bag of types needs no casts, and a middleware's private
//! type is a key that nobody else can touch.

use alloc::boxed::Box;
use core::any::{Any, TypeId, type_name};
use core::fmt;
use core::hash::{BuildHasherDefault, Hasher};
use hashbrown::HashMap;

use crate::{Error, Result};

/// Values by type; at most one of each.
///
/// # Examples
///
/// ```
/// use koa_core::State;
///
/// struct User(&'static str);
///
/// let mut state = State::default();
/// state.insert(User("tobi"));
/// assert_eq!(state.require::<User>().unwrap().0, "tobi");
/// assert!(state.get::<u32>().is_none());
/// ```
#[derive(Default)]
pub struct State {
    values: HashMap<TypeId, Box<dyn Any + Send + Sync>, BuildHasherDefault<TypeIdHasher>>,
}

impl State {
    /// Stores `value`; gives back the earlier value of the type.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// assert_eq!(state.insert(1_u8), None);
    /// assert_eq!(state.insert(2_u8), Some(1));
    /// ```
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) -> Option<T> {
        let earlier = self.values.insert(TypeId::of::<T>(), Box::new(value))?;
        earlier.downcast().ok().map(|earlier| *earlier)
    }

    /// The value of type `T`.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// state.insert("tobi");
    /// assert_eq!(state.get(), Some(&"tobi"));
    /// ```
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.values.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// The value of type `T`, to change it.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// state.insert(1_u8);
    /// *state.get_mut::<u8>().unwrap() += 1;
    /// assert_eq!(state.get(), Some(&2_u8));
    /// ```
    pub fn get_mut<T: 'static>(&mut self) -> Option<&mut T> {
        self.values.get_mut(&TypeId::of::<T>())?.downcast_mut()
    }

    /// The value of type `T`, which an earlier middleware must have stored.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// assert_eq!(state.require::<u8>().unwrap_err().status(), 500);
    /// state.insert(1_u8);
    /// assert_eq!(state.require::<u8>().unwrap(), &1);
    /// ```
    ///
    /// # Errors
    ///
    /// A 500 that names the type, which the client does not see, when nothing stored it.
    pub fn require<T: 'static>(&self) -> Result<&T> {
        self.get().ok_or_else(|| missing::<T>("an earlier middleware"))
    }

    /// As [`require`](Self::require), to change it.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// state.insert(1_u8);
    /// *state.require_mut::<u8>().unwrap() += 1;
    /// assert_eq!(state.get(), Some(&2_u8));
    /// ```
    ///
    /// # Errors
    ///
    /// As [`require`](Self::require).
    pub fn require_mut<T: 'static>(&mut self) -> Result<&mut T> {
        self.get_mut().ok_or_else(|| missing::<T>("an earlier middleware"))
    }

    /// Takes the value of type `T` out.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// state.insert(1_u8);
    /// assert_eq!((state.remove(), state.remove::<u8>()), (Some(1_u8), None));
    /// ```
    pub fn remove<T: 'static>(&mut self) -> Option<T> {
        let value = self.values.remove(&TypeId::of::<T>())?;
        value.downcast().ok().map(|value| *value)
    }

    /// The number of values.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// state.insert(1_u8);
    /// state.insert(2_u16);
    /// assert_eq!(state.len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether nothing is stored.
    ///
    /// ```
    /// assert!(koa_core::State::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Drops every value; keeps the memory.
    ///
    /// ```
    /// let mut state = koa_core::State::default();
    /// state.insert(1_u8);
    /// state.clear();
    /// assert!(state.is_empty());
    /// ```
    pub fn clear(&mut self) {
        self.values.clear();
    }
}

/// The 500 for a value that `provider` should have given.
pub(crate) fn missing<T>(provider: &str) -> Error {
    missing_named(type_name::<T>(), provider)
}

/// Once for all types, and without `core::fmt`, which is a KiB of a board's flash.
#[cold]
fn missing_named(name: &str, provider: &str) -> Error {
    Error::new(500, ["there is no value of type `", name, "`: ", provider, " must insert it first"].concat())
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("len", &self.len()).finish()
    }
}

/// A `TypeId` is a hash already.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = id;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
