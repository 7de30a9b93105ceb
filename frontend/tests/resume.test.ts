import { describe, expect, test } from 'vitest';
import { world } from './world/client';
import { calm } from './world/network';
import { opened, post } from './world/opened';
import { bob } from './world/server';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `m${from + i}`);

describe('an open session', () => {
  test('starts with the newest 50 messages', async () => {
    const { client } = await opened(120);
    expect(client.contents(1)).toEqual(numbers(71, 120));
    expect(client.engine.state.rooms.get(1)?.hasOlder).toBe(true);
  });

  test('shows a live message without asking for it', async () => {
    const { client, server, clock, network } = await opened(2);
    post(server, 3, 3);
    await clock.pass(1000);
    expect(client.contents(1)).toEqual(numbers(1, 3));
    expect(network.requests).toEqual([]);
  });

  test('fetches what a lost event would have brought once the next one shows the gap', async () => {
    const { client, server, clock, network } = await opened(2);
    network.weather = { ...calm, dropEvent: 1 };
    post(server, 3, 5);
    network.weather = calm;
    post(server, 6, 6);
    await clock.pass(1000);
    expect(client.contents(1)).toEqual(numbers(1, 6));
    expect(network.requests.filter((r) => r.startsWith('messages'))).toEqual(['messages 1 {"since_rev":2,"limit":200}']);
  });

  test('puts events that overtook each other in order, without a fetch', async () => {
    const { client, server, clock, network } = await opened(0);
    network.weather = { ...calm, maxDelay: 100 };
    post(server, 1, 20);
    await clock.pass(1000);
    expect(client.contents(1)).toEqual(numbers(1, 20));
    expect(network.requests).toEqual([]);
  });

  test('drops repeated events', async () => {
    const { client, server, clock, network } = await opened(0);
    network.weather = { ...calm, repeatEvent: 1, maxDelay: 20 };
    post(server, 1, 20);
    await clock.pass(1000);
    expect(client.contents(1)).toEqual(numbers(1, 20));
  });

  test('finds a silently lost last event at the next look at the heads', async () => {
    const { client, server, clock, network } = await opened(2);
    network.weather = { ...calm, dropEvent: 1 };
    post(server, 3, 3);
    network.weather = calm;
    await clock.pass(31_000);
    expect(client.contents(1)).toEqual(numbers(1, 2));
    client.engine.returned();
    await clock.pass(1000);
    expect(client.contents(1)).toEqual(numbers(1, 3));
  });

  test('keeps the newer of two states of a message, in whichever order they come', async () => {
    const { client, server, clock, network } = await opened(3);
    network.weather = { ...calm, maxDelay: 100, repeatEvent: 0.5 };
    for (let n = 1; n <= 10; n++) server.edit(1, 2, `edit ${n}`);
    await clock.pass(1000);
    expect(client.contents(1)).toEqual(['m1', 'edit 10', 'm3']);
  });

  test('shows no hole while a message that was edited comes after its successors', async () => {
    const { client, server, clock, network } = await opened(1);
    network.weather = { ...calm, dropEvent: 1 };
    post(server, 2, 300);
    server.edit(1, 2, 'edited');
    network.weather = calm;
    const seen: number[][] = [];
    client.engine.subscribe(() => seen.push(client.engine.state.rooms.get(1)?.messages.map((m) => m.seq) ?? []));
    network.cut();
    await clock.pass(5000);
    expect(client.contents(1)).toEqual(['m1', 'edited', ...numbers(3, 300)]);
    for (const seqs of seen) expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  });
});

describe('after a reconnect', () => {
  test('an open session gets what changed with the answer to resume', async () => {
    const { client, server, clock, network } = await opened(3);
    network.weather = { ...calm, connected: false };
    network.cut();
    post(server, 4, 5);
    server.edit(1, 1, 'edited');
    network.weather = calm;
    await clock.pass(5000);
    expect(client.contents(1)).toEqual(['edited', ...numbers(2, 5)]);
    expect(network.requests.filter((r) => r.startsWith('messages'))).toEqual([]);
  });

  test('sessions that were never opened fetch no messages, but count what is unread', async () => {
    const { client, server, clock, network } = await opened(3);
    network.weather = { ...calm, connected: false };
    network.cut();
    for (let n = 1; n <= 4; n++) server.post(bob, 2, `other ${n}`, `other-${n}`);
    network.weather = calm;
    network.requests.length = 0;
    await clock.pass(5000);
    expect(network.requests.filter((r) => r.startsWith('messages 2'))).toEqual([]);
    expect(client.engine.state.sessions?.find((s) => s.session.id === 2)?.unread).toBe(4);
  });

  test('a session that is far behind starts again with the newest messages', async () => {
    const { client, server, clock, network } = await opened(3);
    network.weather = { ...calm, connected: false };
    network.cut();
    post(server, 4, 1500);
    network.weather = calm;
    await clock.pass(5000);
    expect(client.contents(1)).toEqual(numbers(1451, 1500));
  });

  test('a session that was deleted meanwhile is gone', async () => {
    const { client, server, clock, network } = await opened(3);
    network.cut();
    server.deleteSession(1);
    await clock.pass(5000);
    expect(client.engine.state.sessions?.map((s) => s.session.id)).toEqual([2]);
    expect(client.engine.state.missing.has(1)).toBe(true);
  });

  test('a refused user is told to sign in instead of trying for ever', async () => {
    const { client, server, clock, network } = await opened(3);
    server.signedIn = false;
    network.cut();
    await clock.pass(5000);
    expect(client.signedOut).toBe(true);
  });
});

describe('a server that sends its clients away', () => {
  test.each(['restart', 'resume'] as const)('sees them come back spread over some time (%s)', async (reason) => {
    const delays: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const { server, clock, network, open } = world(seed);
      server.create(1);
      const client = open();
      client.engine.open(1);
      await clock.pass(20_000);
      network.cut(reason);
      // Nothing is wrong, so nothing is said.
      expect(client.engine.state.connection).toBe('connecting');
      const before = clock.now();
      while (client.engine.state.connection !== 'online') await clock.pass(50);
      delays.push(clock.now() - before);
      await clock.pass(1000);
    }
    expect(Math.max(...delays)).toBeLessThan(3500);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(1000);
  });

  test('again and again is left alone for longer and longer', async () => {
    const { network, clock, client } = await opened(1);
    const connects = () => network.requests.filter((r) => r === 'connect').length;
    for (let n = 0; n < 1000; n++) {
      if (client.engine.state.connection === 'online') network.cut('restart');
      await clock.pass(100);
    }
    expect(connects()).toBeLessThan(12);
  });
});

describe('older messages', () => {
  test('come page by page, down to the first', async () => {
    const { client, clock } = await opened(120);
    client.engine.loadOlder(1);
    await clock.pass(100);
    expect(client.contents(1)).toEqual(numbers(21, 120));
    client.engine.loadOlder(1);
    await clock.pass(100);
    expect(client.contents(1)).toEqual(numbers(1, 120));
    expect(client.engine.state.rooms.get(1)?.hasOlder).toBe(false);
  });

  test('are not stale when one was edited while the page was on its way', async () => {
    const { client, server, clock } = await opened(120);
    const read = server.messages.bind(server);
    server.messages = (id, query) => {
      const page = read(id, query);
      server.edit(1, 30, 'edited');
      return page;
    };
    client.engine.loadOlder(1);
    await clock.pass(1000);
    expect(client.contents(1)).toEqual([...numbers(21, 29), 'edited', ...numbers(31, 120)]);
  });

  test('can be asked for again after a failure', async () => {
    const { client, clock, network } = await opened(120);
    network.weather = { ...calm, failRequest: 1 };
    client.engine.loadOlder(1);
    await clock.pass(100);
    expect(client.engine.state.rooms.get(1)?.older).toBe('failed');
    network.weather = calm;
    client.engine.loadOlder(1);
    await clock.pass(100);
    expect(client.contents(1)).toEqual(numbers(21, 120));
  });
});
