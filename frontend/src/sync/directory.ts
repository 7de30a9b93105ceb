import type { KeptSession } from './ports';
import type { Message, Preferences, Session, SessionEvent } from './protocol';

/** A session as the list shows it. */
export interface SessionView {
  readonly session: Session;
  /** The newest message, if this tab knows it. */
  readonly last: Message | null;
  /** Messages of others that the user has not read, on whatever device. */
  readonly unread: number;
  /** Those of them that are meant for the user. */
  readonly mentions: number;
}

export interface Shown {
  message(message: Message): Message;
  session(session: Session): Session;
}

interface Entry {
  session: Session;
  last: Message | null;
  /** The number of the newest message, and the highest revision, that were heard of. */
  seq: number;
  rev: number;
}

/**
 * The user's sessions, newest activity first.
 *
 * News reaches it out of order: a list that was read before a change may arrive after the event that told of it.
 * So a session only ever gives way to a higher version, and one that is gone comes back only with a higher version
 * than it left with.
 */
export class Directory {
  #entries = new Map<number, Entry>();
  /** Ids by last activity, newest first. */
  #order: number[] = [];
  #gone = new Map<number, number>();
  /** Also of sessions that are not in the directory yet. */
  #counts = new Map<number, { unread: number; mentions: number }>();
  #view: readonly SessionView[] | null = null;
  readonly #show: Shown;

  /** @param show the session and its last message as they are to be shown. */
  constructor(show: Shown = { message: (message) => message, session: (session) => session }) {
    this.#show = show;
  }

  /** A new array after every change, the same one otherwise. */
  get view(): readonly SessionView[] {
    return (this.#view ??= this.#order.flatMap((id) => {
      const entry = this.#entries.get(id);
      if (!entry) return [];
      const { unread, mentions } = this.#counts.get(id) ?? { unread: 0, mentions: 0 };
      return [{ session: this.#show.session(entry.session), last: entry.last && this.#show.message(entry.last), unread, mentions }];
    }));
  }

  /** A new array after every change. */
  get ids(): readonly number[] {
    return this.#order;
  }

  /** What the next start of the app may begin with. */
  get kept(): readonly KeptSession[] {
    return this.#order.flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry ? [{ ...entry, ...(this.#counts.get(id) ?? { unread: 0, mentions: 0 }) }] : [];
    });
  }

  /** Begins with what was kept. */
  restore(kept: readonly KeptSession[]): void {
    for (const { session, last, seq, rev, unread, mentions } of kept) {
      this.#entries.set(session.id, { session, last, seq, rev });
      this.#counts.set(session.id, { unread, mentions });
    }
    this.#order = kept.map((k) => k.session.id);
    this.#view = null;
  }

  /** Sessions and messages are to be shown otherwise than before. */
  shown(): void {
    this.#view = null;
  }

  session(id: number): Session | null {
    return this.#entries.get(id)?.session ?? null;
  }

  /** Whether the event tells of something that is not in here yet. */
  wants(event: SessionEvent): boolean {
    if (event.change === 'preferences') return event.version > (this.session(event.session_id)?.preferences.version ?? Infinity);
    if (event.version <= (this.#gone.get(event.session_id) ?? -1)) return false;
    return event.version > (this.session(event.session_id)?.version ?? -1);
  }

  put(session: Session): void {
    if (session.version <= (this.#gone.get(session.id) ?? -1)) return;
    const entry = this.#entries.get(session.id);
    this.prefer(session.id, session.preferences);
    // They have a version of their own: what is older in one may be newer in the other.
    if (entry) session = { ...session, preferences: entry.session.preferences };
    if (!entry) {
      this.#entries.set(session.id, { session, last: null, seq: 0, rev: 0 });
      this.#order = [session.id, ...this.#order];
    } else if (session.version > entry.session.version || completes(session, entry.session)) {
      entry.session = session;
    } else if (session.version === entry.session.version && Date.parse(session.updated_at) > Date.parse(entry.session.updated_at)) {
      // Activity is no change of the session: it has no version of its own.
      entry.session = { ...entry.session, updated_at: session.updated_at };
    } else {
      return;
    }
    this.#view = null;
  }

  /** What the user has set for the session. */
  prefer(id: number, preferences: Preferences): void {
    const entry = this.#entries.get(id);
    if (!entry || preferences.version <= entry.session.preferences.version) return;
    entry.session = { ...entry.session, preferences };
    this.#view = null;
  }

  /** Takes in the server's list, newest activity first. `active` had activity while the list was on its way. */
  putList(list: readonly Session[], active: ReadonlySet<number>): void {
    for (const session of list) this.put(session);
    const listed = list.map((s) => s.id).filter((id) => this.#entries.has(id));
    const known = new Set(listed);
    const first = this.#order.filter((id) => active.has(id));
    const rest = this.#order.filter((id) => !known.has(id) && !active.has(id));
    this.#order = [...first, ...listed.filter((id) => !active.has(id)), ...rest];
    this.#view = null;
  }

  /** The session is gone for this user. False when this is old news: it has since come back. */
  remove(id: number, version = this.session(id)?.version ?? -1): boolean {
    if (version < (this.session(id)?.version ?? -1)) return false;
    this.#gone.set(id, Math.max(version, this.#gone.get(id) ?? -1));
    this.#entries.delete(id);
    this.#counts.delete(id);
    this.#order = this.#order.filter((other) => other !== id);
    this.#view = null;
    return true;
  }

  /** @returns whether these are other counts than before. */
  counted(id: number, unread: number, mentions: number): boolean {
    const known = this.#counts.get(id);
    if ((known?.unread ?? 0) === unread && (known?.mentions ?? 0) === mentions) return false;
    this.#counts.set(id, { unread, mentions });
    this.#view = null;
    return true;
  }

  /** Where the server says the session stands. */
  reached(id: number, seq: number, rev: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (seq !== entry.seq || rev !== entry.rev) this.#doubt(entry);
    entry.seq = seq;
    entry.rev = rev;
  }

  /** A live event begins after `rev`. */
  follows(id: number, rev: number): void {
    const entry = this.#entries.get(id);
    if (entry && rev > entry.rev) this.#doubt(entry);
  }

  /**
   * New or changed messages.
   * @returns whether any is new, so that the session goes to the top.
   */
  saw(id: number, messages: readonly Message[]): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    let active = false;
    for (const message of messages) {
      if (message.seq > entry.seq) {
        entry.seq = message.seq;
        active = true;
      }
      const { last } = entry;
      entry.rev = Math.max(entry.rev, message.rev);
      // Only the newest of all is the last one, and only its newest state.
      if (message.seq < entry.seq || (last?.seq === message.seq && message.rev <= last.rev)) continue;
      entry.last = message;
      this.#view = null;
    }
    if (active) this.touch(id);
    return active;
  }

  /** Something was missed: the last message that is known here may not be the last one. */
  #doubt(entry: Entry): void {
    if (!entry.last) return;
    entry.last = null;
    this.#view = null;
  }

  /** Moves the session to the top. */
  touch(id: number): void {
    if (this.#order[0] === id || !this.#entries.has(id)) return;
    this.#order = [id, ...this.#order.filter((other) => other !== id)];
    this.#view = null;
  }
}

/** A list carries only some of the participants, so one version comes in a short and in a complete form. */
function completes(session: Session, known: Session): boolean {
  return session.version === known.version && session.participants.length > known.participants.length;
}
