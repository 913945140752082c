// What is posted as JSON, and what is answered as JSON.

export function receipt(json) {
  const { id, customer, items, express } = JSON.parse(json);
  return { id, customer, items: items.length, total: items.reduce((sum, item) => sum + item, 0), express };
}
