import { describe, expect, test } from 'vitest';
import { Problem } from '../src/sync/problem';
import { expectSame } from './world/check';
import { opened } from './world/opened';

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
