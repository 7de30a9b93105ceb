import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Client, world } from './world/client';
import { calm, Network } from './world/network';
import { bob } from './world/server';

/**
 * Somebody opens an encrypted session and makes their key pair while requests are slow, fail or lose their answers. When the weather is fine
 * again they read what was written before, and the others what they write, without anybody reconnecting.
 */
async function storm(seed: number): Promise<void> {
  const { clock, server, random, network } = world(seed);
  server.create(1, 'Secret', true);
  const networks = [network, new Network(bob, server, clock, random)];
  const [a, b] = networks.map((one) => new Client(one, random, one.user)) as [Client, Client];
  const pick = (n: number) => Math.floor(random() * n);

  /** Cryptography takes real time, and the clock of this world stands still meanwhile. */
  const until = async (condition: () => unknown, ms: number) => {
    for (let passed = 0; passed < ms && !condition(); passed += 100) {
      await clock.pass(100);
      await wait(0);
    }
    return condition();
  };
  /** Presses the button until it has done something. */
  const adopt = async ({ engine }: Client) => {
    const made = await engine.encryption.makePair();
    for (;;) {
      let outcome = '';
      engine.encryption.adopt(made).then(() => (outcome = 'done'), () => (outcome = 'failed'));
      await until(() => outcome !== '', 60_000);
      if (outcome === 'done') return;
    }
  };
  await adopt(a);
  a.engine.open(1);
  a.engine.send(1, 'before');
  await until(() => server.room(1).messages.length === 1, 60_000);

  const bad = pick(2) === 0 ? {} : { failRequest: 0.4, loseAnswer: 0.2 };
  for (const one of networks) one.weather = { ...calm, maxDelay: pick(3000), ...bad };
  b.engine.open(1);
  await until(() => false, pick(3000));
  await adopt(b);
  await until(() => false, pick(20_000));
  for (const one of networks) one.weather = calm;
  await until(() => b.contents(1).join() === 'before', 120_000);
  expect(b.contents(1), 'what was written before').toEqual(['before']);
  b.engine.send(1, 'after');
  const all = (client: Client) => client.contents(1).join() === 'before,after';
  await until(() => all(a) && all(b), 120_000);
  expect([a.contents(1), b.contents(1)]).toEqual([['before', 'after'], ['before', 'after']]);
  for (const client of [a, b]) client.engine.stop();
}

const seeds = Number(process.env.CHAOS_SEEDS ?? 20);
for (let seed = 1; seed <= seeds; seed++) test(`the key comes after any weather: seed ${seed}`, () => storm(seed), 60_000);
