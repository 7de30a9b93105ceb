import { describe, expect, test } from 'vitest';
import { world } from './world/client';
import { calm } from './world/network';
import { ada, bob, type Server } from './world/server';

function post(server: Server, id: number, from: number, to: number): void {
  for (let n = from; n <= to; n++) server.post(bob, id, `m${n}`, `bob-${id}-${n}`);
}

/** Session 1 is open, session 2 is not; both have three messages that Ada has not read. */
async function opened() {
  const w = world();
  w.server.create(1);
  w.server.create(2);
  post(w.server, 1, 1, 3);
  post(w.server, 2, 1, 3);
  const client = w.open();
  client.engine.open(1);
  await w.clock.pass(3000);
  w.network.requests.length = 0;
  const unread = (id: number) => client.engine.state.sessions?.find((s) => s.session.id === id)?.unread;
  return { ...w, client, unread };
}

describe('the unread count', () => {
  test('is the server’s from the start, and follows live events without asking', async () => {
    const { server, clock, network, unread } = await opened();
    expect(unread(2)).toBe(3);
    post(server, 2, 4, 6);
    server.post(ada, 2, 'by Ada elsewhere', 'elsewhere');
    server.delete(2, 5);
    server.delete(2, 1);
    await clock.pass(1000);
    expect(unread(2)).toBe(4);
    expect(network.requests).toEqual([]);
  });

  test('goes when the session is read on another device', async () => {
    const { server, clock, network, unread } = await opened();
    server.markRead(ada, 2, 3);
    await clock.pass(0);
    expect(unread(2)).toBe(0);
    expect(network.requests).toEqual([]);
  });

  test('is asked for when another device has read only a part', async () => {
    const { server, clock, network, unread } = await opened();
    server.markRead(ada, 2, 1);
    await clock.pass(1000);
    expect(unread(2)).toBe(2);
    expect(network.requests).toEqual(['standing 2']);
  });

  test('has what came while the session was offline', async () => {
    const { server, clock, network, unread } = await opened();
    network.cut();
    post(server, 2, 4, 5);
    server.delete(2, 1);
    await clock.pass(3000);
    expect(unread(2)).toBe(4);
  });

  test('counts an event that comes before the answer to resume and is younger than it', async () => {
    const { server, clock, network, unread } = await opened();
    const resume = server.resume.bind(server);
    server.resume = (...question) => {
      const answer = resume(...question);
      if (server.room(2).rev === 3) post(server, 2, 4, 4);
      return answer;
    };
    network.cut();
    await clock.pass(3000);
    expect(unread(2)).toBe(4);
  });

  test('does not count twice what the answer to resume has counted already', async () => {
    const { server, clock, network, unread } = await opened();
    const heads = server.heads.bind(server);
    server.heads = () => {
      const answer = heads();
      if (server.room(2).rev === 3) post(server, 2, 4, 4);
      return answer;
    };
    network.cut();
    await clock.pass(3000);
    expect(unread(2)).toBe(4);
  });
});

describe('the read marker', () => {
  test('moves once when the newest message is seen', async () => {
    const { client, server, clock, network, unread } = await opened();
    client.engine.markSeen(1);
    client.engine.markSeen(1);
    expect(unread(1)).toBe(0);
    await clock.pass(3000);
    client.engine.markSeen(1);
    await clock.pass(3000);
    expect(network.requests).toEqual(['read 1 3']);
    expect(server.room(1).read.get(ada.id)).toBe(3);
  });

  test('of a busy session moves some messages at a time, and arrives at the last one', async () => {
    const { client, server, clock, network } = await opened();
    for (let n = 4; n <= 40; n++) {
      post(server, 1, n, n);
      await clock.pass(100);
      client.engine.markSeen(1);
    }
    await clock.pass(3000);
    expect(network.requests.filter((r) => r.startsWith('read')).length).toBeLessThan(8);
    expect(server.room(1).read.get(ada.id)).toBe(40);
  });

  test('that is moved while it is on its way goes on', async () => {
    const { client, server, clock, network } = await opened();
    network.weather = { ...calm, maxDelay: 500 };
    client.engine.markSeen(1);
    network.weather = calm;
    post(server, 1, 4, 4);
    await clock.pass(0);
    client.engine.markSeen(1);
    await clock.pass(5000);
    expect(server.room(1).read.get(ada.id)).toBe(4);
  });

  test('is not moved by one’s own messages', async () => {
    const { client, clock, network } = await opened();
    client.engine.markSeen(1);
    await clock.pass(3000);
    network.requests.length = 0;
    client.engine.send(1, 'mine');
    await clock.pass(1000);
    client.engine.markSeen(1);
    await clock.pass(3000);
    expect(network.requests).toEqual(['send mine']);
  });

  test('gets to the server when the network is back', async () => {
    const { client, server, clock, network, unread } = await opened();
    network.weather = { ...calm, connected: false };
    network.cut();
    client.engine.markSeen(1);
    await clock.pass(10_000);
    expect(unread(1)).toBe(0);
    network.weather = calm;
    client.engine.networkOnline();
    await clock.pass(60_000);
    expect(server.room(1).read.get(ada.id)).toBe(3);
    expect(unread(1)).toBe(0);
  });

  test('of others shows who has read, whichever news of it comes last', async () => {
    const { client, server, clock, network } = await opened();
    const markers = () => client.engine.state.rooms.get(1)?.markers;
    server.markRead(bob, 1, 2);
    await clock.pass(0);
    expect(markers()?.get(bob.id)).toBe(2);
    // An old answer, overtaken by an event.
    const old = server.markers(1);
    server.markers = () => old;
    server.markRead(bob, 1, 3);
    await clock.pass(0);
    network.cut();
    await clock.pass(3000);
    expect(markers()?.get(bob.id)).toBe(3);
  });
});
