//! What makes the engine fast: once a connection is warm, it allocates nothing.

use allocation_counter::measure;
use koa_benches::engine::{REQUESTS, run};

#[test]
fn a_warm_connection_allocates_nothing_for_a_request_however_many_layers_there_are() {
    for (request, (name, _)) in REQUESTS.iter().enumerate() {
        for layers in [0, 3, 10, 50] {
            let allocations = |count| {
                let mut outcome = Ok(());
                let allocated = measure(|| outcome = run(request, layers, count));
                assert_eq!(outcome, Ok(()));
                allocated.count_total
            };
            assert_eq!(allocations(200) - allocations(100), 0, "{name}, {layers} layers");
        }
    }
}
