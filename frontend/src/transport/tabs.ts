import type { OutboxNews, Tabs } from '../sync/ports';

interface Parcel {
  from: string;
  /** Null: all others. */
  to: string | null;
  topic: string;
  body: unknown;
}

type Hear = (body: unknown, from: string) => void;

/**
 * The tabs of one user in this browser. They talk over a BroadcastChannel, and the one that holds the Web Lock leads: it has the
 * connection and sends what waits. The browser hands the lock on in the moment in which a tab is closed or dies, so there is no
 * heartbeat and no vote. (A SharedWorker would do as well, but not in every browser, and the engine would live where nobody can look.)
 */
export class TabGroup implements Tabs {
  readonly id = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join('');
  readonly #lock: string;
  readonly #channel: BroadcastChannel;
  readonly #topics = new Map<string, Hear>();
  readonly #moved = new Set<() => void>();
  #leads = false;
  #release: () => void = () => undefined;
  #closed = new AbortController();

  /** Null where there are no locks: without https, other than on localhost. */
  static of(userId: number): TabGroup | null {
    return 'locks' in navigator && 'BroadcastChannel' in window ? new TabGroup(userId) : null;
  }

  private constructor(userId: number) {
    this.#lock = `chat:${userId}`;
    this.#channel = new BroadcastChannel(this.#lock);
    this.#channel.onmessage = ({ data }: MessageEvent<Parcel>) => {
      if (data.to === null || data.to === this.id) this.#topics.get(data.topic)?.(data.body, data.from);
    };
    this.on('leader', () => this.#tellMoved());
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Waits in line for the lead. */
  join(): void {
    void this.#request({ signal: this.#closed.signal });
  }

  /** Takes the lead from a tab that does not answer any more: one that the system has put to sleep. */
  takeOver(): void {
    if (!this.#leads) void this.#request({ steal: true });
  }

  close(): void {
    this.#closed.abort();
    this.#leads = false;
    this.#release();
    this.#channel.close();
  }

  /** One listener for each topic. */
  on(topic: string, hear: Hear): void {
    this.#topics.set(topic, hear);
  }

  /** @param to a tab; null: all others. */
  post(topic: string, body: unknown, to: string | null = null): void {
    if (!this.#closed.signal.aborted) this.#channel.postMessage({ from: this.id, to, topic, body } satisfies Parcel);
  }

  /** Calls back whenever another tab leads than before, be it this one. */
  onMoved(hear: () => void): void {
    this.#moved.add(hear);
  }

  tell(news: OutboxNews): void {
    this.post('outbox', news);
  }

  onNews(hear: (news: OutboxNews) => void): void {
    this.on('outbox', (body) => hear(body as OutboxNews));
  }

  async #request(options: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(this.#lock, options, () => this.#lead());
    } catch {
      // Closed, or another tab took over because this one slept: back into the line.
      if (this.#closed.signal.aborted) return;
      this.#leads = false;
      this.#tellMoved();
      this.join();
    }
  }

  #lead(): Promise<void> {
    if (this.#closed.signal.aborted) return Promise.resolve();
    this.#leads = true;
    this.post('leader', null);
    this.#tellMoved();
    return new Promise((resolve) => (this.#release = resolve));
  }

  #tellMoved(): void {
    for (const hear of this.#moved) hear();
  }
}
