import type { CloseReason, HubEvents, HubLink, Ports } from './ports';
import { Problem } from './problem';
import type { Held, ResumeAnswer } from './protocol';
import { backoff, within } from './timing';

/** `offline`: the last try failed and the next one waits for its time. */
export type ConnectionState = 'connecting' | 'online' | 'offline';

export interface ConnectionEvents extends Omit<HubEvents, 'closed'> {
  changed(): void;
  /** `resume` is about to be asked for. @returns what is held. */
  resuming(): Held;
  resumed(link: HubLink, answer: ResumeAnswer): void;
  /** No answer comes to `resume` any more, and no events. */
  lost(): void;
}

/** Milliseconds. */
const connectTimeout = 15_000;
/** A connection that held this long (in milliseconds) was no accident; the next failure starts from the shortest wait. */
const stableAfter = 10_000;
/** Milliseconds between looks at the heads: they bring to light what the live path lost without breaking. */
const recheckEvery = 5 * 60_000;
/**
 * Milliseconds. A server that stops sends all its clients away at once, and one that was not kept up with has enough to do:
 * they come back spread over this time.
 */
const spread = { restart: 3000, resume: 1500, moved: 0 };
/** Milliseconds. Someone who comes back to the tab sooner than that finds it fresh enough. */
const recheckOnReturn = 30_000;

/**
 * Holds one link to the hub, for ever: connects, resumes, and after a loss comes back with growing waits.
 * Every link has an epoch; whatever an older one still has to say is not heard.
 */
export class Connection {
  readonly #ports: Ports;
  readonly #events: ConnectionEvents;
  #state: ConnectionState = 'connecting';
  #epoch = 0;
  #failures = 0;
  #resumedAt = 0;
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
      await this.#resume(epoch, link);
    } catch (error) {
      this.#failed(epoch, Problem.of(error));
    }
  }

  async #resume(epoch: number, link: HubLink): Promise<void> {
    const answer = await within(this.#ports.clock, connectTimeout, link.resume(this.#events.resuming()));
    if (epoch !== this.#epoch) return;
    this.#checkedAt = this.#ports.clock.now();
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.after(recheckEvery, () => void this.#recheck());
    if (this.#state !== 'online') this.#resumedAt = this.#checkedAt;
    this.#become('online');
    this.#events.resumed(link, answer);
  }

  async #recheck(): Promise<void> {
    const epoch = this.#epoch;
    if (!this.#link) return;
    try {
      await this.#resume(epoch, this.#link);
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

  #lose(epoch: number, reason: CloseReason = 'lost'): void {
    if (epoch !== this.#epoch) return;
    this.#epoch++;
    this.#cancelTimer();
    const { clock, random } = this.#ports;
    const stable = this.#state === 'online' && clock.now() - this.#resumedAt > stableAfter;
    if (stable) this.#failures = 0;
    this.#link?.close();
    this.#link = null;
    // Sent away, not cut off: that is no failure, unless it happens again and again. Another tab that takes over is none at all.
    const sent = reason !== 'lost' && (stable || reason === 'moved') ? spread[reason] * random() : null;
    const wait = sent ?? backoff(this.#failures++, random);
    this.#cancelTimer = clock.after(wait, () => void this.#attempt());
    this.#become(sent === null ? 'offline' : 'connecting');
    this.#events.lost();
  }

  #listen(epoch: number): HubEvents {
    const live =
      <T>(hear: (event: T) => void) =>
      (event: T) => {
        if (epoch === this.#epoch) hear(event);
      };
    return {
      messages: live((event) => this.#events.messages(event)),
      session: live((event) => this.#events.session(event)),
      read: live((event) => this.#events.read(event)),
      typing: live((event) => this.#events.typing(event)),
      person: live((event) => this.#events.person(event)),
      presence: live((event) => this.#events.presence(event)),
      signedOut: live((event) => this.#events.signedOut(event)),
      closed: (reason) => this.#lose(epoch, reason),
    };
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.changed();
  }
}
