//! What makes the onion fast: it allocates nothing. And the comparison, as short as it can be.

use std::process::Command;

use allocation_counter::measure;
use koa_benches::onion::{DEPTHS, KOA, ONIONS};
use koa_core::{App, Compose, Context, Flavor, Layer, Next, Result, compose, middleware, test};

#[test]
fn no_onion_of_any_depth_allocates() {
    let (_, koa) = ONIONS.into_iter().find(|(name, _)| *name == KOA).unwrap();
    for depth in DEPTHS {
        let mut run = koa(depth);
        run();
        run(); // The first tells what is needed, the second allocates it.
        assert_eq!(measure(run).count_total, 0, "{depth} layers");
    }
}

struct Pass;

impl Pass {
    async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        next.run(ctx).await
    }
}
middleware!(Pass);

#[test]
fn no_way_to_add_a_middleware_makes_it_allocate() {
    let stack = || compose([Layer::new(async |ctx, next| next.run(ctx).await), Layer::from_middleware(Pass)]);
    let app = App::new()
        .with_middleware(Pass)
        .with_state([7_u64; 50], async |numbers: &[u64; 50], ctx, next| {
            let copy = *numbers;
            next.run(ctx).await?;
            assert_eq!(copy, *numbers);
            Ok(())
        })
        .compose(stack())
        .with_state(stack(), Compose::run)
        .mount("/", stack());
    allocates_nothing(&app);
    let app = App::local()
        .with_middleware(Pass)
        .with(async |ctx, next| next.run(ctx).await)
        .with_state(compose([Layer::from_local_middleware(Pass)]), Compose::run);
    allocates_nothing(&app);
}

fn allocates_nothing(app: &App<impl Flavor>) {
    let mut ctx = test::context("GET /");
    for _ in 0..2 {
        assert!(test::block_on(app.run(&mut ctx)).is_ok());
    }
    let allocated = measure(|| assert!(test::block_on(app.run(&mut ctx)).is_ok()));
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn a_new_context_costs_one_allocation_for_all_layers() {
    let app = (0..50).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await));
    let mut contexts = [0; 2].map(|_| test::context("GET /"));
    let [first, second] = contexts.each_mut().map(|ctx| {
        let mut outcome = None;
        let allocated = measure(|| outcome = Some(test::block_on(app.run(ctx))));
        assert!(outcome.is_some_and(|outcome| outcome.is_ok()));
        allocated.count_total
    });
    assert_eq!((first, second), (51, 1));
}

#[test]
fn every_onion_runs_at_every_depth_and_the_last_line_sums_up() {
    let file = std::env::temp_dir().join(format!("koa-benches-onion-{}.csv", std::process::id()));
    // Without cargo, the program that counts is the one beside it.
    let mut command = Command::new(env!("CARGO_BIN_EXE_onion"));
    let run = command.args(["--short", "--csv"]).arg(&file).env_remove("CARGO").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let report = String::from_utf8(run.stdout).unwrap();
    let csv = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(file).unwrap();
    for (onion, _) in ONIONS {
        for depth in DEPTHS {
            assert_eq!(report.matches(&format!("\n| {onion} | {depth} | ")).count(), 1, "{report}");
            assert_eq!(csv.matches(&format!("\n{onion},{depth},")).count(), 1, "{csv}");
        }
    }
    let last = report.lines().last().unwrap();
    let words: Vec<&str> = last.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let ["onion:", per_layer, "ns", "per", "layer", "0", "allocations", "per", "request", ratio, "of", "actix"] =
        words[..]
    else {
        panic!("{last:?}")
    };
    assert!([per_layer, ratio].iter().all(|number| number.parse::<f64>().is_ok()), "{last:?}");
}
