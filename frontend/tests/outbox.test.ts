import { describe, expect, test } from 'vitest';
import { Problem } from '../src/sync/problem';
import { world } from './world/client';
import { calm } from './world/network';
import { document } from './world/server';

async function started() {
  const w = world();
  w.server.create(1);
  w.server.create(2);
  const client = w.open();
  client.engine.open(1);
  await w.clock.pass(1000);
  w.network.requests.length = 0;
  const sent = () => w.server.room(1).messages.map((m) => m.content);
  return { ...w, client, sent };
}

describe('a message', () => {
  test('shows at once, is acknowledged, and is in the list exactly once', async () => {
    const { client, clock, sent, network } = await started();
    network.weather = { ...calm, maxDelay: 100 };
    const shown: string[] = [];
    client.engine.subscribe(() => shown.push([...client.contents(1), ...client.outgoing()].join(',')));
    client.engine.send(1, 'hello');
    expect(client.outgoing()).toEqual(['sending hello']);
    await clock.pass(2000);
    expect(sent()).toEqual(['hello']);
    expect(client.contents(1)).toEqual(['hello']);
    expect(client.outgoing()).toEqual([]);
    expect(client.storage.messages.size).toBe(0);
    for (const list of shown) expect(['sending hello', 'sent hello', 'hello']).toContain(list);
  });

  test('appears even when its live event is lost', async () => {
    const { client, clock, network } = await started();
    network.weather = { ...calm, dropEvent: 1 };
    client.engine.send(1, 'hello');
    await clock.pass(100);
    expect(client.outgoing()).toEqual(['sent hello']);
    await clock.pass(2000);
    expect(client.contents(1)).toEqual(['hello']);
    expect(client.outgoing()).toEqual([]);
  });

  test('is sent again with the same id when the answer is lost, and never doubles', async () => {
    const { client, clock, network, sent } = await started();
    network.weather = { ...calm, loseAnswer: 1, dropEvent: 1 };
    client.engine.send(1, 'hello');
    await clock.pass(3000);
    network.weather = calm;
    await clock.pass(60_000);
    expect(network.requests.filter((r) => r === 'send hello').length).toBeGreaterThan(1);
    expect(sent()).toEqual(['hello']);
    expect(client.contents(1)).toEqual(['hello']);
    expect(client.outgoing()).toEqual([]);
  });

  test('that was refused fails with the reason, and the others go on', async () => {
    const { client, clock, server, sent } = await started();
    server.refuse = (content) => content === 'bad';
    for (const content of ['one', 'bad', 'two']) client.engine.send(1, content);
    await clock.pass(1000);
    expect(sent()).toEqual(['one', 'two']);
    expect(client.outgoing()).toEqual(['failed bad']);
    expect(client.engine.state.outgoing[0]?.reason).toBe('Not like that.');
    server.refuse = () => false;
    client.engine.retry(client.engine.state.outgoing[0]?.client_id ?? '');
    await clock.pass(1000);
    expect(sent()).toEqual(['one', 'two', 'bad']);
    expect(client.outgoing()).toEqual([]);
  });

  test('that was refused can be discarded for good', async () => {
    const { client, clock, server } = await started();
    server.refuse = () => true;
    client.engine.send(1, 'bad');
    await clock.pass(1000);
    client.engine.discard(client.engine.state.outgoing[0]?.client_id ?? '');
    expect(client.outgoing()).toEqual([]);
    client.reload();
    await clock.pass(1000);
    expect(client.outgoing()).toEqual([]);
  });

  test('says when it can no longer be lost with its page: once the storage has it', async () => {
    const { client, clock, network } = await started();
    network.cut();
    let safe = 0;
    client.engine.send(1, 'hello', null, [], () => safe++);
    expect(safe).toBe(0);
    await clock.pass(0);
    expect(safe).toBe(1);
    expect(client.engine.state.outgoing[0]?.kept).toBe(true);
    await clock.pass(60_000);
    expect([safe, client.contents(1)]).toEqual([1, ['hello']]);
  });

  test('that the storage does not take is shown as not kept, goes out all the same, and is safe when it has', async () => {
    const { client, clock, network } = await started();
    client.storage.put = () => Promise.reject(new Error('The disk is full.'));
    network.cut();
    let safe = 0;
    client.engine.send(1, 'hello', null, [], () => safe++);
    await clock.pass(0);
    expect(client.engine.state.outgoing.map((m) => m.kept)).toEqual([false]);
    expect(safe).toBe(0);
    await clock.pass(60_000);
    expect([safe, client.contents(1), client.outgoing()]).toEqual([1, ['hello'], []]);
  });

  test('to a session that its writer was removed from fails, outlives a reload, and goes when its writer leaves', async () => {
    const { client, clock, server, network } = await started();
    network.weather = { ...calm, connected: false };
    network.cut();
    client.engine.send(1, 'hello');
    server.rooms.delete(1);
    network.weather = calm;
    await clock.pass(60_000);
    expect(client.engine.state.missing.has(1)).toBe(true);
    expect(client.outgoing()).toEqual(['failed hello']);
    expect(client.engine.state.outgoing[0]?.code).toBe('session_not_found');
    client.reload();
    await clock.pass(1000);
    expect(client.outgoing()).toEqual(['failed hello']);
    client.engine.forget(1);
    expect(client.outgoing()).toEqual([]);
    expect(client.storage.messages.size).toBe(0);
  });

  test('is kept when the user turns out to be signed out', async () => {
    const { client, clock, server } = await started();
    server.signedIn = false;
    client.engine.send(1, 'hello');
    await clock.pass(1000);
    expect(client.signedOut).toBe(true);
    expect([...client.storage.messages.values()].map((m) => m.content)).toEqual(['hello']);
  });
});

describe('a server that takes no more for now', () => {
  test('is left alone for as long as it says, and gets each message once', async () => {
    const { client, clock, network, server, sent } = await started();
    const post = server.post.bind(server);
    const until = clock.now() + 5000;
    server.post = (...message) => {
      if (clock.now() < until) throw new Problem('rate_limited', 'Too fast.', true, {}, until - clock.now());
      return post(...message);
    };
    const tries = () => network.requests.filter((r) => r.startsWith('send'));
    client.engine.send(1, 'one');
    client.engine.send(1, 'two');
    await clock.pass(1000);
    // Neither another session nor a new connection gets around it.
    client.engine.send(2, 'three');
    network.cut();
    await clock.pass(3900);
    expect(tries()).toEqual(['send one']);
    expect(client.outgoing()).toEqual(['sending one', 'sending two', 'sending three']);
    await clock.pass(5000);
    expect(sent()).toEqual(['one', 'two']);
    expect(tries().sort()).toEqual(['send one', 'send one', 'send three', 'send two']);
    expect(client.outgoing()).toEqual([]);
  });
});

describe('messages written offline', () => {
  test('go out in order once the connection is back, also after a reload', async () => {
    const { client, clock, network, sent } = await started();
    network.weather = { ...calm, connected: false };
    network.cut();
    for (const content of ['one', 'two', 'three']) client.engine.send(1, content);
    await clock.pass(60_000);
    client.reload();
    await clock.pass(1000);
    expect(client.outgoing()).toEqual(['sending one', 'sending two', 'sending three']);
    client.engine.send(1, 'four');
    network.weather = calm;
    client.engine.networkOnline();
    await clock.pass(1000);
    expect(sent()).toEqual(['one', 'two', 'three', 'four']);
    expect(client.outgoing()).toEqual([]);
    expect(client.storage.messages.size).toBe(0);
  });

  test('take their files along', async () => {
    const { client, clock, network, server } = await started();
    network.weather = { ...calm, connected: false };
    network.cut();
    client.engine.send(1, '', null, [document('f1'), document('f2')]);
    client.reload();
    await clock.pass(1000);
    expect(client.engine.state.outgoing[0]?.attachments.map((file) => file.id)).toEqual(['f1', 'f2']);
    network.weather = calm;
    client.engine.networkOnline();
    await clock.pass(1000);
    expect(server.room(1).messages.map((m) => m.attachments)).toEqual([[document('f1'), document('f2')]]);
  });

  test('that the server already had before the reload are not sent twice', async () => {
    const { client, clock, network, sent } = await started();
    network.weather = { ...calm, loseAnswer: 1, dropEvent: 1 };
    client.engine.send(1, 'hello');
    await clock.pass(0);
    expect(sent()).toEqual(['hello']);
    network.weather = calm;
    client.reload();
    client.engine.open(1);
    await clock.pass(3000);
    expect(sent()).toEqual(['hello']);
    expect(client.contents(1)).toEqual(['hello']);
    expect(client.outgoing()).toEqual([]);
  });

  test('do not hold up another session', async () => {
    const { client, clock, network, server } = await started();
    const post = server.post.bind(server);
    server.post = (sender, id, ...rest) => {
      if (id === 1) throw Problem.timeout();
      return post(sender, id, ...rest);
    };
    client.engine.send(1, 'stuck');
    client.engine.send(2, 'free');
    await clock.pass(1000);
    expect(server.room(2).messages.map((m) => m.content)).toEqual(['free']);
    expect(client.outgoing()).toEqual(['sending stuck']);
    expect(network.requests.filter((r) => r.startsWith('send')).length).toBeLessThan(5);
  });
});
