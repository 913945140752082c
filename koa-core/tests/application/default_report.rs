//! What happens to errors that nobody listens to. A process of its own gives its stderr to look at.

#[cfg(feature = "std")]
mod stderr {
    use koa_core::{App, Error, ResultExt, test};

    use crate::support::{child, is_child};

    const PATH: &str = "application::default_report::stderr::";

    /// In the child: lets one request fail with `error`. In the parent: what the child reported.
    fn report(name: &str, app: App, error: impl Fn() -> Error + Send + Sync + 'static) -> Option<String> {
        if !is_child() {
            return Some(child(&[PATH, name].concat(), &[]));
        }
        test::get("/").send(&app.with_state(error, async |error, _, _| Err(error())));
        None
    }

    #[test]
    fn an_error_is_written_to_stderr_between_empty_lines_and_indented() {
        let name = "an_error_is_written_to_stderr_between_empty_lines_and_indented";
        if let Some(report) = report(name, App::new(), || Error::new(500, "the disk\nis full")) {
            assert_eq!(report, "\n  the disk\n  is full\n\n");
        }
    }

    #[test]
    fn the_cause_is_written_too() {
        let error = || Err::<(), _>("x".parse::<u8>().unwrap_err()).or_throw(500, "bad settings").unwrap_err();
        if let Some(report) = report("the_cause_is_written_too", App::new(), error) {
            assert_eq!(report, "\n  bad settings\n  caused by: invalid digit found in string\n\n");
        }
    }

    #[test]
    fn a_404_is_not_written_even_when_it_is_not_exposed() {
        let error = || Error::new(404, "hidden").with_expose(false);
        if let Some(report) = report("a_404_is_not_written_even_when_it_is_not_exposed", App::new(), error) {
            assert_eq!(report, "");
        }
    }

    #[test]
    fn what_the_client_gets_to_see_is_not_written() {
        let error = || Error::new(500, "shown").with_expose(true);
        if let Some(report) = report("what_the_client_gets_to_see_is_not_written", App::new(), error) {
            assert_eq!(report, "");
        }
    }

    #[test]
    fn a_client_error_that_is_hidden_is_written() {
        let error = || Error::new(403, "rule 7").with_expose(false);
        if let Some(report) = report("a_client_error_that_is_hidden_is_written", App::new(), error) {
            assert_eq!(report, "\n  rule 7\n\n");
        }
    }

    #[test]
    fn a_silent_app_writes_nothing() {
        let error = || Error::new(500, "quiet");
        if let Some(report) = report("a_silent_app_writes_nothing", App::new().silent(true), error) {
            assert_eq!(report, "");
        }
    }

    #[test]
    fn a_listener_takes_the_place_of_the_report() {
        let error = || Error::new(500, "heard");
        let app = App::new().on_error(|_, _| {});
        if let Some(report) = report("a_listener_takes_the_place_of_the_report", app, error) {
            assert_eq!(report, "");
        }
    }
}

#[cfg(feature = "log")]
mod facade {
    use std::sync::Mutex;

    use koa_core::{App, test};

    struct Records(Mutex<Vec<(log::Level, String)>>);

    static RECORDS: Records = Records(Mutex::new(Vec::new()));

    impl log::Log for Records {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }

        fn log(&self, record: &log::Record<'_>) {
            self.0.lock().unwrap().push((record.level(), record.args().to_string()));
        }

        fn flush(&self) {}
    }

    #[test]
    fn the_report_goes_to_the_log_as_an_error() {
        log::set_logger(&RECORDS).expect("no other test sets a logger");
        log::set_max_level(log::LevelFilter::Error);
        let app = App::new().with(async |ctx, _| ctx.throw(500, "the report of the log facade"));
        test::get("/").send(&app);
        let expected = (log::Level::Error, "the report of the log facade".to_owned());
        assert!(RECORDS.0.lock().unwrap().contains(&expected));
    }
}
