//! Header fields of a message, for those who need one or two of them.

/// The value of the field `name` among the lines `fields`.
pub(crate) fn field<'a>(fields: &'a [u8], name: &str) -> Option<&'a str> {
    let mut lines = fields.split(|&byte| byte == b'\n');
    lines.find_map(|line| {
        let value = line.get(name.len()..)?.strip_prefix(b":")?;
        let is_named = line[..name.len()].eq_ignore_ascii_case(name.as_bytes());
        if is_named { str::from_utf8(value).ok().map(str::trim) } else { None }
    })
}

/// The length that the field Content-Length tells.
pub(crate) fn content_length(fields: &[u8]) -> Option<usize> {
    field(fields, "content-length")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[u8] = b"Host: localhost\r\nCONTENT-Length:  11\r\nDate-Of: today\r\nDate: now";

    #[test]
    fn a_field_is_found_whatever_its_case_and_only_by_its_whole_name() {
        assert_eq!(content_length(FIELDS), Some(11));
        assert_eq!(field(FIELDS, "date"), Some("now"));
        assert_eq!(field(FIELDS, "length"), None);
    }

    #[test]
    fn a_length_that_is_no_number_is_none() {
        assert_eq!(content_length(b"Content-Length: eleven"), None);
        assert_eq!(content_length(b""), None);
    }
}
