import { beforeEach, describe, expect, test } from 'vitest';
import { type DeviceSubscription, type PushDevice, type PushDoor, PushSwitch } from '../src/state/pushSwitch';
import { Problem } from '../src/sync/problem';

const [ada, bob] = [1, 2];

/** A browser with a push service, and a user at it who says what is asked. */
class Browser implements PushDevice {
  blocked: 'unsupported' | 'insecure' | null = null;
  answer: NotificationPermission = 'granted';
  given: NotificationPermission = 'default';
  asked = 0;
  reachable = true;
  subscription: { key: string; endpoint: string } | null = null;
  value: { user: number; id: number } | null = null;
  #made = 0;

  obstacle = () => this.blocked;
  permission = () => this.given;
  kept = () => this.value;

  ask(): Promise<NotificationPermission> {
    this.asked++;
    if (this.given === 'default') this.given = this.answer;
    return Promise.resolve(this.given);
  }

  find(): Promise<DeviceSubscription | null> {
    return Promise.resolve(this.subscription && this.#wrap(this.subscription));
  }

  subscribe(key: string): Promise<DeviceSubscription> {
    if (!this.reachable) return Promise.reject(new DOMException('Registration failed', 'AbortError'));
    this.subscription = { key, endpoint: `https://push.example.org/${++this.#made}` };
    return Promise.resolve(this.#wrap(this.subscription));
  }

  keep(value: { user: number; id: number } | null): void {
    this.value = value;
  }

  #wrap({ key, endpoint }: { key: string; endpoint: string }): DeviceSubscription {
    return {
      isFor: (publicKey) => publicKey === key,
      toJSON: () => ({ endpoint }),
      unsubscribe: () => {
        if (this.subscription?.endpoint === endpoint) this.subscription = null;
        return Promise.resolve();
      },
    };
  }
}

/** A server with what it was told of. */
class Server implements PushDoor {
  key: string | null = 'key 1';
  down = false;
  readonly known = new Map<number, string>();
  #last = 0;

  pushSubscriptions() {
    return this.#answer(() => ({ public_key: this.key }));
  }

  addPushSubscription({ endpoint }: PushSubscriptionJSON) {
    return this.#answer(() => {
      const [there] = [...this.known].find(([, one]) => one === endpoint) ?? [];
      const id = there ?? ++this.#last;
      this.known.set(id, endpoint ?? '');
      return { id };
    });
  }

  removePushSubscription(id: number) {
    return this.#answer(() => {
      if (!this.known.delete(id)) throw new Problem('push_subscription_not_found', 'There is no such subscription.', false);
    });
  }

  async #answer<T>(answer: () => T): Promise<T> {
    await Promise.resolve();
    if (this.down) throw Problem.network();
    return answer();
  }
}

let browser: Browser;
let server: Server;
let push: PushSwitch;

beforeEach(() => {
  [browser, server] = [new Browser(), new Server()];
  push = new PushSwitch(browser, server);
});

describe('notifications while no page is open', () => {
  test('are off until they are turned on, and nobody is asked before', async () => {
    await push.look(ada);
    await push.keepUp(ada);
    expect(push.status).toBe('off');
    expect(browser.asked).toBe(0);
    await push.turnOn(ada);
    expect(push.status).toBe('on');
    expect([...server.known.values()]).toEqual([browser.subscription?.endpoint]);
  });

  test('are still on after a reload, and off when they are turned off', async () => {
    await push.turnOn(ada);
    push = new PushSwitch(browser, server);
    await push.look(ada);
    expect(push.status).toBe('on');
    await push.turnOff();
    expect(push.status).toBe('off');
    expect([browser.subscription, browser.value, server.known.size]).toEqual([null, null, 0]);
  });

  test.each(['denied', 'default'] as const)('stay off when the browser is answered %s', async (answer) => {
    browser.answer = answer;
    await push.turnOn(ada);
    expect(push.status).toBe(answer === 'denied' ? 'denied' : 'off');
    expect([browser.subscription, server.known.size]).toEqual([null, 0]);
  });

  test('are not offered where they cannot be', async () => {
    server.key = null;
    await push.turnOn(ada);
    expect(push.status).toBe('unavailable');
    for (const blocked of ['unsupported', 'insecure'] as const) {
      browser.blocked = blocked;
      await push.look(ada);
      expect(push.status).toBe(blocked);
    }
    browser.blocked = null;
    browser.given = 'denied';
    await push.look(ada);
    expect(push.status).toBe('denied');
  });

  test('say so when the push service of the browser cannot be reached', async () => {
    browser.reachable = false;
    await expect(push.turnOn(ada)).rejects.toMatchObject({ code: 'push_unreachable' });
    expect(browser.value).toBeNull();
    await push.look(ada);
    expect(push.status).toBe('off');
  });

  test('come back with the same user, who signed in again', async () => {
    await push.turnOn(ada);
    server.known.clear();
    await push.keepUp(ada);
    expect(push.status).toBe('on');
    expect([...server.known.values()]).toEqual([browser.subscription?.endpoint]);
  });

  test('end when somebody else signs in on this device', async () => {
    await push.turnOn(ada);
    await push.keepUp(bob);
    expect([push.status, browser.subscription, browser.value]).toEqual(['off', null, null]);
  });

  test('stay on without a network', async () => {
    await push.turnOn(ada);
    server.down = true;
    await push.keepUp(ada);
    expect(push.status).toBe('on');
    expect(browser.subscription).not.toBeNull();
  });

  test('move to the new key of a server that has lost its own', async () => {
    await push.turnOn(ada);
    server.known.clear();
    server.key = 'key 2';
    await push.keepUp(ada);
    expect(push.status).toBe('on');
    expect(browser.subscription?.key).toBe('key 2');
    expect([...server.known.values()]).toEqual([browser.subscription?.endpoint]);
  });

  test('are turned off although the server has forgotten them, and not although it cannot be told', async () => {
    await push.turnOn(ada);
    server.known.clear();
    await push.turnOff();
    expect(push.status).toBe('off');
    await push.turnOn(ada);
    server.down = true;
    await expect(push.turnOff()).rejects.toMatchObject({ code: 'network' });
    // The device is silent all the same: nobody can reach what it has given up.
    expect([push.status, browser.subscription]).toEqual(['off', null]);
  });
});
