#![cfg(feature = "std")]

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;

use koa_core::{App, Context, current, test};

use crate::support::{Gate, cancel, poll};

#[derive(Clone, Debug, PartialEq)]
struct Id(String);

fn id(ctx: &Context) -> Id {
    Id(ctx.path().to_owned())
}

/// The id of the request, for whom nobody told.
fn known() -> String {
    current::get::<Id>().map_or_else(|| "none".to_owned(), |id| id.0)
}

/// Pending once, so that others get their turn.
async fn turn() {
    let mut had = false;
    poll_fn(|_| if std::mem::replace(&mut had, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// What is known before and after another had its turn.
async fn twice() -> [String; 2] {
    let before = known();
    turn().await;
    [before, known()]
}

fn scoped<F: Future>(id: &str, future: F) -> current::Scope<Id, F> {
    current::scope(Id(id.to_owned()), future)
}

/// Answers with the id, after others had their turn.
fn app() -> App {
    App::new().with_middleware(current::middleware(id)).with(async |ctx, _| {
        let [before, after] = twice().await;
        ctx.set_body(format!("{before} {after}"));
        Ok(())
    })
}

#[test]
fn without_the_middleware_there_is_none() {
    assert_eq!(known(), "none");
    let app = App::new().with(async |ctx, _| {
        ctx.set_body(known());
        Ok(())
    });
    assert_eq!(test::get("/a").send(&app).text(), "none");
}

#[test]
fn it_is_what_the_middleware_made_of_the_request() {
    assert_eq!(test::get("/a").send(&app()).text(), "/a /a");
    assert_eq!(test::get("/b").send(&app()).text(), "/b /b");
    assert_eq!(known(), "none");
}

#[test]
fn it_is_seen_below_the_middleware_and_not_above() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let app = App::new()
        .with_state(seen.clone(), async |seen: &Arc<Mutex<Vec<String>>>, ctx, next| {
            seen.lock().unwrap().push(known());
            next.run(ctx).await?;
            seen.lock().unwrap().push(known());
            Ok(())
        })
        .with_middleware(current::middleware(id))
        .with_state(seen.clone(), async |seen: &Arc<Mutex<Vec<String>>>, _, _| {
            seen.lock().unwrap().push(known());
            Ok(())
        });
    test::get("/a").send(&app);
    assert_eq!(*seen.lock().unwrap(), ["none", "/a", "none"]);
}

#[test]
fn a_local_app_may_have_one_that_is_not_send() {
    let log = Rc::new(RefCell::new(Vec::<u8>::new()));
    let shared = log.clone();
    let app =
        App::local().with_middleware(current::middleware(move |_: &Context| shared.clone())).with(async |_, _| {
            current::get::<Rc<RefCell<Vec<u8>>>>().unwrap().borrow_mut().push(1);
            Ok(())
        });
    test::get("/").send(&app);
    assert_eq!(*log.borrow(), [1]);
}

#[test]
fn requests_that_take_turns_on_one_thread_see_only_their_own() {
    let app = app();
    let (mut a, mut b) = (pin!(test::get("/a").respond(&app)), pin!(test::get("/b").respond(&app)));
    assert!(poll(a.as_mut()).is_pending());
    assert_eq!(known(), "none");
    assert!(poll(b.as_mut()).is_pending());
    assert_eq!(known(), "none");
    // The first to wait is the first to go on: turns need not be nested.
    let Poll::Ready(a) = poll(a) else { panic!("it had its turn") };
    let Poll::Ready(b) = poll(b) else { panic!("it had its turn") };
    assert_eq!((a.text(), b.text()), ("/a /a".into(), "/b /b".into()));
    assert_eq!(known(), "none");
}

#[test]
fn it_moves_to_another_thread_with_its_request() {
    let mut moved = Box::pin(scoped("moved", twice()));
    assert!(poll(moved.as_mut()).is_pending());
    let seen = thread::spawn(move || {
        let seen = test::block_on(scoped("theirs", async {
            let seen = moved.await;
            assert_eq!(known(), "theirs");
            seen
        }));
        assert_eq!(known(), "none");
        seen
    });
    assert_eq!(seen.join().unwrap(), ["moved", "moved"]);
}

#[test]
fn two_threads_have_two() {
    let app = Arc::new(app());
    let threads = ["/a", "/b"].map(|path| {
        let app = app.clone();
        thread::spawn(move || {
            for _ in 0..500 {
                assert_eq!(test::get(path).send(&app).text(), format!("{path} {path}"));
            }
        })
    });
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

#[test]
fn the_innermost_of_a_type_counts_and_the_outer_one_comes_back() {
    let seen = test::block_on(scoped("outer", async {
        let before = known();
        let inner = scoped("inner", twice()).await;
        let after = twice().await;
        [vec![before], inner.into(), after.into()].concat()
    }));
    assert_eq!(seen, ["outer", "inner", "inner", "outer", "outer"]);
    assert_eq!(known(), "none");
}

#[test]
fn values_of_several_types_are_seen_together() {
    let seen = current::scope(
        1_u8,
        scoped("a", async {
            turn().await;
            (current::get::<u8>(), known(), current::get::<u16>())
        }),
    );
    assert_eq!(test::block_on(seen), (Some(1), "a".to_owned(), None));
}

#[test]
fn siblings_of_one_request_may_have_their_own() {
    let seen = test::block_on(scoped("request", async {
        let (mut one, mut two) = (pin!(scoped("one", twice())), pin!(twice()));
        assert!(poll(one.as_mut()).is_pending());
        assert!(poll(two.as_mut()).is_pending());
        (one.await, two.await)
    }));
    assert_eq!(seen, (["one", "one"].map(Into::into), ["request", "request"].map(Into::into)));
}

#[test]
fn a_panic_takes_it_away_and_leaves_the_outer_one() {
    let seen = test::block_on(scoped("outer", async {
        let mut inner = pin!(scoped("inner", async {
            let _nested = scoped("nested", turn());
            scoped("deepest", async { panic!("on purpose") }).await
        }));
        assert!(catch_unwind(AssertUnwindSafe(|| poll::<dyn Future<Output = ()>>(inner.as_mut()))).is_err());
        known()
    }));
    assert_eq!((seen, known()), ("outer".into(), "none".into()));
}

#[test]
fn a_request_after_a_panic_sees_only_its_own() {
    let app = App::new().silent(true).with_middleware(current::middleware(id)).with(async |ctx, _| {
        assert!(ctx.path() != "/panic", "on purpose");
        ctx.set_body(known());
        Ok(())
    });
    let mut ctx = app.context(test::get("/panic").into_request());
    assert!(test::block_on(koa_core::catch_panic(app.run(&mut ctx))).is_err());
    assert_eq!(known(), "none");
    assert_eq!(test::get("/next").send(&app).text(), "/next");
}

#[test]
fn what_is_cancelled_is_dropped_with_it() {
    /// Notes what is known when it is dropped.
    struct Note(Arc<Mutex<String>>);

    impl Drop for Note {
        fn drop(&mut self) {
            *self.0.lock().unwrap() = known();
        }
    }

    let noted = Arc::new(Mutex::new(String::new()));
    let (note, gate) = (Note(noted.clone()), Gate::default());
    cancel(scoped("cancelled", async {
        let _note = note;
        gate.wait().await;
    }));
    assert_eq!(*noted.lock().unwrap(), "cancelled");
    assert_eq!(known(), "none");
}

#[test]
fn its_clone_may_look_at_current_values_and_even_run_scopes() {
    struct Curious;

    impl Clone for Curious {
        fn clone(&self) -> Self {
            assert_eq!(test::block_on(scoped("within", twice())), ["within", "within"]);
            assert_eq!(known(), "outer");
            Self
        }
    }

    test::block_on(scoped(
        "outer",
        current::scope(Curious, async {
            assert!(current::get::<Curious>().is_some());
            assert!(current::get::<Curious>().is_some());
        }),
    ));
}

#[test]
fn a_clone_that_panics_leaves_it_in_its_place() {
    #[derive(Debug)]
    struct Once(Arc<Mutex<bool>>);

    impl Clone for Once {
        fn clone(&self) -> Self {
            let first = !std::mem::replace(&mut *self.0.lock().unwrap(), true);
            assert!(!first, "on purpose");
            Self(self.0.clone())
        }
    }

    test::block_on(current::scope(Once(Arc::default()), async {
        assert!(catch_unwind(current::get::<Once>).is_err());
        // Unlocked before it panicked, hence not poisoned.
        assert!(current::get::<Once>().is_some());
    }));
}

#[test]
fn a_thread_that_ends_runs_its_last_futures_without() {
    /// Polls a scope when its thread is torn down.
    struct Last(Arc<Mutex<Vec<bool>>>);

    impl Drop for Last {
        fn drop(&mut self) {
            let is_known = test::block_on(scoped("last", async { known() != "none" }));
            self.0.lock().unwrap().push(is_known);
        }
    }

    std::thread_local!(static LAST: RefCell<Option<Last>> = const { RefCell::new(None) });

    let seen = Arc::new(Mutex::new(Vec::new()));
    for scope_first in [true, false] {
        let seen = seen.clone();
        let ended = thread::spawn(move || {
            let place = || LAST.with(|last| *last.borrow_mut() = Some(Last(seen)));
            if scope_first {
                test::block_on(scoped("first", async {}));
                place();
            } else {
                place();
                test::block_on(scoped("first", async {}));
            }
        });
        ended.join().unwrap();
    }
    assert_eq!(seen.lock().unwrap().len(), 2, "neither order panics");
}

#[test]
fn listeners_for_errors_are_outside_and_have_the_context() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener = seen.clone();
    let app = App::new()
        .on_error(move |_, ctx| listener.lock().unwrap().extend([known(), id(ctx).0]))
        .with_middleware(current::middleware(id))
        .with(async |ctx, _| ctx.throw(500, known()));
    test::get("/a").send(&app);
    assert_eq!(*seen.lock().unwrap(), ["none", "/a"]);
}

#[test]
fn its_types_may_be_sent() {
    fn assert_all<T: Send + Sync + Unpin + 'static>(_: &T) {}
    assert_all(&current::middleware(id));
    assert_all(&current::scope(1_u8, std::future::ready(())));
}
