import fc from 'fast-check';
import { test } from 'vitest';
import { expectSame, watch } from './world/check';
import { world } from './world/client';
import { calm } from './world/network';
import { ada, bob } from './world/server';

const kinds = [
  ...['post', 'answer', 'burst', 'edit', 'delete', 'react', 'read elsewhere', 'read by bob', 'post to another'],
  ...['send', 'mark seen', 'edit own', 'react here', 'older', 'trim', 'look away', 'look back', 'reload'],
  ...['cut', 'restart', 'too slow', 'offline', 'online', 'return', 'wait', 'storm', 'drops', 'calm', 'pages'],
] as const;

const step = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(), pass: fc.constantFrom(0, 1, 50, 200, 1000, 4000) });

/** A short life of a tab, step by step, so that what goes wrong shrinks to the steps that matter. */
test('whatever happens on the way, in the end the tab holds what the server holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 40 }), async (seed, steps) => {
      const { clock, server, network, open } = world(seed);
      server.create(1);
      server.create(2);
      for (let n = 1; n <= 60; n++) server.post(bob, 1, `early ${n}`, `early-${n}`, n > 55 ? n - 54 : undefined);
      const client = open();
      client.engine.open(1);
      watch(client, 1);
      let n = 0;
      for (const { kind, at, pass } of steps) {
        const { messages } = server.room(1);
        const picked = messages[at % messages.length];
        const shown = client.engine.state.rooms.get(1)?.messages ?? [];
        const own = shown[at % Math.max(1, shown.length)];
        const name = `${kind} ${++n}`;
        const lost = () => undefined;
        if (kind === 'post') server.post(bob, 1, name, name);
        if (kind === 'answer') server.post(bob, 1, name, name, picked?.seq);
        if (kind === 'burst') for (let i = 0; i < 250; i++) server.post(bob, 1, `${name}.${i}`, `${name}.${i}`);
        if (kind === 'post to another') server.post(bob, 2, name, name);
        if (picked && !picked.deleted_at) {
          if (kind === 'edit') server.edit(1, picked.seq, name);
          if (kind === 'delete') server.delete(1, picked.seq);
          if (kind === 'react') server.react(bob, 1, picked.seq, at % 2 ? '👍' : '🎉', at % 3 > 0);
        }
        if (kind === 'read elsewhere') {
          server.markRead(ada, 1, at % (messages.length + 1));
          server.markRead(ada, 2, at % (server.room(2).messages.length + 1));
        }
        if (kind === 'read by bob') server.markRead(bob, 1, at % (messages.length + 1));
        if (kind === 'send') client.engine.send(1, name, at % 2 ? (picked?.seq ?? null) : null);
        if (kind === 'mark seen') client.engine.markSeen(1);
        if (own && kind === 'edit own') client.engine.edit(own, name).catch(lost);
        if (own && kind === 'react here') client.engine.react(own, '😀', at % 3 > 0).catch(lost);
        if (kind === 'older') client.engine.loadOlder(1);
        if (kind === 'trim') client.engine.trim(1, 5);
        if (kind === 'look away') client.engine.close(1);
        if (kind === 'look back') client.engine.open(1);
        if (kind === 'reload') {
          client.reload();
          client.engine.open(1);
          watch(client, 1);
        }
        if (kind === 'cut') network.cut();
        if (kind === 'restart') network.cut('restart');
        if (kind === 'too slow') network.cut('resume');
        if (kind === 'offline') client.engine.networkOffline();
        if (kind === 'online') client.engine.networkOnline();
        if (kind === 'return') client.engine.returned();
        if (kind === 'storm') {
          network.weather = { maxDelay: 700, dropEvent: 0.2, repeatEvent: 0.3, failRequest: 0.3, loseAnswer: 0.2, connected: at % 3 > 0 };
        }
        if (kind === 'drops') network.weather = { ...calm, maxDelay: 300, dropEvent: 0.5 };
        if (kind === 'calm') network.weather = calm;
        if (kind === 'pages') server.resumeLimit = at % 2 ? 3 : 200;
        await clock.pass(pass);
      }
      network.weather = calm;
      client.engine.open(1);
      // What is lost without a trace is found at the next look at the heads; without losses nothing has to wait for that.
      const lossy = steps.some(({ kind }) => kind === 'storm' || kind === 'drops');
      await clock.pass(lossy ? 6 * 60_000 : 90_000);
      expectSame(client, server, 1);
      expectSame(client, server, 2);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) },
  );
}, 120_000);
