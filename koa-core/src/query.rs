//! Query strings: `application/x-www-form-urlencoded` texts and the pairs they stand for.
//!
//! A [`Query`] is a flat multimap. Names are never split at brackets or dots, so that no request
//! can build a nested structure that an application did not ask for.
//!
//! Koa's counterpart is `ctx.query`, which is `URLSearchParams` (the URL standard, section 5).

use alloc::borrow::Cow;
use alloc::collections::BinaryHeap;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

/// The pairs of a query string in their order, decoded.
///
/// `+` is a space, an incomplete `%` sequence stays as it is, bytes that are not UTF-8 become
/// U+FFFD, and `a` is the same as `a=`. One leading `?` is skipped. What needs no decoding is
/// borrowed.
///
/// # Examples
///
/// ```
/// let pairs: Vec<_> = koa_core::query::parse("a=1&b=x+y&a=%32").collect();
/// assert_eq!(pairs, [("a".into(), "1".into()), ("b".into(), "x y".into()), ("a".into(), "2".into())]);
/// ```
pub fn parse(querystring: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let querystring = querystring.strip_prefix('?').unwrap_or(querystring);
    form_urlencoded::parse(querystring.as_bytes())
}

/// The query string of `pairs`, without a leading `?`.
///
/// Letters, digits and `*-._` stay, a space becomes `+`, everything else is percent-encoded.
///
/// # Examples
///
/// ```
/// let text = koa_core::query::stringify([("to", "/a b"), ("é", "")]);
/// assert_eq!(text, "to=%2Fa+b&%C3%A9=");
/// ```
#[must_use]
pub fn stringify<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The parameters of a query string: names with one or more values.
///
/// Names come in the order of their first occurrence, the values of one name in the order they
/// were sent.
///
/// # Examples
///
/// ```
/// use koa_core::query::Query;
///
/// let query = Query::parse("color=blue&size=4&color=red");
/// assert_eq!(query.first("color"), Some("blue"));
/// assert!(query.all("color").eq(["blue", "red"]));
/// assert_eq!(query.first("price"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query<'a> {
    /// Pairs of the same name are neighbours.
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    /// Parses a query string, as [`parse`] does.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::query::Query;
    ///
    /// assert_eq!(Query::parse("a[]=1").first("a[]"), Some("1"));
    /// assert!(Query::parse("").is_empty());
    /// ```
    #[must_use]
    pub fn parse(querystring: &'a str) -> Self {
        parse(querystring).collect()
    }

    /// The first value of `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::query::Query;
    ///
    /// assert_eq!(Query::parse("a&a=1").first("a"), Some(""));
    /// ```
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value of `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::query::Query;
    ///
    /// let query = Query::parse("tag=a&x=1&tag=b");
    /// assert_eq!(query.all("tag").collect::<Vec<_>>(), ["a", "b"]);
    /// ```
    pub fn all<'q>(&'q self, name: &str) -> impl Iterator<Item = &'q str> {
        let start = self.pairs.iter().position(|(n, _)| n == name).unwrap_or(self.pairs.len());
        let length = self.pairs[start..].iter().take_while(|(n, _)| n == name).count();
        values(&self.pairs[start..start + length])
    }

    /// The first value of `name` as a `T`; `None` when there is none.
    ///
    /// # Errors
    ///
    /// The value is there but is not a `T`.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::query::Query;
    ///
    /// let query = Query::parse("page=2&size=huge");
    /// assert_eq!(query.get("page"), Ok(Some(2_u32)));
    /// assert_eq!(query.get::<u32>("sort"), Ok(None));
    /// assert!(query.get::<u32>("size").is_err());
    /// ```
    pub fn get<T: FromStr>(&self, name: &str) -> Result<Option<T>, T::Err> {
        self.first(name).map(str::parse).transpose()
    }

    /// Whether `name` occurs.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(koa_core::query::Query::parse("debug").contains("debug"));
    /// ```
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// Every pair, those of the same name together.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::query::{Query, stringify};
    ///
    /// assert_eq!(stringify(Query::parse("a=1&b=2&a=3").iter()), "a=1&a=3&b=2");
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Every name once, with its values.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::query::Query;
    ///
    /// let query = Query::parse("a=1&b=2&a=3");
    /// let sizes: Vec<_> = query.groups().map(|(name, values)| (name, values.count())).collect();
    /// assert_eq!(sizes, [("a", 2), ("b", 1)]);
    /// ```
    pub fn groups(&self) -> impl Iterator<Item = (&str, impl ExactSizeIterator<Item = &str>)> {
        self.pairs.chunk_by(|a, b| a.0 == b.0).map(|group| (&*group[0].0, values(group)))
    }

    /// The number of pairs.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(koa_core::query::Query::parse("a=1&b=2&a=3").len(), 3);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no pair at all.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(koa_core::query::Query::parse("&&").is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

impl<'a> FromIterator<(Cow<'a, str>, Cow<'a, str>)> for Query<'a> {
    fn from_iter<I: IntoIterator<Item = (Cow<'a, str>, Cow<'a, str>)>>(pairs: I) -> Self {
        Self { pairs: grouped(pairs.into_iter().collect()) }
    }
}

fn values<'q>(group: &'q [(Cow<'_, str>, Cow<'_, str>)]) -> impl ExactSizeIterator<Item = &'q str> {
    group.iter().map(|(_, value)| &**value)
}

/// Moves pairs of the same name together, behind the first of them.
///
/// Two sorts instead of a search per pair: a request can bring thousands of names. By heaps, since the
/// code of slices' sorts is what a board has no flash for.
fn grouped<'a>(mut pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    if pairs.len() < 2 {
        return pairs;
    }
    let names = pairs.iter().enumerate().map(|(at, (name, _))| (&**name, at));
    let by_name = names.collect::<BinaryHeap<_>>().into_sorted_vec();
    let groups = by_name.chunk_by(|a, b| a.0 == b.0);
    if groups.clone().count() == pairs.len() {
        return pairs;
    }
    let places = groups.flat_map(|group| group.iter().map(|&(_, at)| (group[0].1, at)));
    let by_first = places.collect::<BinaryHeap<_>>().into_sorted_vec();
    by_first.into_iter().map(|(_, at)| core::mem::take(&mut pairs[at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_decoding_is_borrowed() {
        let query = Query::parse("a=1");
        assert!(matches!(query.pairs[..], [(Cow::Borrowed("a"), Cow::Borrowed("1"))]));
    }

    #[test]
    fn a_later_value_joins_its_name_and_keeps_its_order() {
        let query = Query::parse("b=1&a=1&c=1&a=0&b=0");
        assert!(query.iter().eq([("b", "1"), ("b", "0"), ("a", "1"), ("a", "0"), ("c", "1")]));
    }

    #[test]
    fn an_encoded_name_is_the_same_name() {
        assert!(Query::parse("%61=1&a=2").all("a").eq(["1", "2"]));
    }
}
