import { describe, expect, test } from 'vitest';
import type { Reached } from '../src/sync/past';
import { expectSame } from './world/check';
import type { Client } from './world/client';
import { calm } from './world/network';
import { opened, post } from './world/opened';
import { bob } from './world/server';

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
