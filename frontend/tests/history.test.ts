import { describe, expect, test } from 'vitest';
import { Problem } from '../src/sync/problem';
import type { Message } from '../src/sync/protocol';
import type { Reached } from '../src/sync/past';
import { Room } from '../src/sync/room';
import { expectSame } from './world/check';
import { type Client, MemoryDeletions, MemoryHistory, world } from './world/client';
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

describe('an old message', () => {
  const past = (client: Client) => client.engine.state.rooms.get(1)?.past?.messages.map((m) => m.seq) ?? null;
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  async function reached(messages: number, seq: number) {
    const w = await opened(messages);
    const found: Reached[] = [];
    void w.client.engine.reach(1, seq).then((reached) => found.push(reached));
    await w.clock.pass(1000);
    return { ...w, found };
  }

  test('that is near is read up to', async () => {
    const { client, found } = await reached(200, 20);
    expect(found).toEqual(['there']);
    expect(past(client)).toBeNull();
    expect(client.contents(1)[0]).toBe('m1');
    expect(client.contents(1).at(-1)).toBe('m200');
  });

  test('that is far away is shown among its neighbours, and nothing between is read', async () => {
    const { client, found, reads } = await reached(700, 300);
    expect(found).toEqual(['there']);
    expect(past(client)).toEqual(range(250, 349));
    expect(client.contents(1)[0]).toBe('m651');
    expect(reads()).toEqual(['messages 1 {"before_seq":300,"limit":50}', 'messages 1 {"after_seq":299,"limit":50}']);
  });

  test('that does not exist is not found', async () => {
    const { client, found } = await reached(50, 51);
    expect(found).toEqual(['gone']);
    expect(past(client)).toBeNull();
  });

  test('that came while the app was closed is waited for, not taken to be gone', async () => {
    const { client, server, clock, network } = await opened(50);
    client.engine.pause();
    await clock.pass(1000);
    client.reload();
    post(server, 51, 60);
    network.weather = { ...calm, maxDelay: 2000 };
    client.engine.open(1);
    await clock.pass(0);
    // What was kept is shown already.
    expect(client.contents(1).at(-1)).toBe('m50');
    const found: Reached[] = [];
    void client.engine.reach(1, 60).then((reached) => found.push(reached));
    await clock.pass(10_000);
    expect(found).toEqual(['there']);
    expect(client.contents(1).at(-1)).toBe('m60');
  });

  test('that nobody can be asked for is not said to be gone', async () => {
    const { client, clock, network } = await opened(700);
    network.weather = { ...calm, connected: false };
    network.cut();
    const found: Reached[] = [];
    for (const seq of [300, 600, 701]) void client.engine.reach(1, seq).then((reached) => found.push(reached));
    await clock.pass(5000);
    expect(found).toEqual(['unreachable', 'unreachable', 'unreachable']);
  });

  test('is kept current, also when its changes come while pages are on their way', async () => {
    const { client, server, clock, network } = await reached(700, 300);
    server.edit(1, 310, 'edited');
    network.weather = { ...calm, maxDelay: 3000 };
    client.engine.loadOlder(1);
    client.engine.loadNewer(1);
    for (let n = 0; n < 60; n++) {
      server.react(bob, 1, 200 + 3 * n, '👍', true);
      await clock.pass(50);
    }
    network.weather = calm;
    await clock.pass(5000);
    expect(past(client)).toEqual(range(200, 399));
    expectSame(client, server, 1);
  });

  test('leads back to the newest ones page by page', async () => {
    const { client, server, clock } = await reached(700, 300);
    for (let n = 0; n < 7; n++) {
      client.engine.loadNewer(1);
      await clock.pass(100);
    }
    expect(past(client)).toBeNull();
    expect(client.engine.state.rooms.get(1)?.messages.map((m) => m.seq)).toEqual(range(250, 700));
    expectSame(client, server, 1);
  });

  test('is given up for the newest ones at once', async () => {
    const { client } = await reached(700, 300);
    client.engine.latest(1);
    expect(past(client)).toBeNull();
    expect(client.contents(1).at(-1)).toBe('m700');
  });
});

describe('a reader who goes far back', () => {
  test('holds a bounded part of the history, and finds the way back', async () => {
    const { client, server, clock } = await opened(4000);
    const room = () => client.engine.state.rooms.get(1);
    const held = () => (room()?.messages.length ?? 0) + (room()?.past?.messages.length ?? 0);
    const first = () => (room()?.past ?? room())?.messages[0]?.seq;
    for (let n = 0; n < 79; n++) {
      client.engine.loadOlder(1);
      await clock.pass(100);
      expect(first()).toBe(4000 - 50 * (n + 2) + 1);
      expect(held()).toBeLessThan(1500);
    }
    for (let n = 0; n < 80; n++) {
      client.engine.loadNewer(1);
      await clock.pass(100);
      expect(held()).toBeLessThan(1500);
    }
    expect(room()?.past).toBeNull();
    expectSame(client, server, 1);
  });
});

/** A second tab on the same device. */
async function withOther(messages: number) {
  const all = await opened(messages);
  const other = all.open();
  other.deletions = all.client.deletions;
  other.reload();
  await all.clock.pass(1000);
  return { ...all, other };
}

describe('a deletion', () => {
  test('can be taken back for a while, and is sent after it', async () => {
    const { client, server, clock } = await opened(3);
    const [first, second] = client.engine.state.rooms.get(1)?.messages ?? [];
    if (!first || !second) throw new Error('There are no messages.');
    client.engine.delete(first);
    client.engine.delete(second);
    await clock.pass(5000);
    expect(client.engine.state.deletions.get(first.id)).toBe('waiting');
    client.engine.undoDelete(second);
    await clock.pass(5000);
    expect(server.room(1).messages.map((m) => m.content)).toEqual(['', 'm2', 'm3']);
    expectSame(client, server, 1);
  });

  test('is sent when the page goes away, and comes back when it is refused', async () => {
    const { client, server, clock } = await opened(3);
    const [first, second] = client.engine.state.rooms.get(1)?.messages ?? [];
    if (!first || !second) throw new Error('There are no messages.');
    client.engine.delete(first);
    void client.engine.flush();
    await clock.pass(100);
    expect(server.room(1).messages[0]?.deleted_at).toBeDefined();

    const refusal = new Problem('forbidden', 'No.', false);
    server.delete = () => {
      throw refusal;
    };
    client.engine.delete(second);
    await clock.pass(10_000);
    expect(client.engine.state.deletions.get(second.id)).toBe(refusal);
    expect(client.deletions.items.size).toBe(0);
  });

  test('outlives a page whose last request does not arrive', async () => {
    const { client, server, network, clock } = await opened(3);
    const [first, second, third] = client.engine.state.rooms.get(1)?.messages ?? [];
    if (!first || !second || !third) throw new Error('There are no messages.');
    client.engine.delete(first);
    client.engine.delete(second);
    client.engine.undoDelete(second);
    await clock.pass(1000);
    const calmly = network.weather;
    network.weather = { ...calmly, connected: false };
    client.reload();
    await clock.pass(100);
    network.weather = calmly;
    await clock.pass(1000);
    expect(server.room(1).messages[0]?.deleted_at).toBeUndefined();
    // It is shown as it was, and can still be taken back.
    expect(client.engine.state.deletions).toEqual(new Map([[first.id, 'waiting']]));
    await clock.pass(6000);
    expect(server.room(1).messages.map((m) => m.deleted_at !== undefined)).toEqual([true, false, false]);
    expect(client.deletions.items.size).toBe(0);
  });

  test('is not carried out by another tab once it was taken back', async () => {
    const { client, server, clock, other } = await withOther(2);
    const [first, second] = client.engine.state.rooms.get(1)?.messages ?? [];
    if (!first || !second) throw new Error('There are no messages.');
    client.engine.delete(first);
    client.engine.delete(second);
    await clock.pass(1000);
    other.engine.lead();
    await clock.pass(1000);
    expect(other.engine.state.deletions.size).toBe(2);
    client.engine.undoDelete(first);
    await clock.pass(10_000);
    expect(server.room(1).messages.map((m) => m.deleted_at !== undefined)).toEqual([false, true]);
    expect(other.engine.state.deletions.has(first.id)).toBe(false);
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
