import { describe, expect, test } from 'vitest';
import type { HubLink } from '../src/sync/ports';
import { Presence } from '../src/sync/presence';
import type { PresenceAnswer } from '../src/sync/protocol';
import { Typing } from '../src/sync/typing';
import { world } from './world/client';
import { VirtualClock } from './world/clock';
import { bob } from './world/server';

const noChange = () => undefined;
const bobWrites = { session_id: 1, user_id: bob.id, username: bob.username, display_name: bob.display_name };

describe('somebody who writes', () => {
  test('is shown for five seconds after the last signal', async () => {
    const clock = new VirtualClock();
    const typing = new Typing(clock, noChange);
    typing.heard(bobWrites);
    await clock.pass(4000);
    typing.heard(bobWrites);
    await clock.pass(4900);
    expect(typing.view.get(1)).toEqual([bob]);
    await clock.pass(200);
    expect(typing.view.has(1)).toBe(false);
  });

  test('is no longer shown once the message is there', async () => {
    const { clock, server, network, open } = world();
    server.create(1);
    const client = open();
    client.engine.open(1);
    await clock.pass(3000);
    network.signal((events) => events.typing(bobWrites));
    expect(client.engine.state.typing.get(1)).toEqual([bob]);
    server.post(bob, 1, 'done', 'done');
    await clock.pass(0);
    expect(client.engine.state.typing.has(1)).toBe(false);
  });

  test('says so every three seconds at most, and only over a link', async () => {
    const { clock, server, network, open } = world();
    server.create(1);
    const client = open();
    await clock.pass(3000);
    const told = () => network.requests.filter((r) => r === 'typing 1').length;
    for (let n = 0; n < 61; n++) {
      client.engine.writing(1);
      await clock.pass(100);
    }
    expect(told()).toBe(3);
    network.weather = { ...network.weather, connected: false };
    network.cut();
    await clock.pass(3000);
    client.engine.writing(1);
    expect(told()).toBe(3);
  });

  test('says so at once when they go on after a message', async () => {
    const { clock, server, network, open } = world();
    server.create(1);
    const client = open();
    await clock.pass(3000);
    client.engine.writing(1);
    client.engine.send(1, 'first');
    await clock.pass(100);
    client.engine.writing(1);
    expect(network.requests.filter((r) => r === 'typing 1').length).toBe(2);
  });

  test('says so again when they go on after others have got the message, and when somebody has come', async () => {
    const { clock, server, network, open } = world();
    server.create(1);
    const client = open();
    await clock.pass(3000);
    const told = () => network.requests.filter((r) => r === 'typing 1').length;
    client.engine.send(1, 'first');
    client.engine.writing(1);
    await clock.pass(200);
    client.engine.writing(1);
    expect(told()).toBe(2);
    client.engine.writing(1);
    expect(told()).toBe(2);
    server.change(1, { id: 3, username: 'carol', display_name: 'Carol' }, true);
    await clock.pass(200);
    client.engine.writing(1);
    expect(told()).toBe(3);
  });

  test('says so again when it was not heard', async () => {
    const { clock, server, network, open } = world();
    server.create(1);
    const client = open();
    await clock.pass(3000);
    const told = () => network.requests.filter((r) => r === 'typing 1').length;
    network.weather = { ...network.weather, failRequest: 1 };
    client.engine.writing(1);
    await clock.pass(100);
    network.weather = { ...network.weather, failRequest: 0 };
    client.engine.writing(1);
    await clock.pass(100);
    client.engine.writing(1);
    expect(told()).toBe(2);
  });
});

describe('who is online', () => {
  /** A link whose answers come when the test says so. */
  function asked() {
    let answer: (answer: PresenceAnswer) => void = noChange;
    const link = { presence: () => new Promise<PresenceAnswer>((resolve) => (answer = resolve)) };
    const presence = new Presence(noChange);
    const asking = presence.ask(link as unknown as HubLink, 1);
    return { presence, asking, answer: (online: number[]) => answer({ session_id: 1, online }) };
  }

  test('is what the answer says and events say after it', async () => {
    const { presence, asking, answer } = asked();
    answer([1, 2]);
    await asking;
    presence.heard({ session_id: 1, online: [3], offline: [2] });
    presence.heard({ session_id: 2, online: [9], offline: [] });
    expect(presence.view).toEqual(new Map([[1, new Set([1, 3])]]));
  });

  test('is not set back by an answer that is older than an event', async () => {
    const { presence, asking, answer } = asked();
    presence.heard({ session_id: 1, online: [], offline: [2] });
    answer([1, 2]);
    await asking;
    expect(presence.view.get(1)).toEqual(new Set([1]));
  });

  test('is not known any more when the link is lost', async () => {
    const { presence, asking, answer } = asked();
    presence.clear();
    answer([1, 2]);
    await asking;
    expect(presence.view.size).toBe(0);
  });
});
