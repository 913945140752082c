// Koa: a handler.

import { Readable } from 'node:stream';

import Koa from 'koa';

import { fixed, pieces } from './blob.mjs';
import { bytes } from './body.mjs';
import { receipt } from './order.mjs';
import { serve } from './serve.mjs';

const app = new Koa();

app.use(async (ctx) => {
  switch (`${ctx.method} ${ctx.path}`) {
    case 'GET /':
      ctx.body = 'Hello World';
      break;
    case 'POST /':
      ctx.body = receipt(await bytes(ctx.req));
      break;
    case 'GET /static':
      ctx.body = fixed;
      break;
    case 'GET /stream':
      ctx.body = Readable.from(pieces());
      break;
    case 'POST /echo':
      ctx.body = await bytes(ctx.req);
      break;
  }
});

serve(app.callback());
