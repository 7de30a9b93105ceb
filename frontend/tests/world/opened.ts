import { world } from './client';
import { bob, type Server } from './server';

/** Posts as bob, with a number in each text and client id. */
export function post(server: Server, from: number, to: number): void {
  for (let n = from; n <= to; n++) server.post(bob, 1, `m${n}`, `bob-${n}`);
}

/** A client that has opened session 1 with so many messages in it, and what it asks for from now on. */
export async function opened(messages: number) {
  const w = world();
  w.server.create(1);
  w.server.create(2);
  post(w.server, 1, messages);
  const client = w.open();
  client.engine.open(1);
  await w.clock.pass(3000);
  w.network.requests.length = 0;
  const reads = () => w.network.requests.filter((r) => r.startsWith('messages'));
  return { ...w, client, reads };
}
