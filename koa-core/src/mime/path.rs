//! The last part of a path, and its extension.

/// The last part of a path, where "/" separates parts and trailing ones do not count.
///
/// # Examples
///
/// ```
/// use koa_core::mime::basename;
///
/// assert_eq!(basename("/var/files/plans.pdf"), "plans.pdf");
/// assert_eq!(basename("files/"), "files");
/// assert_eq!(basename("/"), "");
/// ```
///
/// # Koa
///
/// Node's `path.posix.basename`, which `ctx.attachment` applies to the file name.
#[must_use]
pub fn basename(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// The extension of a path's last part, with its dot; "" when it has none.
///
/// A name that only begins with a dot has no extension.
///
/// # Examples
///
/// ```
/// use koa_core::mime::extension;
///
/// assert_eq!(extension("files/plans.tar.gz"), ".gz");
/// assert_eq!(extension("files/.profile"), "");
/// assert_eq!(extension("plans."), ".");
/// assert_eq!(extension("v1.2/plans"), "");
/// ```
///
/// # Koa
///
/// Node's `path.posix.extname`, by which `ctx.attachment` chooses the type.
#[must_use]
pub fn extension(path: &str) -> &str {
    let name = basename(path);
    match name.rfind('.') {
        None | Some(0) => "",
        Some(_) if name == ".." => "",
        Some(dot) => name.get(dot..).unwrap_or(""),
    }
}

/// The extension without its dot, where a text without "/" and without a dot is an extension as a whole.
pub(super) fn bare_extension(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    if path.contains('/') {
        return extension(path).strip_prefix('.').unwrap_or("");
    }
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_alone_are_names_and_not_extensions() {
        assert_eq!(["", ".", "..", "...", "a.."].map(extension), ["", "", "", ".", "."]);
    }

    #[test]
    fn an_extension_may_stand_alone_with_or_without_its_dot() {
        assert_eq!(["html", ".html", "a.html", "html/", "."].map(bare_extension), ["html", "html", "html", "html", ""]);
    }

    #[test]
    fn after_a_slash_only_a_dot_makes_an_extension() {
        assert_eq!(["a/html", "a/.html", "a/b.html", "a/.."].map(bare_extension), ["", "", "html", ""]);
    }
}
