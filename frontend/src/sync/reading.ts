import type { Ports } from './ports';
import { Problem } from './problem';
import type { Message, MessagesEvent, Standing } from './protocol';
import { retryWait } from './timing';
import { UnreadCount } from './unread';

export interface ReadingEvents {
  counted(id: number, unread: number, mentions: number): void;
  /** Whether a message of somebody else is meant for this user; null when that cannot be told here. */
  isMention(message: Message): boolean | null;
}

/** Where a user stopped reading. */
export interface Stop {
  /** The last message that they had read, and how many of others came after it. */
  readonly seq: number;
  readonly unread: number;
}

interface Entry {
  count: UnreadCount;
  /** The marker as it should be on the server; 0: as it is. */
  wanted: number;
  posting: boolean;
  /** Set while the server is asked for the count or soon will be. */
  asking: { cancel: () => void } | null;
  failures: number;
}

/** Milliseconds. Events may overtake each other, and one question may answer for several of them. */
const askAfter = 250;
/** Milliseconds between two moves of a marker; who reads along in a busy session moves it all the time. */
const postEvery = 1000;
/** Milliseconds after which no event comes any more that a `resume` may have counted. */
const youngFor = 2000;

/**
 * What the user has read: keeps the unread counts equal to the server's, and tells the server how far the user is.
 *
 * A marker that was moved here counts here at once. It goes to the server one request at a time, the furthest one last,
 * until the server has it.
 */
export class Reading {
  readonly #me: number;
  readonly #ports: Ports;
  readonly #events: ReadingEvents;
  readonly #entries = new Map<number, Entry>();
  /** Of sessions that are open: where the user had stopped reading them then. Null: not known yet. */
  #stops = new Map<number, Stop | null>();
  #cancelRipening: () => void = () => undefined;
  #resuming = false;
  /** There has been an answer of `resume`. */
  #resumed = false;
  #stopped = false;

  constructor(me: number, ports: Ports, events: ReadingEvents) {
    this.#me = me;
    this.#ports = ports;
    this.#events = events;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRipening();
  }

  readSeq(id: number): number {
    return this.#entries.get(id)?.count.readSeq ?? 0;
  }

  /** The user opens the session. */
  opened(id: number): void {
    const count = this.#entries.get(id)?.count;
    // Of a session that came since `resume` named all of them every event was heard.
    if (count?.known !== true) this.#stops.set(id, this.#resumed ? { seq: count?.readSeq ?? 0, unread: count?.unread ?? 0 } : null);
    else this.#stops.set(id, { seq: count.readSeq, unread: count.unread });
  }

  /** The user leaves the session: where they stop is found out when they open it again. */
  closed(id: number): void {
    this.#stops.delete(id);
  }

  /** Where the user had stopped reading when the session was opened; null: not known yet, or it is not open. */
  stoppedAt(id: number): Stop | null {
    return this.#stops.get(id) ?? null;
  }

  /** `resume` is asked for: what it says comes before the events that come until then. */
  resuming(): void {
    this.#resuming = true;
    for (const { count } of this.#entries.values()) count.expect();
  }

  /** There is no answer to `resume`. */
  notResumed(): void {
    if (this.#resuming) this.#begin([]);
  }

  /** The answer of `resume`. */
  resumed(standings: readonly Standing[]): void {
    this.#resumed = true;
    this.#begin(standings);
  }

  #begin(standings: readonly Standing[]): void {
    this.#resuming = false;
    for (const standing of standings) this.#settle(standing.session_id, standing);
    for (const [id, stop] of this.#stops) if (stop === null && this.#resumed) this.opened(id);
    const answered = new Set(standings.map((s) => s.session_id));
    for (const id of this.#entries.keys()) if (!answered.has(id)) this.#settle(id, null);
    this.#cancelRipening();
    this.#cancelRipening = this.#ports.clock.after(youngFor, () => {
      for (const { count } of this.#entries.values()) count.ripen();
    });
  }

  /** A live event. */
  received(event: MessagesEvent): void {
    const entry = this.#entry(event.session_id);
    entry.count.receive(event);
    this.#update(event.session_id, entry);
  }

  /** A message that was not counted as meant for the user is: what it says has been opened. */
  named({ chat_session: id, seq }: Message): void {
    const entry = this.#entry(id);
    entry.count.named(seq);
    this.#update(id, entry);
  }

  /** The marker was moved elsewhere. */
  moved(id: number, seq: number): void {
    const entry = this.#entry(id);
    entry.count.read(seq);
    this.#update(id, entry);
  }

  /** The user has seen everything up to `seq` here. */
  seen(id: number, seq: number): void {
    const entry = this.#entry(id);
    if (seq <= entry.count.readSeq) return;
    entry.count.read(seq);
    entry.wanted = seq;
    this.#post(id, entry);
    this.#update(id, entry);
  }

  forget(id: number): void {
    this.#stops.delete(id);
    this.#entries.get(id)?.asking?.cancel();
    this.#entries.delete(id);
  }

  #entry(id: number): Entry {
    const known = this.#entries.get(id);
    if (known) return known;
    const entry: Entry = { count: new UnreadCount(this.#me, (message) => this.#events.isMention(message)), wanted: 0, posting: false, asking: null, failures: 0 };
    if (this.#resuming) entry.count.expect();
    this.#entries.set(id, entry);
    return entry;
  }

  #settle(id: number, standing: Standing | null): void {
    const entry = this.#entry(id);
    // What was asked for before knows less.
    entry.asking?.cancel();
    entry.asking = null;
    entry.count.settle(standing, false);
    if (entry.count.known && this.#stops.get(id) === null) this.opened(id);
    this.#update(id, entry);
  }

  #update(id: number, entry: Entry): void {
    this.#events.counted(id, entry.count.unread, entry.count.mentions);
    // As long as the marker is not there, the server's count is none of this one.
    if (entry.count.unsure && entry.wanted === 0 && !entry.asking) this.#askIn(id, entry, askAfter);
  }

  #askIn(id: number, entry: Entry, ms: number): void {
    const asking = { cancel: this.#ports.clock.after(ms, () => void this.#ask(id, entry, asking)) };
    entry.asking = asking;
  }

  async #ask(id: number, entry: Entry, asking: Entry['asking']): Promise<void> {
    const current = () => entry.asking === asking && this.#entries.get(id) === entry && !this.#stopped;
    if (!current()) return;
    // Meanwhile others may have made it clear.
    if (!entry.count.unsure || entry.wanted !== 0) {
      entry.asking = null;
      return;
    }
    entry.count.expect();
    try {
      const standing = await this.#ports.rest.standing(id);
      // `resume` was asked after this, and knows better.
      if (!current() || this.#resuming) return;
      entry.asking = null;
      entry.failures = 0;
      entry.count.settle(standing, true);
      this.#update(id, entry);
    } catch (error) {
      if (!current() || this.#resuming) return;
      const problem = Problem.of(error);
      if (problem.retryable) {
        entry.count.settle(null, false);
        this.#askIn(id, entry, retryWait(problem, entry.failures++, this.#ports.random));
      } else this.forget(id);
    }
  }

  #post(id: number, entry: Entry): void {
    if (!entry.posting) void this.#postNow(id, entry, 0);
  }

  async #postNow(id: number, entry: Entry, failures: number): Promise<void> {
    const { rest, clock, random } = this.#ports;
    const alive = () => this.#entries.get(id) === entry && !this.#stopped;
    const again = (ms: number, failed: number) =>
      clock.after(ms, () => {
        entry.posting = false;
        if (!alive()) return;
        if (entry.wanted !== 0) void this.#postNow(id, entry, failed);
        else this.#update(id, entry);
      });
    entry.posting = true;
    const { wanted } = entry;
    try {
      await rest.markRead(id, wanted);
      if (entry.wanted === wanted) entry.wanted = 0;
      again(postEvery, 0);
    } catch (error) {
      const problem = Problem.of(error);
      if (problem.retryable) {
        again(retryWait(problem, failures, random), failures + 1);
      } else {
        entry.wanted = 0;
        entry.posting = false;
        entry.count.setBack();
        if (alive()) this.#update(id, entry);
      }
    }
  }
}
