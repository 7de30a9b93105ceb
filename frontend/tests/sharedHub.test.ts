import { describe, expect, test, vi } from 'vitest';
import type { CloseReason, HubEvents, HubLink, HubTransport } from '../src/sync/ports';
import { Problem } from '../src/sync/problem';
import { type Group, SharedHub } from '../src/transport/sharedHub';

/** Tabs in a line; the first one leads. What they tell each other is copied, as it is between real ones. */
class Tab implements Group {
  readonly #topics = new Map<string, (body: unknown, from: string) => void>();
  readonly #moved: (() => void)[] = [];
  tookOver = false;

  constructor(
    readonly line: Tab[],
    readonly id: string,
  ) {
    line.push(this);
  }

  get leads(): boolean {
    return this.line[0] === this;
  }

  takeOver(): void {
    this.tookOver = true;
    this.line.splice(this.line.indexOf(this), 1);
    this.line.unshift(this);
    this.#announce();
  }

  /** As when the tab is closed: nothing comes from it any more, and the next one leads. */
  close(): void {
    const led = this.leads;
    this.line.splice(this.line.indexOf(this), 1);
    const [next] = this.line;
    if (led && next) next.#announce();
  }

  on(topic: string, hear: (body: unknown, from: string) => void): void {
    this.#topics.set(topic, hear);
  }

  post(topic: string, body: unknown, to: string | null = null): void {
    const copy = structuredClone(body);
    for (const other of this.line) {
      if (other !== this && (to === null || other.id === to)) queueMicrotask(() => other.#topics.get(topic)?.(copy, this.id));
    }
  }

  onMoved(hear: () => void): void {
    this.#moved.push(hear);
  }

  #announce(): void {
    for (const tab of [...this.line]) for (const hear of tab.#moved) hear();
  }
}

/** A hub that counts its connections. */
class Hub implements HubTransport {
  readonly open = new Set<HubEvents>();
  made = 0;

  connect(events: HubEvents): Promise<HubLink> {
    this.made++;
    this.open.add(events);
    return Promise.resolve({
      resume: (held) => Promise.resolve({ user_id: 1, sessions: [], changes: [], refused: Object.keys(held).map((id) => ({ session_id: Number(id), code: 'x' })) }),
      send: () => Promise.reject(new Problem('rate_limited', 'Slowly.', true, {}, 2000)),
      typing: () => Promise.resolve(),
      presence: (id) => Promise.resolve({ session_id: id, online: [7] }),
      close: () => this.open.delete(events),
    });
  }
}

function listener() {
  const heard: string[] = [];
  const on = (name: string) => (event: unknown) => heard.push(`${name} ${JSON.stringify(event)}`);
  const events: HubEvents = {
    messages: on('messages'),
    session: on('session'),
    read: on('read'),
    typing: on('typing'),
    presence: on('presence'),
    person: on('person'),
    signedOut: on('signedOut'),
    closed: (reason: CloseReason) => heard.push(`closed ${reason}`),
  };
  return { events, heard };
}

function two() {
  const [hub, line] = [new Hub(), [] as Tab[]];
  const tabs = [new Tab(line, 'a'), new Tab(line, 'b')] as const;
  const shared = [new SharedHub(hub, tabs[0]), new SharedHub(hub, tabs[1])] as const;
  return { hub, tabs, shared };
}

const settle = () => new Promise((done) => setTimeout(done, 0));

describe('a connection for all tabs', () => {
  test('is one, answers each, and tells all', async () => {
    const { hub, shared } = two();
    const [first, second] = [listener(), listener()];
    const link = await shared[1].connect(second.events);
    await shared[0].connect(first.events);
    expect(hub.made).toBe(1);
    expect((await link.resume({ 5: 1 })).refused).toEqual([{ session_id: 5, code: 'x' }]);
    expect(await link.presence(3)).toEqual({ session_id: 3, online: [7] });
    const refusal = await link.send({ session_id: 1, content: '', client_id: '' }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'rate_limited', message: 'Slowly.', retryable: true, retryAfter: 2000 });
    for (const events of hub.open) events.session({ session_id: 1, change: 'updated', version: 2 });
    await settle();
    expect([first.heard, second.heard]).toEqual([first.heard, first.heard]);
    expect(first.heard).toEqual(['session {"session_id":1,"change":"updated","version":2}']);
  });

  test('moves with the lead, and the other tab can connect at once', async () => {
    const { hub, tabs, shared } = two();
    const second = listener();
    await shared[0].connect(listener().events);
    const old = await shared[1].connect(second.events);
    tabs[0].close();
    expect(second.heard).toEqual(['closed moved']);
    // What the engine does with a link that is over must not end the next one.
    old.close();
    const again = listener();
    const link = await shared[1].connect(again.events);
    old.close();
    await settle();
    expect(hub.made).toBe(2);
    expect(await link.presence(1)).toEqual({ session_id: 1, online: [7] });
    expect([second.heard, again.heard]).toEqual([['closed moved'], []]);
  });

  test('that one tab finds dead is dead for all', async () => {
    const { hub, shared } = two();
    const [first, second] = [listener(), listener()];
    await shared[0].connect(first.events);
    const link = await shared[1].connect(second.events);
    link.close();
    await settle();
    expect(hub.open.size).toBe(0);
    expect(first.heard).toEqual(['closed lost']);
    await shared[1].connect(second.events);
    expect(hub.made).toBe(2);
  });

  test('is taken over from a tab that sleeps', async () => {
    vi.useFakeTimers();
    try {
      const [hub, line] = [new Hub(), [] as Tab[]];
      new Tab(line, 'asleep');
      const awake = new Tab(line, 'awake');
      const connecting = new SharedHub(hub, awake).connect(listener().events);
      await vi.advanceTimersByTimeAsync(6000);
      await connecting;
      expect([awake.tookOver, hub.made]).toEqual([true, 1]);
    } finally {
      vi.useRealTimers();
    }
  });
});
