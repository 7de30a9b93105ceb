import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ciphers } from '../src/crypto/ciphers';
import type { News } from '../src/sync/state';
import type { NewKeyPair } from '../src/sync/ports';
import { Problem } from '../src/sync/problem';
import type { User } from '../src/sync/protocol';
import { Client, world } from './world/client';
import { MemoryKeys } from './world/keys';
import { calm, Network } from './world/network';
import { ada, bob } from './world/server';

const carol: User = { id: 3, username: 'carol', display_name: 'Carol' };

/** A server with an encrypted session 1 of Ada and Bob. */
function place() {
  const w = world();
  w.server.create(1, 'Secret', true);
  const client = (user: User) => new Client(user === ada ? w.network : new Network(user, w.server, w.clock, w.random), w.random, user);

  /** Cryptography takes real time, and the clock of this world stands still meanwhile. */
  const until = async (condition: () => unknown, what: string) => {
    for (let i = 0; i < 500; i++) {
      if (condition()) return;
      await w.clock.pass(200);
      await wait(1);
    }
    throw new Error(`It should be so and is not: ${what}`);
  };
  /** So long that whatever could happen has. */
  const settle = async () => {
    for (let i = 0; i < 25; i++) {
      await w.clock.pass(400);
      await wait(2);
    }
  };
  /** Somebody with a key pair who has opened the session. */
  const ready = async (user: User) => {
    const one = client(user);
    const made = await one.engine.encryption.makePair();
    await one.engine.encryption.adopt(made);
    one.engine.open(1);
    await until(() => one.engine.state.rooms.get(1)?.status === 'ready', `${user.username} has opened the session`);
    return { client: one, made };
  };
  const contents = () => w.server.room(1).messages.map((m) => m.content);
  return { ...w, client, until, settle, ready, contents };
}

const sealedOf = (client: Client) => client.engine.state.rooms.get(1)?.messages.map((m) => m.sealed ?? m.content) ?? [];

describe('two people', () => {
  test('read each other, and the server reads nothing', async () => {
    const { until, ready, contents } = place();
    const [a, b] = [await ready(ada), await ready(bob)];
    a.client.engine.send(1, 'hello Bob');
    await until(() => b.client.contents(1).join() === 'hello Bob', 'Bob reads it');
    b.client.engine.send(1, 'hello Ada');
    await until(() => a.client.contents(1).join() === 'hello Bob,hello Ada', 'Ada reads it');
    for (const content of contents()) expect(content).toMatch(/^e2e1\.1\.[\w-]+$/);
    // The preview in the list is readable, what is kept for the next start is not.
    expect(a.client.engine.state.sessions?.[0]?.last?.content).toBe('hello Ada');
    a.client.engine.pause();
    expect(JSON.stringify([a.client.history.list, [...a.client.history.rooms.values()]])).not.toContain('hello');
  });

  test('who begin at once have one key', async () => {
    const { until, client, contents } = place();
    const [a, b] = [client(ada), client(bob)];
    for (const one of [a, b]) await one.engine.encryption.adopt(await one.engine.encryption.makePair());
    for (const one of [a, b]) one.engine.open(1);
    a.engine.send(1, 'from Ada');
    b.engine.send(1, 'from Bob');
    const both = (one: Client) => one.contents(1).sort().join() === 'from Ada,from Bob';
    await until(() => both(a) && both(b), 'both read both');
    expect(contents().every((content) => content.startsWith('e2e1.1.'))).toBe(true);
  });

  test('edit, answer and quote what is sealed', async () => {
    const { until, ready, contents } = place();
    const [a, b] = [await ready(ada), await ready(bob)];
    a.client.engine.send(1, 'frist');
    await until(() => b.client.contents(1).length === 1 && b.client.contents(1)[0] === 'frist', 'Bob reads it');
    const [message] = a.client.engine.state.rooms.get(1)?.messages ?? [];
    if (!message) throw new Error('There is one.');
    void a.client.engine.edit(message, 'first');
    await until(() => b.client.contents(1)[0] === 'first', 'Bob reads the change');
    expect(contents()[0]).toMatch(/^e2e1\.1\./);
  });

  test('are told of whom it names once it is open', async () => {
    const { until, ready } = place();
    const [a, b] = [await ready(ada), await ready(bob)];
    a.client.engine.send(1, 'first');
    await until(() => b.client.contents(1)[0] === 'first', 'Bob has the key');
    b.client.engine.close(1);
    const news: News[] = [];
    b.client.engine.onNews((one) => news.push(one));
    a.client.engine.send(1, 'look, @bob');
    await until(() => news.length > 0, 'Bob is told');
    expect([news[0]?.message.content, news[0]?.mention]).toEqual(['look, @bob', true]);
    expect(b.client.engine.state.sessions?.[0]?.mentions).toBe(1);
  });
});

describe('a key that is not there yet', () => {
  test('is waited for, by what was written and by what is written, and comes by itself', async () => {
    const { until, settle, ready, client, contents } = place();
    const a = await ready(ada);
    a.client.engine.send(1, 'early');
    await until(() => contents().length === 1, 'it is posted');
    const b = client(bob);
    b.engine.open(1);
    b.engine.send(1, 'patient');
    await until(() => sealedOf(b)[0] === 'waiting', 'Bob sees that he has to wait');
    await settle();
    expect(b.engine.state.encryption.own).toBe('none');
    expect([contents().length, b.outgoing()]).toEqual([1, ['sending patient']]);

    await b.engine.encryption.adopt(await b.engine.encryption.makePair());
    await until(() => b.contents(1).join() === 'early,patient', 'Bob reads and writes');
    await until(() => a.client.contents(1).join() === 'early,patient', 'Ada reads it');
  });

  test('reaches somebody who is added later, with the history', async () => {
    const { until, ready, client, server } = place();
    const a = await ready(ada);
    a.client.engine.send(1, 'before Carol');
    await until(() => a.client.contents(1).join() === 'before Carol', 'it is posted');
    const c = client(carol);
    await c.engine.encryption.adopt(await c.engine.encryption.makePair());
    server.change(1, carol, true);
    c.engine.open(1);
    await until(() => c.contents(1).join() === 'before Carol', 'Carol reads the history');
  });

  test('is in the backup: another device with the recovery code reads the history, also when nobody else is there', async () => {
    const { until, ready, client, settle } = place();
    const [a, b] = [await ready(ada), await ready(bob)];
    a.client.engine.send(1, 'from Ada');
    await until(() => b.client.contents(1)[0] === 'from Ada', 'Bob reads it');
    await settle();
    for (const one of [a, b]) one.client.engine.stop();
    const phone = client(bob);
    phone.engine.open(1);
    await until(() => phone.engine.state.encryption.own === 'locked', 'the phone knows that there is a key');
    expect(await phone.engine.encryption.unlock(a.made.code)).toBe(false);
    expect(await phone.engine.encryption.unlock(b.made.code)).toBe(true);
    await until(() => phone.contents(1)[0] === 'from Ada', 'the phone reads it');
  });

  test('stays on the device: after a reload nothing is asked for, not even of the network', async () => {
    const { until, ready, network, settle } = place();
    const { client } = await ready(ada);
    client.engine.send(1, 'kept');
    await until(() => client.contents(1)[0] === 'kept', 'it is posted');
    await settle();
    client.engine.pause();
    client.reload();
    network.weather = { ...calm, connected: false };
    client.engine.open(1);
    await until(() => client.contents(1)[0] === 'kept', 'it is read without a network');
  });
});

describe('after somebody has left', () => {
  test('what is written is sealed with a key that they were never given', async () => {
    const { until, ready, server, contents, settle } = place();
    server.change(1, carol, true);
    const [a, b, c] = [await ready(ada), await ready(bob), await ready(carol)];
    a.client.engine.send(1, 'for all');
    await until(() => c.client.contents(1)[0] === 'for all' && b.client.contents(1)[0] === 'for all', 'all read it');
    await settle();
    const carols = server.keys.keys(1, carol.id).copies;
    server.change(1, carol, false);
    await settle();
    a.client.engine.send(1, 'without Carol');
    await until(() => b.client.contents(1)[1] === 'without Carol', 'Bob reads it');
    expect(contents()[1]).toMatch(/^e2e1\.2\./);
    expect(server.keys.keys(1, carol.id).copies).toEqual([]);
    // What she has opens what was written while she was there, and nothing else.
    const opened = await ciphers.openKey(
      carols[0]?.copy ?? '', { session_id: 1, generation: 1, user_id: carol.id, made_by: carol.id }, c.made.pair, c.made.pair.publicKey);
    if (!opened) throw new Error('Her own copy opens.');
    const message = server.room(1).messages[1];
    for (const generation of [1, 2]) {
      const of = { session_id: 1, sender_id: ada.id, client_id: message?.client_id ?? '', generation };
      expect(await ciphers.openText(opened, of, message?.content ?? '')).toBeNull();
    }
  });
});

test('what is written while the keys are asked for waits for the answer', async () => {
  const { until, ready, server, contents, settle, clock } = place();
  server.change(1, carol, true);
  const a = await ready(ada);
  a.client.engine.send(1, 'for all');
  await until(() => contents().length === 1, 'it is posted');
  await settle();
  let arrive: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  server.keys.onTheWay = () => arrival;
  server.change(1, carol, false);
  await clock.pass(3000);
  a.client.engine.send(1, 'without Carol');
  await settle();
  expect(contents().length).toBe(1);
  arrive();
  await until(() => contents().length === 2, 'it is posted');
  expect(contents()[1]).toMatch(/^e2e1\.2\./);
});

describe('what is not as its sender sealed it', () => {
  test('is not shown, and said to be so', async () => {
    const { until, ready, server, clock } = place();
    const [a, b] = [await ready(ada), await ready(bob)];
    for (const text of ['one', 'two', 'three']) a.client.engine.send(1, text);
    await until(() => b.client.contents(1).join() === 'one,two,three', 'Bob reads them');
    const [first, second] = server.room(1).messages.map((m) => m.content);
    server.edit(1, 1, 'I owe you 100');
    server.edit(1, 2, first ?? '');
    server.edit(1, 3, (second ?? '').replace(/^e2e1\.1\./, 'e2e1.7.'));
    await clock.pass(1000);
    await until(() => sealedOf(b.client).join() === 'plain,broken,waiting', 'none of them is shown');
    expect(b.client.contents(1)).toEqual(['', '', '']);
  });

  test('a session that was encrypted stays so, whatever the server says later', async () => {
    const { until, ready, server, contents } = place();
    const { client } = await ready(ada);
    client.engine.send(1, 'sealed');
    await until(() => contents().length === 1, 'it is posted');
    const { session } = server.room(1);
    server.room(1).session = { ...session, is_encrypted: false, version: session.version + 1 };
    client.reload();
    client.engine.open(1);
    client.engine.send(1, 'sealed, too');
    await until(() => contents().length === 2, 'it is posted');
    for (const content of contents()) expect(content).toMatch(/^e2e1\./);
  });

  test('nothing goes to a session of which nobody knows yet whether it is encrypted', async () => {
    const { until, ready, contents, client, settle, network } = place();
    const first = await ready(ada);
    await settle();
    first.client.engine.stop();
    // The list does not come at all, the connection does.
    network.rest.sessions = () => Promise.reject(Problem.network());
    const fresh = client(ada);
    fresh.keys.pairOf = first.client.keys.pairOf;
    fresh.engine.send(1, 'typed before the list came');
    await until(() => contents().length === 1, 'it is posted');
    expect(contents()[0]).toMatch(/^e2e1\./);
  });
});

describe('sending again', () => {
  test('seals anew under the same id, and makes no second message', async () => {
    const { until, ready, network, contents, clock } = place();
    const { client } = await ready(ada);
    client.engine.send(1, 'warm');
    await until(() => client.outgoing().length === 0, 'the key is there');
    network.weather = { ...calm, loseAnswer: 1 };
    client.engine.send(1, 'once');
    await until(() => contents().length === 2, 'the server has it, and its answer is lost');
    await clock.pass(60_000);
    network.weather = calm;
    await until(() => client.outgoing().length === 0, 'it is acknowledged');
    await until(() => client.contents(1).join() === 'warm,once', 'it is read');
    expect(contents().length).toBe(2);
  });
});

describe('a key of somebody that is another one than before', () => {
  async function replaced() {
    const w = place();
    const [a, b] = [await w.ready(ada), await w.ready(bob)];
    a.client.engine.send(1, 'old');
    await w.until(() => b.client.contents(1)[0] === 'old', 'Bob reads it');
    await w.settle();
    // Bob has lost both his device and his code.
    b.client.engine.stop();
    const next = w.client(bob);
    next.engine.open(1);
    await w.until(() => next.engine.state.encryption.own === 'locked', 'the new device knows that there is a key');
    const made: NewKeyPair = await next.engine.encryption.makePair();
    await next.engine.encryption.adopt(made);
    return { ...w, a, next, made };
  }

  test('is handed nothing before it is accepted, and everything then', async () => {
    const { a, next, made, until, settle } = await replaced();
    await until(() => a.client.engine.state.encryption.people.get(bob.id)?.offered === made.pair.publicKey, 'Ada is told');
    await settle();
    expect(sealedOf(next)).toEqual(['waiting']);
    a.client.engine.encryption.accept(bob.id);
    await until(() => next.contents(1)[0] === 'old', 'Bob reads the history again');
    expect(a.client.engine.state.encryption.people.get(bob.id)).toMatchObject({ offered: null, verified: false });
  });

  test('does not read what is written meanwhile', async () => {
    const { a, next, until, settle, contents } = await replaced();
    await until(() => a.client.engine.state.encryption.people.get(bob.id)?.offered != null, 'Ada is told');
    a.client.engine.send(1, 'not for whoever that is');
    await until(() => contents().length === 2, 'it is posted');
    await settle();
    expect(contents()[1]).toMatch(/^e2e1\.2\./);
    expect(sealedOf(next)).toEqual(['waiting', 'waiting']);
  });

  test('that was verified is no longer, once it is another', async () => {
    const { ready, until } = place();
    const [a, b] = [await ready(ada), await ready(bob)];
    await until(() => a.client.engine.state.encryption.people.has(bob.id), 'Ada has seen the key');
    const number = await a.client.engine.encryption.securityNumber(bob.id);
    await until(() => b.client.engine.state.encryption.people.has(ada.id), 'Bob has seen the key');
    expect(await b.client.engine.encryption.securityNumber(ada.id)).toBe(number);
    a.client.engine.encryption.verify(bob.id, true);
    expect(a.client.keys.pinned.get(bob.id)?.verified).toBe(true);
    const next = await b.client.engine.encryption.makePair();
    await b.client.engine.encryption.adopt(next);
    a.client.engine.open(1);
    await until(() => a.client.engine.state.encryption.people.get(bob.id)?.offered === next.pair.publicKey, 'Ada is told');
    a.client.engine.encryption.accept(bob.id);
    expect(a.client.keys.pinned.get(bob.id)?.verified).toBe(false);
    expect(await a.client.engine.encryption.securityNumber(bob.id)).not.toBe(number);
  });
});

test('who makes a new key on a device that could read goes on reading there and on others', async () => {
  const { ready, until, settle, client } = place();
  const { client: first } = await ready(ada);
  first.engine.send(1, 'mine');
  await until(() => first.contents(1)[0] === 'mine', 'it is posted');
  const next = await first.engine.encryption.makePair();
  await first.engine.encryption.adopt(next);
  await settle();
  expect(first.contents(1)).toEqual(['mine']);
  first.engine.stop();
  const phone = client(ada);
  phone.keys.pairOf = new MemoryKeys().pairOf;
  phone.engine.open(1);
  await until(() => phone.engine.state.encryption.own === 'locked', 'the phone knows that there is a key');
  expect(await phone.engine.encryption.unlock(next.code)).toBe(true);
  await until(() => phone.contents(1)[0] === 'mine', 'the phone reads it');
});

test('the recovery code is renewed without a new key', async () => {
  const { ready, client, until } = place();
  const { client: first, made } = await ready(ada);
  expect(await first.engine.encryption.renewCode('AAAA')).toBeNull();
  const renewed = await first.engine.encryption.renewCode(made.code);
  if (!renewed) throw new Error('It is renewed.');
  await first.engine.encryption.adopt(renewed);
  expect(renewed.pair.publicKey).toBe(made.pair.publicKey);
  const phone = client(ada);
  phone.engine.open(1);
  await until(() => phone.engine.state.encryption.own === 'locked', 'the phone knows that there is a key');
  expect(await phone.engine.encryption.unlock(made.code)).toBe(false);
  expect(await phone.engine.encryption.unlock(renewed.code)).toBe(true);
});

test('what is heard while an answer is on its way is asked for again', async () => {
  const { ready, until, settle, client, server } = place();
  const a = await ready(ada);
  a.client.engine.send(1, 'early');
  await until(() => a.client.contents(1).join() === 'early', 'it is posted');
  const b = client(bob);
  b.engine.open(1);
  await until(() => b.engine.state.encryption.own === 'none', 'Bob knows that he has no key');
  // Bob's question is answered before Ada hands on the key, and the answer takes long.
  let arrive: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  server.keys.onTheWay = (user, what) => (user === bob.id && what === 'keys' ? arrival : Promise.resolve());
  await b.engine.encryption.adopt(await b.engine.encryption.makePair());
  await settle();
  await until(() => server.keys.keys(1, bob.id).copies.length > 0, 'Ada has handed on the key');
  await settle();
  expect(sealedOf(b)).toEqual(['waiting']);
  server.keys.onTheWay = () => Promise.resolve();
  arrive();
  await until(() => b.contents(1).join() === 'early', 'Bob reads it');
});

test('an answer from before a key was made does not take it away', async () => {
  const { until, settle, client, server } = place();
  const b = client(bob);
  let arrive: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  server.keys.onTheWay = (_, what) => (what === 'own' ? arrival : Promise.resolve());
  b.engine.open(1);
  await settle();
  await b.engine.encryption.adopt(await b.engine.encryption.makePair());
  arrive();
  await settle();
  await until(() => b.engine.state.encryption.own === 'ready', 'the key is there');
});
