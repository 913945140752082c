use koa_core::test;

#[test]
fn six_methods_are() {
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        assert!(test::context(&format!("{method} /")).is_idempotent(), "{method}");
    }
}

#[test]
fn others_are_not() {
    for method in ["POST", "PATCH", "CONNECT", "PURGE", "get"] {
        assert!(!test::context(&format!("{method} /")).is_idempotent(), "{method}");
    }
}
