// Signs and reads cookies with npm's cookies 0.9 and keygrip 1.1: rows of JSON in, rows of JSON out.
//   node keygrip.mjs <folder whose node_modules has both> < rows
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const require = createRequire(process.argv[2] + '/')
const Cookies = require('cookies')
const Keygrip = require('keygrip')

for await (const row of createInterface({ input: process.stdin })) {
  const { keys, algorithm, encoding, name, value, cookie } = JSON.parse(row)
  const keygrip = new Keygrip(keys, algorithm, encoding)
  const lines = []
  const response = { getHeader: () => lines, setHeader () {} }
  const jar = new Cookies({ headers: { cookie } }, response, { keys: keygrip, secure: false })
  const read = jar.get(name, { signed: true }) ?? null
  const renewed = lines.splice(0)
  jar.set(name, value, { signed: true })
  console.log(JSON.stringify({ read, renewed, lines }))
}
