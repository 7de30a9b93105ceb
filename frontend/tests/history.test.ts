import { describe, expect, test } from 'vitest';
import type { Message } from '../src/sync/protocol';
import { Room } from '../src/sync/room';
import { expectSame } from './world/check';
import { MemoryDeletions, MemoryHistory, world } from './world/client';
import { encryptionPorts } from './world/keys';
import { calm } from './world/network';
import { opened, post } from './world/opened';
import { ada, bob } from './world/server';

describe('resume', () => {
  test('brings edits, deletions and reactions', async () => {
    const { client, server, clock, network, reads } = await opened(5);
    network.cut();
    server.edit(1, 1, 'edited');
    server.delete(1, 2);
    server.react(bob, 1, 3, '👍', true);
    post(server, 6, 6);
    await clock.pass(3000);
    expectSame(client, server, 1);
    expect(reads()).toEqual([]);
  });

  test('that has more to say is continued page by page', async () => {
    const { client, server, clock, network, reads } = await opened(5);
    server.resumeLimit = 10;
    network.cut();
    post(server, 6, 300);
    await clock.pass(3000);
    expectSame(client, server, 1);
    expect(client.contents(1).length).toBe(300);
    expect(reads()).toEqual(['messages 1 {"since_rev":15,"limit":200}', 'messages 1 {"since_rev":215,"limit":200}']);
  });

  test('and the events that come before its answer make one list, without a request', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { client, server, clock, network, reads } = await opened(5);
      network.cut();
      post(server, 6, 8);
      network.weather = { ...calm, maxDelay: 2000 };
      for (let n = 9; n <= 20; n++) {
        await clock.pass(250);
        post(server, n, n);
      }
      network.weather = calm;
      await clock.pass(5000);
      expectSame(client, server, 1);
      expect(client.contents(1)).toEqual(Array.from({ length: 20 }, (_, i) => `m${i + 1}`));
      expect(reads().length).toBeLessThan(4);
    }
  });

  test('is waited for before anything is fetched', async () => {
    const { client, server, clock, network, reads } = await opened(5);
    const slow = { ...calm, maxDelay: 4000 };
    const heads = server.heads.bind(server);
    server.heads = () => {
      // The answer takes its time from here on; the events do not.
      network.weather = slow;
      return heads();
    };
    network.cut();
    post(server, 6, 8);
    while (network.weather === calm) await clock.pass(1);
    network.weather = calm;
    post(server, 9, 9);
    network.weather = slow;
    const resumed = () => client.engine.state.connection === 'online';
    await clock.pass(1000);
    expect(resumed()).toBe(false);
    await clock.pass(15_000);
    expect(resumed()).toBe(true);
    expectSame(client, server, 1);
    expect(reads()).toEqual([]);
  });

  test('without an answer is asked again on a new link', async () => {
    const { client, server, clock, network } = await opened(5);
    const resume = server.resume.bind(server);
    let asked = 0;
    server.resume = (...question) => {
      if (++asked === 1) network.cut();
      return resume(...question);
    };
    network.cut();
    post(server, 6, 8);
    await clock.pass(10_000);
    expect(asked).toBe(2);
    expectSame(client, server, 1);
  });

  test('drops a session that it refuses', async () => {
    const { client, server, clock, network } = await opened(5);
    const resume = server.resume.bind(server);
    network.cut();
    server.rooms.delete(1);
    server.resume = (user, held, heads) => {
      expect(held).toEqual({ 1: 5 });
      return resume(user, held, heads);
    };
    await clock.pass(3000);
    expect(client.engine.state.rooms.has(1)).toBe(false);
    expect(client.engine.state.missing.has(1)).toBe(true);
  });
});

describe('a history that the server does not have', () => {
  // With fewer changes since than were lost, and with more: the numbers alone would not show it.
  test.each([1, 9])('is thrown away when resume refuses it, %i changes after the restore', async (changes) => {
    const { client, server, clock, network } = await opened(8);
    client.engine.markSeen(1);
    await clock.pass(3000);
    network.cut();
    server.restore(1, 4);
    const others = Array.from({ length: changes }, (_, n) => `other ${n}`);
    for (const other of others) server.post(bob, 1, other, other);
    await clock.pass(5000);
    expect(client.contents(1)).toEqual(['m1', 'm2', 'm3', 'm4', ...others]);
    expectSame(client, server, 1);
    server.post(bob, 1, 'one more', 'one-more');
    await clock.pass(1000);
    expectSame(client, server, 1);
  });

  test('is thrown away when a page refuses it', async () => {
    const { clock, network, server } = await opened(8);
    const kept = { storage: never, deletions: new MemoryDeletions(), history: new MemoryHistory(), encryption: encryptionPorts(server.keys, 1), tabs: null };
    const show = (messages: readonly Message[]) => messages;
    const room = new Room(1, { ...kept, hub: network, rest: network.rest, clock, random: () => 0, newId: () => '' }, { changed, show, gone: changed });
    room.start();
    await clock.pass(100);
    expect(room.rev).toBe(8);
    server.restore(1, 4);
    room.heard(9, 0);
    await clock.pass(1000);
    expect(room.view.messages.map((m) => m.seq)).toEqual([1, 2, 3, 4]);
    network.requests.length = 0;
    await clock.pass(60_000);
    expect(network.requests).toEqual([]);
  });
});

describe('a quoted message before the window', () => {
  test('is fetched once and kept current, also over a long absence', async () => {
    const { client, server, clock, network, reads } = await opened(100);
    const quote = () => client.engine.state.rooms.get(1)?.quotes.get(3)?.content;
    server.post(bob, 1, 'answer', 'answer', 3);
    server.post(bob, 1, 'one more', 'one-more', 3);
    await clock.pass(1000);
    expect(quote()).toBe('m3');
    expect(reads()).toEqual(['messages 1 {"after_seq":2,"limit":1}']);
    server.edit(1, 3, 'edited');
    await clock.pass(1000);
    expect(quote()).toBe('edited');
    network.cut();
    server.edit(1, 3, 'edited again');
    await clock.pass(3000);
    expect(quote()).toBe('edited again');

    server.resumeLimit = 3;
    network.cut();
    for (let n = 0; n < 1500; n++) server.post(bob, 1, `flood ${n}`, `flood-${n}`);
    server.delete(1, 3);
    server.post(bob, 1, 'answer', 'late-answer', 3);
    await clock.pass(5000);
    expect(quote()).toBe('');
    expectSame(client, server, 1);
  });

});

describe('a session at the top of the list', () => {
  test('that was seen before is held from the start, and current without a request of its own', async () => {
    const { client, server, clock, reads } = await opened(5);
    client.engine.pause();
    await clock.pass(1000);
    client.reload();
    post(server, 6, 7);
    await clock.pass(1000);
    client.engine.open(1);
    expect(client.contents(1)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
    expect(reads()).toEqual([]);
    expectSame(client, server, 1);
  });
});

describe('where the user stopped reading', () => {
  test('is known when the session is opened, and nothing is marked as read before', async () => {
    const w = world();
    w.server.create(1);
    post(w.server, 1, 10);
    w.server.markRead(ada, 1, 4);
    const client = w.open();
    client.engine.open(1);
    client.engine.markSeen(1);
    await w.clock.pass(1000);
    expect(w.network.requests.filter((r) => r.startsWith('read'))).toEqual([]);
    expect(client.engine.stoppedAt(1)).toEqual({ seq: 4, unread: 6 });
    client.engine.markSeen(1);
    await w.clock.pass(1000);
    expect(w.server.standing(ada, 1).read_seq).toBe(10);
    expect(client.engine.stoppedAt(1)).toEqual({ seq: 4, unread: 6 });
  });

  test('is found out anew each time the session is opened, before anything is marked as read', async () => {
    const w = world();
    const client = w.open();
    await w.clock.pass(3000);
    // It comes while the page is open.
    w.server.create(1);
    post(w.server, 1, 2);
    client.engine.open(1);
    await w.clock.pass(3000);
    client.engine.markSeen(1);
    await w.clock.pass(3000);
    client.engine.close(1);
    post(w.server, 3, 5);
    await w.clock.pass(3000);
    // A page shows what is held of it before it is open again.
    client.engine.markSeen(1);
    client.engine.open(1);
    expect(client.engine.stoppedAt(1)).toEqual({ seq: 2, unread: 3 });
  });
});

describe('a change that is made here', () => {
  test('shows with its answer, and changes nothing else', async () => {
    const { client, server, clock, network } = await opened(3);
    network.weather = { ...calm, dropEvent: 1 };
    server.edit(1, 2, 'not heard of yet');
    const message = client.engine.state.rooms.get(1)?.messages[0];
    if (message) void client.engine.react(message, '👍', true);
    await clock.pass(10);
    network.weather = calm;
    expect(client.engine.state.rooms.get(1)?.messages[0]?.reactions).toEqual([{ emoji: '👍', user_ids: [ada.id] }]);
    await clock.pass(1000);
    expectSame(client, server, 1);
  });
});

const changed = () => undefined;
const never = { all: () => Promise.resolve([]), put: () => Promise.resolve(), delete: () => Promise.resolve() };
