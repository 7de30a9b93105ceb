import type { HubEvents, HubLink, Ports } from './ports';
import { Problem } from './problem';
import type { JoinAnswer } from './protocol';
import { backoff, within } from './timing';

/** `offline`: the last try failed and the next one waits for its time. */
export type ConnectionState = 'connecting' | 'online' | 'offline';

export interface ConnectionEvents extends Omit<HubEvents, 'closed'> {
  changed(): void;
  joined(link: HubLink, answer: JoinAnswer): void;
  lost(): void;
}

/** Milliseconds. */
const connectTimeout = 15_000;
/** A connection that held this long (in milliseconds) was no accident; the next failure starts from the shortest wait. */
const stableAfter = 10_000;
/** Milliseconds between looks at the heads: they bring to light what the live path lost without breaking. */
const recheckEvery = 5 * 60_000;
/** Milliseconds. Someone who comes back to the tab sooner than that finds it fresh enough. */
const recheckOnReturn = 30_000;

/**
 * Holds one link to the hub, for ever: connects, joins, and after a loss comes back with growing waits.
 * Every link has an epoch; whatever an older one still has to say is not heard.
 */
export class Connection {
  readonly #ports: Ports;
  readonly #events: ConnectionEvents;
  #state: ConnectionState = 'connecting';
  #epoch = 0;
  #failures = 0;
  #joinedAt = 0;
  #checkedAt = 0;
  #link: HubLink | null = null;
  #cancelTimer: () => void = () => undefined;

  constructor(ports: Ports, events: ConnectionEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    void this.#attempt();
  }

  stop(): void {
    this.#epoch++;
    this.#cancelTimer();
    this.#link?.close();
    this.#link = null;
  }

  /** The network is said to be back: there is no reason to wait any longer. */
  networkOnline(): void {
    this.#failures = 0;
    if (this.#state === 'offline') void this.#attempt();
  }

  /** The network is said to be gone: a dead socket would only be noticed much later. */
  networkOffline(): void {
    if (this.#state !== 'offline') this.#lose(this.#epoch);
  }

  /** Someone looks at the page again. */
  returned(): void {
    if (this.#state === 'offline') void this.#attempt();
    else if (this.#state === 'online' && this.#ports.clock.now() - this.#checkedAt > recheckOnReturn) void this.#recheck();
  }

  async #attempt(): Promise<void> {
    this.#cancelTimer();
    const epoch = ++this.#epoch;
    this.#become('connecting');
    const { clock, hub } = this.#ports;
    try {
      const connecting = hub.connect(this.#listen(epoch)).then((link) => {
        if (epoch === this.#epoch) this.#link = link;
        else link.close();
        return link;
      });
      const link = await within(clock, connectTimeout, connecting);
      if (epoch !== this.#epoch) return;
      await this.#join(epoch, link);
    } catch (error) {
      this.#failed(epoch, Problem.of(error));
    }
  }

  async #join(epoch: number, link: HubLink): Promise<void> {
    const answer = await within(this.#ports.clock, connectTimeout, link.join());
    if (epoch !== this.#epoch) return;
    this.#checkedAt = this.#ports.clock.now();
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.after(recheckEvery, () => void this.#recheck());
    if (this.#state !== 'online') this.#joinedAt = this.#checkedAt;
    this.#become('online');
    this.#events.joined(link, answer);
  }

  async #recheck(): Promise<void> {
    const epoch = this.#epoch;
    if (!this.#link) return;
    try {
      await this.#join(epoch, this.#link);
    } catch {
      this.#lose(epoch);
    }
  }

  #failed(epoch: number, problem: Problem): void {
    this.#lose(epoch);
    if (problem.code === 'not_signed_in') this.#events.signedOut({ reason: problem.message });
    // A refused handshake does not say why. Whoever watches the requests learns from this one whether it was the sign-in.
    else this.#ports.rest.me().catch(() => undefined);
  }

  #lose(epoch: number): void {
    if (epoch !== this.#epoch) return;
    this.#epoch++;
    this.#cancelTimer();
    const { clock, random } = this.#ports;
    if (this.#state === 'online' && clock.now() - this.#joinedAt > stableAfter) this.#failures = 0;
    this.#link?.close();
    this.#link = null;
    this.#cancelTimer = clock.after(backoff(this.#failures++, random), () => void this.#attempt());
    this.#become('offline');
    this.#events.lost();
  }

  #listen(epoch: number): HubEvents {
    const live = () => epoch === this.#epoch;
    return {
      messages: (event) => {
        if (live()) this.#events.messages(event);
      },
      session: (event) => {
        if (live()) this.#events.session(event);
      },
      signedOut: (event) => {
        if (live()) this.#events.signedOut(event);
      },
      closed: () => this.#lose(epoch),
    };
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.changed();
  }
}
