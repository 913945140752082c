//! Executors: a shared one, one of a single thread, one per core.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use koa::{App, Body, Server, Shutdown};
use smol::{Async, Executor, LocalExecutor};

use crate::on_smol::support::{connect, ms, run, sleep, timeout};

/// Tells on which threads it ran.
fn telling(threads: &Arc<Mutex<Vec<ThreadId>>>) -> App {
    App::new().with_state(threads.clone(), async |threads, ctx, _| {
        threads.lock().unwrap().push(thread::current().id());
        ctx.set_body("hello");
        Ok(())
    })
}

#[test]
fn connections_run_on_the_executor_that_was_given() {
    let threads = Arc::default();
    let executor = Arc::new(Executor::new());
    let app = telling(&threads);
    run(executor.run(async {
        let listener = smol::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let server = Server::new(app).executor(executor.clone()).serve(listener);
        let _server = smol::spawn(server);
        assert_eq!(connect(addr).await.get("/").await.text(), "hello");
    }));
    // Nobody runs the executor but this thread.
    assert_eq!(*threads.lock().unwrap(), [thread::current().id()]);
}

#[test]
fn an_application_of_one_thread_shares_what_is_not_send() {
    let visits = Rc::new(RefCell::new(Vec::new()));
    let app = App::local().with_state(visits.clone(), async |visits, ctx, _| {
        let held = Rc::clone(visits);
        sleep(ms(10)).await;
        held.borrow_mut().push(ctx.path().to_owned());
        ctx.set_body(Body::from(format!("visit {}", held.borrow().len())));
        Ok(())
    });
    let executor = Rc::new(LocalExecutor::new());
    let report = run(executor.run(async {
        let listener = smol::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let shutdown = Shutdown::new();
        let server = Server::new(app).executor(executor.clone()).shutdown(shutdown.clone());
        let server = executor.spawn(server.serve(listener));
        let mut client = connect(addr).await;
        assert_eq!(client.get("/first").await.text(), "visit 1");
        assert_eq!(client.get("/second").await.text(), "visit 2");
        assert_eq!(connect(addr).await.get("/third").await.text(), "visit 3");
        shutdown.start();
        server.await.unwrap()
    }));
    assert_eq!((report.accepted, report.aborted), (2, 0));
    assert_eq!(*visits.borrow(), ["/first", "/second", "/third"]);
}

#[test]
fn a_client_that_never_pauses_leaves_others_their_turn() {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = socket.local_addr().unwrap();
    let shutdown = Shutdown::new();
    let told = shutdown.clone();
    let server = thread::spawn(move || {
        let app = App::local().with(async |ctx, _| {
            ctx.set_body("hello");
            Ok(())
        });
        let executor = Rc::new(LocalExecutor::new());
        let server = Server::new(app).executor(executor.clone()).shutdown(told);
        smol::block_on(executor.run(server.serve(Async::new(socket).unwrap()))).unwrap()
    });
    run(async {
        let mut other = connect(addr).await;
        assert_eq!(other.get("/").await.text(), "hello");
        let (mut answers, mut requests) = connect(addr).await.split();
        let flood = "GET / HTTP/1.1\r\nhost: test\r\n\r\n".repeat(1000);
        let sending = smol::spawn(async move { while requests.try_send(&flood).await.is_ok() {} });
        let reading = smol::spawn(async move { while !answers.some().await.is_empty() {} });
        for _ in 0..5 {
            sleep(ms(10)).await;
            let answer = timeout(ms(3000), other.get("/")).await.expect("it has its turn");
            assert_eq!(answer.text(), "hello");
        }
        shutdown.start();
        drop((sending, reading));
    });
    assert_eq!(server.join().unwrap().accepted, 2);
}

#[test]
fn every_core_may_have_an_executor_and_its_share_of_one_port() {
    const CORES: usize = 3;
    let threads = Arc::default();
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = socket.local_addr().unwrap();
    let shutdown = Shutdown::new();
    let app = Arc::new(telling(&threads));
    let cores: Vec<_> = (0..CORES)
        .map(|_| {
            let (socket, app, shutdown) = (socket.try_clone().unwrap(), app.clone(), shutdown.clone());
            thread::spawn(move || {
                let executor = Arc::new(Executor::new());
                let server = Server::new(app).executor(executor.clone()).shutdown(shutdown);
                smol::block_on(executor.run(server.serve(Async::new(socket).unwrap()))).unwrap()
            })
        })
        .collect();
    run(async {
        for _ in 0..50 {
            assert_eq!(connect(addr).await.get("/").await.text(), "hello");
        }
    });
    shutdown.start();
    let accepted: u64 = cores.into_iter().map(|core| core.join().unwrap().accepted).sum();
    assert_eq!(accepted, 50);
    let used: BTreeSet<_> = threads.lock().unwrap().iter().map(|id| format!("{id:?}")).collect();
    assert!((1..=CORES).contains(&used.len()), "{used:?}");
}
