import { expect, test } from 'vitest';
import { world } from './world/client';
import { ada, bob } from './world/server';

function place() {
  const w = world();
  w.server.create(1);
  w.server.post(bob, 1, 'from Bob', 'b-1');
  const client = w.open();
  client.engine.open(1);
  const shown = () => {
    const { sessions, rooms } = client.engine.state;
    const person = sessions?.[0]?.session.participants.find((one) => one.id === bob.id);
    return [person?.display_name, sessions?.[0]?.last?.sender.display_name, rooms.get(1)?.messages.at(-1)?.sender.display_name];
  };
  return { ...w, client, shown };
}

test('a new name is shown at once, in people, messages and the list', async () => {
  const { clock, server, client, shown } = place();
  await clock.pass(3000);
  expect(shown()).toEqual(['Bob', 'Bob', 'Bob']);
  const before = client.engine.state.rooms.get(1)?.messages[0];
  server.call(bob, 'Robert', 2);
  await clock.pass(100);
  expect(shown()).toEqual(['Robert', 'Robert', 'Robert']);
  expect(before?.sender.display_name).toBe('Bob');
  // Nothing is asked for, and what is shown stays the same object.
  const messages = client.engine.state.rooms.get(1)?.messages;
  client.engine.writing(1);
  await clock.pass(100);
  expect(client.engine.state.rooms.get(1)?.messages).toBe(messages);
});

test('a direct session has the name of the other', async () => {
  const { clock, server, client } = place();
  server.room(1).session = { ...server.room(1).session, kind: 'direct', name: 'Bob' };
  await clock.pass(3000);
  server.call(ada, 'Countess', 2);
  await clock.pass(100);
  expect(client.engine.state.sessions?.[0]?.session.name).toBe('Bob');
  server.call(bob, 'Robert', 2);
  await clock.pass(100);
  expect(client.engine.state.sessions?.[0]?.session.name).toBe('Robert');
});

test('whose own name changed elsewhere hears of it', async () => {
  const { clock, server, client } = place();
  const heard: string[] = [];
  client.engine.onRenamed((user) => heard.push(user.display_name));
  await clock.pass(3000);
  server.call(bob, 'Robert', 2);
  server.call(ada, 'Countess', 2);
  await clock.pass(100);
  expect(heard).toEqual(['Countess']);
});

test('an event that was overtaken by a later one changes nothing', async () => {
  const { clock, server, shown } = place();
  await clock.pass(3000);
  server.call(bob, 'Robert', 3);
  server.call(bob, 'Rob', 2);
  await clock.pass(100);
  expect(shown()[0]).toBe('Robert');
});

test('what comes with an older name is shown with the newest', async () => {
  const { clock, server, shown } = place();
  await clock.pass(3000);
  server.call(bob, 'Robert', 2);
  server.post({ ...bob, display_name: 'Bob' }, 1, 'over an old connection', 'b-2');
  await clock.pass(1000);
  expect(shown()).toEqual(['Robert', 'Robert', 'Robert']);
});

test('a name that was missed comes with the sessions after the next connect, also to messages that are held', async () => {
  const { clock, server, network, client, shown } = place();
  await clock.pass(3000);
  server.call(bob, 'Robert', 2);
  await clock.pass(100);
  network.cut();
  server.call(bob, 'Bobby', 3, false);
  await clock.pass(10_000);
  expect(shown()).toEqual(['Bobby', 'Bobby', 'Bobby']);
  client.reload();
  client.engine.open(1);
  await clock.pass(5000);
  expect(shown()).toEqual(['Bobby', 'Bobby', 'Bobby']);
});
