//! What is posted as JSON, and what is answered as JSON.

use serde::{Deserialize, Serialize};

/// What the client posts.
#[derive(Debug, Deserialize)]
pub(super) struct Order {
    id: u64,
    customer: String,
    items: Vec<u64>,
    express: bool,
}

/// What it gets.
#[derive(Debug, Serialize)]
pub(super) struct Receipt {
    id: u64,
    customer: String,
    items: usize,
    total: u64,
    express: bool,
}

impl Order {
    pub(super) fn receipt(self) -> Receipt {
        let Self { id, customer, items, express } = self;
        Receipt { id, customer, items: items.len(), total: items.iter().sum(), express }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mode::{ORDER, RECEIPT};

    #[test]
    fn the_receipt_is_the_one_that_the_client_compares_with() {
        let order: Order = serde_json::from_str(ORDER).unwrap();
        assert_eq!(serde_json::to_string(&order.receipt()).unwrap(), RECEIPT);
    }
}
