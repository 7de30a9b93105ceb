import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectSame } from './world/check';
import { type Client, world } from './world/client';
import { ada, bob } from './world/server';

const step = fc.record({
  kind: fc.constantFrom('post', 'mention', 'burst', 'flood', 'edit', 'delete', 'react', 'read', 'rename', 'prefer', 'cut', 'storm', 'write'),
  at: fc.nat(),
  pass: fc.constantFrom(0, 50, 500, 3000),
});

/** What a client shows of a session, without what depends on how it came there. */
function shown({ engine }: Client, id: number) {
  const view = engine.state.sessions?.find((s) => s.session.id === id);
  const messages = engine.state.rooms.get(id)?.messages.slice(-20);
  return { session: view?.session, unread: view?.unread, mentions: view?.mentions, messages };
}

/**
 * A device that was closed at some moment and opens again: what it kept is shown at once and is a state that the server had, and with what has
 * changed since it is the same as on a device that has never been here.
 */
test('what was kept and what came since are what a fresh device gets', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 25 }), fc.array(step, { maxLength: 25 }), async (seed, before, after) => {
      const { clock, server, network, open } = world(seed);
      server.create(1);
      server.create(2);
      for (let n = 1; n <= 30; n++) server.post(bob, 1, `early ${n}`, `early-${n}`);
      let n = 0;
      const live = async (steps: typeof before, client: Client | null) => {
        for (const { kind, at, pass } of steps) {
          const { messages } = server.room(1);
          const picked = messages[at % messages.length];
          const name = `${kind} ${++n}`;
          if (kind === 'post') server.post(bob, 1 + (at % 2), name, name);
          if (kind === 'mention') server.post(bob, 1, `@Ada ${name}`, name);
          if (kind === 'burst') for (let i = 0; i < 210; i++) server.post(bob, 1, `${name}.${i}`, `${name}.${i}`);
          if (kind === 'flood' && client === null) for (let i = 0; i < 1100; i++) server.post(bob, 1, `${name}.${i}`, `${name}.${i}`);
          if (kind === 'edit' && picked && !picked.deleted_at) server.edit(1, picked.seq, at % 2 === 0 ? name : `@ada ${name}`);
          if (kind === 'delete' && picked && !picked.deleted_at) server.delete(1, picked.seq);
          if (kind === 'react' && picked && !picked.deleted_at) server.react(bob, 1, picked.seq, '👍', at % 3 > 0);
          if (kind === 'read' && picked) server.markRead(ada, 1, picked.seq);
          if (kind === 'rename') server.rename(1 + (at % 2), name);
          if (kind === 'prefer') server.prefer(1 + (at % 2), at % 3 === 0, at % 5 === 0);
          if (kind === 'write') client?.engine.send(1, name);
          if (kind === 'cut') network.cut();
          if (kind === 'storm') network.weather = { maxDelay: at % 500, dropEvent: 0.2, repeatEvent: 0.1, failRequest: 0.2, loseAnswer: 0.1, connected: true };
          await clock.pass(pass);
        }
      };

      const old = open();
      old.engine.open(1);
      await live(before, old);
      old.engine.stop();
      network.cut();
      await live(after, null);

      network.weather = { maxDelay: 0, dropEvent: 0, repeatEvent: 0, failRequest: 0, loseAnswer: 0, connected: false };
      old.reload();
      old.engine.open(1);
      await clock.pass(10);
      const offline = old.engine.state.rooms.get(1)?.messages ?? [];
      offline.forEach((m, i) => expect(m.seq).toBe((offline[0]?.seq ?? 0) + i));
      if (old.history.rooms.has(1)) expect(offline.length).toBeGreaterThan(0);

      network.weather = { ...network.weather, connected: true };
      await clock.pass(6 * 60_000);
      const fresh = open();
      fresh.engine.open(1);
      await clock.pass(60_000);
      expectSame(old, server, 1);
      expectSame(fresh, server, 1);
      for (const id of [1, 2]) expect(shown(old, id)).toEqual(shown(fresh, id));
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 60) },
  );
}, 60_000);
