// Middleware that only call the next, composed by koa-compose. A line of stdin, as `50 500`, says through how many
// layers how many requests go, one after the other; a line of stdout says how many nanoseconds one took.

import { createInterface } from 'node:readline'
import compose from 'koa-compose'

const WARM_UP = 20_000

const onions = new Map()

for await (const line of createInterface({ input: process.stdin })) {
  const [layers, requests] = line.split(' ').map(Number)
  const run = onions.get(layers) ?? await onion(layers)
  console.log(await nanoseconds(run, requests))
}

async function onion (layers) {
  const run = compose(Array.from({ length: layers }, () => async (ctx, next) => { await next() }))
  await nanoseconds(run, WARM_UP)
  onions.set(layers, run)
  return run
}

async function nanoseconds (run, requests) {
  const ctx = {}
  const start = process.hrtime.bigint()
  for (let request = 0; request < requests; request++) await run(ctx)
  return Number(process.hrtime.bigint() - start) / requests
}
