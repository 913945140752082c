// Serves on a free port of the loopback, which is printed, until stdin ends. Node turns Nagle's
// algorithm off by itself.

import { createServer } from 'node:http';

export function serve(answer) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.resume().on('end', () => process.exit());
}
