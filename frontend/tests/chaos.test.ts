import { expect, test } from 'vitest';
import { expectSame, watch } from './world/check';
import { world } from './world/client';
import { calm } from './world/network';
import { ada, bob } from './world/server';

/**
 * A tab lives through a random storm of lost, repeated and overtaking events, failing requests, lost answers, cuts and
 * reloads, while it and another user write, edit, delete, react, answer and read. When the storm is over it must hold what the server holds.
 */
async function storm(seed: number): Promise<void> {
  const { clock, server, random, network, open } = world(seed);
  const chance = (p: number) => random() < p;
  const pick = (n: number) => Math.floor(random() * n);
  server.create(1);
  server.create(2);
  for (let n = 1; n <= pick(200); n++) server.post(bob, 1, `early ${n}`, `early-${n}`);
  server.refuse = (content) => content.startsWith('bad');

  const client = open();
  client.engine.open(1);
  watch(client, 1);
  const written: string[] = [];
  for (let step = 0; step < 150; step++) {
    network.weather = {
      maxDelay: pick(800),
      dropEvent: 0.1,
      repeatEvent: 0.1,
      failRequest: chance(0.2) ? 0.7 : 0.05,
      loseAnswer: 0.05,
      connected: chance(0.9),
    };
    const any = () => 1 + pick(server.room(1).messages.length);
    const living = () => {
      const seq = any();
      return server.room(1).messages[seq - 1]?.deleted_at === undefined ? seq : null;
    };
    const change = (act: (seq: number) => void) => {
      const seq = server.room(1).messages.length > 0 ? living() : null;
      if (seq !== null) act(seq);
    };
    server.resumeLimit = chance(0.2) ? 5 : 200;
    if (chance(0.4)) server.post(bob, 1, chance(0.3) ? `theirs ${step}, @ada` : `theirs ${step}`, `bob-${step}`);
    if (chance(0.2)) server.post(bob, 1, `answer ${step}`, `bob-answer-${step}`, any());
    if (chance(0.2)) server.post(bob, 2, `other ${step}`, `bob-other-${step}`);
    if (chance(0.2)) change((seq) => server.edit(1, seq, `edited ${step}`));
    if (chance(0.15)) change((seq) => server.delete(1, seq));
    if (chance(0.1)) change((seq) => server.react(bob, 1, seq, '👍', chance(0.7)));
    // Ada at another device, and Bob.
    if (chance(0.05)) server.markRead(ada, 1, pick(server.room(1).messages.length));
    if (chance(0.1)) server.markRead(ada, 2, pick(server.room(2).messages.length));
    if (chance(0.1)) server.markRead(bob, 1, pick(server.room(1).messages.length));
    if (chance(0.1)) client.engine.markSeen(1);
    if (chance(0.1)) {
      const messages = client.engine.state.rooms.get(1)?.messages ?? [];
      const message = messages[pick(messages.length)];
      const lost = () => undefined;
      const how = pick(4);
      if (message && how < 2) client.engine.react(message, '🎉', chance(0.7)).catch(lost);
      if (message && how === 2) client.engine.edit(message, `mended ${step}`).catch(lost);
      if (message && how === 3) client.engine.delete(message);
    }
    if (chance(0.05)) for (let n = 0; n < 300; n++) server.post(bob, 1, `burst ${step}.${n}`, `burst-${step}-${n}`);
    if (chance(0.02)) for (let n = 0; n < 1200; n++) server.post(bob, 1, `flood ${step}.${n}`, `flood-${step}-${n}`);
    if (chance(0.3)) {
      const content = `${chance(0.1) ? 'bad' : 'mine'} ${step}`;
      client.engine.send(1, content);
      if (content.startsWith('mine')) written.push(content);
    }
    if (chance(0.1)) client.engine.loadOlder(1);
    if (chance(0.1)) client.engine.loadNewer(1);
    if (chance(0.05) && server.room(1).messages.length > 0) void client.engine.reach(1, any());
    if (chance(0.02)) client.engine.latest(1);
    if (chance(0.03)) client.engine.trim(1, 20);
    if (chance(0.1)) network.cut();
    if (chance(0.05)) server.rename(2, `name ${step}`);
    if (chance(0.05)) client.engine.networkOffline();
    if (chance(0.05)) client.engine.networkOnline();
    if (chance(0.03)) {
      client.reload();
      client.engine.open(1);
      watch(client, 1);
    }
    await clock.pass(pick(2000));
  }
  network.weather = calm;
  await clock.pass(6 * 60_000);

  expectSame(client, server, 1);
  expectSame(client, server, 2);
  const { state } = client.engine;
  const truth = server.room(1).messages;
  expect(state.rooms.get(1)?.messages.length).toBeGreaterThanOrEqual(Math.min(20, truth.length));
  const mine = truth.filter((m) => m.client_id?.startsWith('ada')).map((m) => m.client_id);
  expect(new Set(mine).size).toBe(mine.length);
  expect(mine.length).toBe(written.length);
  expect(mine).toEqual([...mine].sort((a, b) => number(a) - number(b)));
  expect(state.outgoing.every((m) => m.state === 'failed' && m.content.startsWith('bad'))).toBe(true);
  expect([...client.storage.messages.values()].every((m) => m.content.startsWith('bad'))).toBe(true);
  expect(state.sessions?.find((s) => s.session.id === 2)?.session).toEqual(server.room(2).session);
}

const number = (clientId: string | null) => Number(clientId?.split('-')[1]);

const seeds = Array.from({ length: Number(process.env.CHAOS_SEEDS ?? 12) }, (_, i) => i + 1);

test.each(seeds)('after the storm the tab holds what the server holds (seed %i)', storm, 30_000);
