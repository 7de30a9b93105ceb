import { Directory, type SessionView, type Shown } from './directory';
import type { KeptSession, Ports } from './ports';
import { Problem } from './problem';
import type { Message, MessagesEvent, Preferences, Session, SessionEvent, Standing } from './protocol';
import { retryWait } from './timing';

export interface SessionsEvents {
  changed(): void;
  /** How sessions and messages are to be shown. */
  readonly show: Shown;
  /** An answer of the server. */
  read(sessions: readonly Session[]): void;
  /** The user is no longer in the session, or there is no such session. */
  left(id: number): void;
  /** These are all. */
  complete(ids: ReadonlySet<number>): void;
}

/**
 * Keeps the directory of sessions equal to the server's: reads the list, reads single sessions that an event says have
 * changed, and tries again what fails.
 */
export class Sessions {
  readonly #ports: Ports;
  readonly #events: SessionsEvents;
  readonly #directory: Directory;
  #listed = false;
  #missing: ReadonlySet<number> = new Set();
  /** Sessions with activity while the list is on its way; null when it is not. */
  #active: Set<number> | null = null;
  #listAgain = false;
  #refreshing = new Map<number, { again: boolean }>();
  #stopped = false;

  constructor(ports: Ports, events: SessionsEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#directory = new Directory(events.show);
  }

  /** Null until the first list has come. */
  get view(): readonly SessionView[] | null {
    return this.#listed ? this.#directory.view : null;
  }

  /** Sessions that the server says this user is not in. */
  get missing(): ReadonlySet<number> {
    return this.#missing;
  }

  /** What the next start may begin with; null until the first list has come. */
  get kept(): readonly KeptSession[] | null {
    return this.#listed ? this.#directory.kept : null;
  }

  /** Shows the list that was kept, until the server's comes. */
  restore(kept: readonly KeptSession[]): void {
    this.#directory.restore(kept);
    this.#listed = true;
  }

  session(id: number): Session | null {
    return this.#directory.session(id);
  }

  has(id: number): boolean {
    return this.#directory.session(id) !== null;
  }

  /** Sessions and messages are to be shown otherwise than before. */
  shown(): void {
    this.#directory.shown();
  }

  /** All that are known. */
  get all(): readonly Session[] {
    return this.#directory.ids.flatMap((id) => this.session(id) ?? []);
  }

  stop(): void {
    this.#stopped = true;
  }

  reached(standing: Standing): void {
    this.#directory.reached(standing.session_id, standing.seq, standing.rev);
  }

  counted(id: number, unread: number, mentions: number): void {
    if (this.#directory.counted(id, unread, mentions)) this.#events.changed();
  }

  /** Live messages. */
  received({ session_id: id, prev_rev, messages }: MessagesEvent): void {
    this.#directory.follows(id, prev_rev);
    if (this.#directory.saw(id, messages)) this.active(id);
    if (!this.has(id)) this.refresh(id);
  }

  /** A message that was read, for the preview. */
  saw(id: number, message: Message): void {
    this.#directory.saw(id, [message]);
  }

  /** Moves the session to the top; a list that is on its way must not set it back. */
  active(id: number): void {
    this.#active?.add(id);
    this.#directory.touch(id);
  }

  changed({ session_id: id, change, version }: SessionEvent): void {
    if (change === 'deleted') this.leave(id, Number.MAX_SAFE_INTEGER);
    else if (change === 'removed') this.leave(id, version);
    else if (this.#directory.wants({ session_id: id, change, version })) this.refresh(id);
  }

  put(session: Session): void {
    this.#events.read([session]);
    this.#directory.put(session);
    this.#found(session.id);
    this.#events.changed();
  }

  prefer(id: number, preferences: Preferences): void {
    this.#directory.prefer(id, preferences);
    this.#events.changed();
  }

  leave(id: number, version?: number): void {
    if (!this.#directory.remove(id, version)) return;
    this.#missing = new Set([...this.#missing, id]);
    this.#events.left(id);
    this.#events.changed();
  }

  /** Reads one session again. One request at a time for each; whoever asks meanwhile gets another after it. */
  refresh(id: number): void {
    const running = this.#refreshing.get(id);
    if (running) running.again = true;
    else void this.#refresh(id, 0);
  }

  /** Reads the list again. */
  refreshAll(): void {
    if (this.#active) this.#listAgain = true;
    else void this.#refreshAll(0);
  }

  async #refresh(id: number, failures: number): Promise<void> {
    const run = { again: false };
    this.#refreshing.set(id, run);
    let failed: Problem | null = null;
    try {
      const session = await this.#ports.rest.session(id);
      if (!this.#stopped) this.put(session);
    } catch (error) {
      const problem = Problem.of(error);
      if (problem.code === 'session_not_found' && !run.again && !this.#stopped) this.leave(id);
      if (problem.retryable) failed = problem;
    }
    this.#refreshing.delete(id);
    if (this.#stopped) return;
    if (run.again) void this.#refresh(id, 0);
    else if (failed) this.#later(failed, failures, () => !this.#refreshing.has(id) && void this.#refresh(id, failures + 1));
  }

  async #refreshAll(failures: number): Promise<void> {
    const active = (this.#active = new Set());
    const before = this.#directory.ids;
    let failed: Problem | null = null;
    try {
      const list = await this.#ports.rest.sessions();
      if (this.#stopped) return;
      this.#events.read(list.items);
      this.#directory.putList(list.items, active);
      this.#listed = true;
      const ids = new Set(list.items.map((s) => s.id));
      for (const id of ids) this.#found(id);
      // Not in the list though it was known before the list was asked for: gone, while this tab did not listen.
      if (!list.more) {
        for (const id of before) if (!ids.has(id)) this.leave(id);
        this.#events.complete(new Set(this.#directory.ids));
      }
    } catch (error) {
      const problem = Problem.of(error);
      if (problem.retryable) failed = problem;
    }
    this.#active = null;
    if (this.#stopped) return;
    this.#events.changed();
    if (this.#listAgain) {
      this.#listAgain = false;
      void this.#refreshAll(0);
    } else if (failed) {
      this.#later(failed, failures, () => !this.#active && void this.#refreshAll(failures + 1));
    }
  }

  #later(problem: Problem, failures: number, act: () => void): void {
    this.#ports.clock.after(retryWait(problem, failures, this.#ports.random), () => {
      if (!this.#stopped) act();
    });
  }

  #found(id: number): void {
    if (!this.#missing.has(id) || !this.has(id)) return;
    this.#missing = new Set([...this.#missing].filter((other) => other !== id));
  }
}
