import { describe, expect, test } from 'vitest';
import { SyncEngine } from '../src/sync/engine';
import type { OutboxNews, Tabs } from '../src/sync/ports';
import { MemoryDeletions, MemoryHistory, MemoryStorage, world } from './world/client';
import { encryptionPorts } from './world/keys';
import { ada } from './world/server';

/** Tabs that hear each other at once; the first of the list leads. */
class Group {
  readonly members: Member[] = [];
}

class Member implements Tabs {
  hear: (news: OutboxNews) => void = () => undefined;

  constructor(readonly group: Group) {
    group.members.push(this);
  }

  get leads(): boolean {
    return this.group.members[0] === this;
  }

  tell(news: OutboxNews): void {
    for (const other of this.group.members) if (other !== this) other.hear(structuredClone(news));
  }

  onNews(hear: (news: OutboxNews) => void): void {
    this.hear = hear;
  }
}

function twoTabs() {
  const { clock, server, network, random } = world();
  server.create(1);
  const [group, storage, deletions, history] = [new Group(), new MemoryStorage(), new MemoryDeletions(), new MemoryHistory()];
  let ids = 0;
  const open = () => {
    const tabs = new Member(group);
    const ports = { hub: network, rest: network.rest, clock, storage, deletions, history, encryption: encryptionPorts(server.keys, 1), tabs, random, newId: () => `id-${++ids}` };
    const engine = new SyncEngine(ada, ports, () => undefined);
    engine.start();
    engine.open(1);
    const outgoing = () => engine.state.outgoing.map((m) => `${m.state} ${m.content}`);
    const close = () => {
      engine.stop();
      group.members.splice(group.members.indexOf(tabs), 1);
      for (const [index] of group.members.entries()) if (index === 0) engines.get(group.members[0] as Member)?.lead();
    };
    engines.set(tabs, engine);
    return { engine, outgoing, close };
  };
  const engines = new Map<Member, SyncEngine>();
  const sends = () => network.requests.filter((what) => what.startsWith('send ')).map((what) => what.slice(5));
  return { clock, server, network, storage, open, sends };
}

describe('the outbox of several tabs', () => {
  test('is emptied by the tab that leads, in the order of writing', async () => {
    const { clock, server, storage, open, sends } = twoTabs();
    const [first, second] = [open(), open()];
    await clock.pass(1000);
    second.engine.send(1, 'a');
    first.engine.send(1, 'b');
    second.engine.send(1, 'c');
    await clock.pass(5000);
    expect(sends()).toEqual(['a', 'b', 'c']);
    expect(server.room(1).messages.map((m) => m.content)).toEqual(['a', 'b', 'c']);
    expect([first.outgoing(), second.outgoing()]).toEqual([[], []]);
    expect(storage.messages.size).toBe(0);
  });

  test('is shown in all of them, and goes on in another when the first is closed', async () => {
    const { clock, server, network, open } = twoTabs();
    const [first, second] = [open(), open()];
    await clock.pass(1000);
    network.weather = { ...network.weather, connected: false };
    network.cut();
    first.engine.send(1, 'a');
    second.engine.send(1, 'b');
    expect([first.outgoing(), second.outgoing()]).toEqual([
      ['sending a', 'sending b'],
      ['sending a', 'sending b'],
    ]);
    first.close();
    network.weather = { ...network.weather, connected: true };
    await clock.pass(120_000);
    expect(server.room(1).messages.map((m) => m.content)).toEqual(['a', 'b']);
    expect(second.outgoing()).toEqual([]);
  });

  test('tells all of them of a refusal, and any of them may try again or give up', async () => {
    const { clock, server, storage, open } = twoTabs();
    const [first, second] = [open(), open()];
    await clock.pass(1000);
    server.refuse = (content) => content.startsWith('bad');
    second.engine.send(1, 'bad one');
    second.engine.send(1, 'bad two');
    await clock.pass(2000);
    expect([first.outgoing(), second.outgoing()]).toEqual([
      ['failed bad one', 'failed bad two'],
      ['failed bad one', 'failed bad two'],
    ]);
    server.refuse = () => false;
    second.engine.retry(second.engine.state.outgoing[0]?.client_id ?? '');
    first.engine.discard(first.engine.state.outgoing[1]?.client_id ?? '');
    await clock.pass(5000);
    expect(server.room(1).messages.map((m) => m.content)).toEqual(['bad one']);
    expect([first.outgoing(), second.outgoing()]).toEqual([[], []]);
    expect(storage.messages.size).toBe(0);
  });
});

test('somebody else who has signed in is sent nothing of what this user wrote', async () => {
  const { clock, server, network, storage, random } = { ...world(), storage: new MemoryStorage() };
  server.create(1);
  network.weather = { ...network.weather, connected: false };
  let signedOut = false;
  const ports = { hub: network, rest: network.rest, clock, storage, deletions: new MemoryDeletions(), history: new MemoryHistory(), encryption: encryptionPorts(server.keys, 9), tabs: null, random, newId: () => 'mine' };
  const engine = new SyncEngine({ ...ada, id: 9 }, ports, () => (signedOut = true));
  engine.start();
  engine.send(1, 'not as ada');
  network.weather = { ...network.weather, connected: true };
  await clock.pass(60_000);
  expect(signedOut).toBe(true);
  expect(server.room(1).messages).toEqual([]);
  expect(storage.messages.size).toBe(1);
});
