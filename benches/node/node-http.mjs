// node:http without a framework.

import { Readable } from 'node:stream';

import { fixed, pieces } from './blob.mjs';
import { bytes } from './body.mjs';
import { receipt } from './order.mjs';
import { serve } from './serve.mjs';

serve(async (request, response) => {
  switch (`${request.method} ${request.url}`) {
    case 'GET /':
      return send(response, 'text/plain; charset=utf-8', 'Hello World');
    case 'POST /':
      return send(response, 'application/json; charset=utf-8', JSON.stringify(receipt(await bytes(request))));
    case 'GET /static':
      return send(response, 'application/octet-stream', fixed);
    case 'GET /stream':
      return Readable.from(pieces()).pipe(response);
    case 'POST /echo':
      return send(response, 'application/octet-stream', await bytes(request));
    default:
      response.statusCode = 404;
      return response.end();
  }
});

function send(response, type, body) {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}
