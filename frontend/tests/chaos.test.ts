import { expect, test } from 'vitest';
import { Client, world } from './world/client';
import { calm } from './world/network';
import { bob } from './world/server';

/**
 * A tab lives through a random storm of lost, repeated and overtaking events, failing requests, lost answers, cuts and
 * reloads, while it and another user write and edit. When the storm is over it must hold what the server holds.
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
  watch(client);
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
    if (chance(0.5)) server.post(bob, 1, `theirs ${step}`, `bob-${step}`);
    if (chance(0.2)) server.edit(1, 1 + pick(server.room(1).messages.length), `edited ${step}`);
    if (chance(0.05)) for (let n = 0; n < 300; n++) server.post(bob, 1, `burst ${step}.${n}`, `burst-${step}-${n}`);
    if (chance(0.02)) for (let n = 0; n < 1200; n++) server.post(bob, 1, `flood ${step}.${n}`, `flood-${step}-${n}`);
    if (chance(0.3)) {
      const content = `${chance(0.1) ? 'bad' : 'mine'} ${step}`;
      client.engine.send(1, content);
      if (content.startsWith('mine')) written.push(content);
    }
    if (chance(0.1)) client.engine.loadOlder(1);
    if (chance(0.03)) client.engine.trim(1, 20);
    if (chance(0.1)) network.cut();
    if (chance(0.05)) server.rename(2, `name ${step}`);
    if (chance(0.05)) client.engine.networkOffline();
    if (chance(0.05)) client.engine.networkOnline();
    if (chance(0.03)) {
      client.reload();
      client.engine.open(1);
      watch(client);
    }
    await clock.pass(pick(2000));
  }
  network.weather = calm;
  await clock.pass(6 * 60_000);

  const { state } = client.engine;
  const held = state.rooms.get(1)?.messages ?? [];
  const truth = server.room(1).messages;
  expect(held.length).toBeGreaterThanOrEqual(Math.min(20, truth.length));
  expect(held).toEqual(truth.slice(truth.length - held.length));
  const mine = truth.filter((m) => m.client_id?.startsWith('ada')).map((m) => m.client_id);
  expect(new Set(mine).size).toBe(mine.length);
  expect(mine.length).toBe(written.length);
  expect(mine).toEqual([...mine].sort((a, b) => number(a) - number(b)));
  expect(state.outgoing.every((m) => m.state === 'failed' && m.content.startsWith('bad'))).toBe(true);
  expect([...client.storage.messages.values()].every((m) => m.content.startsWith('bad'))).toBe(true);
  expect(state.sessions?.find((s) => s.session.id === 2)?.session).toEqual(server.room(2).session);
}

const number = (clientId: string | null) => Number(clientId?.split('-')[1]);

/** At no moment may a reader see a hole, a repeat, an older state than before, or an own message twice. */
function watch({ engine }: Client): void {
  let revs = new Map<number, number>();
  engine.subscribe(() => {
    const room = engine.state.rooms.get(1);
    if (room?.status !== 'ready') return;
    const { messages } = room;
    const next = new Map<number, number>();
    messages.forEach((m, i) => {
      if (m.seq !== (messages[0]?.seq ?? 0) + i) throw new Error(`hole or repeat at ${m.seq}`);
      if (m.rev < (revs.get(m.seq) ?? 0)) throw new Error(`message ${m.seq} went back in time`);
      next.set(m.seq, m.rev);
    });
    revs = next;
    const arrived = new Set(messages.map((m) => m.client_id));
    const twice = engine.state.outgoing.find((m) => m.session_id === 1 && arrived.has(m.client_id));
    if (twice) throw new Error(`${twice.content} is shown twice`);
  });
}

const seeds = Array.from({ length: Number(process.env.CHAOS_SEEDS ?? 12) }, (_, i) => i + 1);

test.each(seeds)('after the storm the tab holds what the server holds (seed %i)', storm, 30_000);
