import type { Message, Session, SessionEvent, SessionHead } from './protocol';

/** A session as the list shows it. */
export interface SessionView {
  readonly session: Session;
  /** The newest message that this tab has seen, if any. */
  readonly last: Message | null;
  /** Messages that came since this tab last looked at the session. */
  readonly unread: number;
}

interface Entry {
  session: Session;
  last: Message | null;
  headSeq: number | null;
  seenSeq: number | null;
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
  /** Heads of sessions that are not in the directory yet. */
  #heads = new Map<number, number>();
  #view: readonly SessionView[] | null = null;

  /** A new array after every change, the same one otherwise. */
  get view(): readonly SessionView[] {
    return (this.#view ??= this.#order.flatMap((id) => {
      const entry = this.#entries.get(id);
      if (!entry) return [];
      const unread = Math.max(0, (entry.headSeq ?? 0) - (entry.seenSeq ?? 0));
      return [{ session: entry.session, last: entry.last, unread }];
    }));
  }

  /** A new array after every change. */
  get ids(): readonly number[] {
    return this.#order;
  }

  session(id: number): Session | null {
    return this.#entries.get(id)?.session ?? null;
  }

  /** Whether the event tells of something that is not in here yet. */
  wants(event: SessionEvent): boolean {
    if (event.version <= (this.#gone.get(event.session_id) ?? -1)) return false;
    return event.version > (this.session(event.session_id)?.version ?? -1);
  }

  put(session: Session): void {
    if (session.version <= (this.#gone.get(session.id) ?? -1)) return;
    const entry = this.#entries.get(session.id);
    if (!entry) {
      const head = this.#heads.get(session.id) ?? null;
      this.#heads.delete(session.id);
      this.#entries.set(session.id, { session, last: null, headSeq: head, seenSeq: head });
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
    this.#heads.delete(id);
    this.#order = this.#order.filter((other) => other !== id);
    this.#view = null;
    return true;
  }

  reached(head: SessionHead): void {
    const entry = this.#entries.get(head.session_id);
    if (!entry) {
      this.#heads.set(head.session_id, head.seq);
      return;
    }
    // The first head is where counting starts: what came before this tab was opened is not news.
    entry.seenSeq ??= head.seq;
    if (head.seq <= (entry.headSeq ?? -1)) return;
    entry.headSeq = head.seq;
    this.#view = null;
  }

  /**
   * New or changed messages; `mine` is the id of this user, who has read what they wrote.
   * @returns whether any is new, so that the session goes to the top.
   */
  saw(id: number, messages: readonly Message[], mine: number): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    let active = false;
    for (const message of messages) {
      const { last } = entry;
      if (last && message.seq < last.seq) continue;
      if (last?.seq === message.seq && message.rev <= last.rev) continue;
      entry.last = message;
      entry.seenSeq ??= message.seq - 1;
      if (message.sender.id === mine) entry.seenSeq = Math.max(entry.seenSeq, message.seq);
      if (message.seq > (entry.headSeq ?? 0)) {
        entry.headSeq = message.seq;
        active = true;
      }
      this.#view = null;
    }
    if (active) this.touch(id);
    return active;
  }

  /** Moves the session to the top. */
  touch(id: number): void {
    if (this.#order[0] === id || !this.#entries.has(id)) return;
    this.#order = [id, ...this.#order.filter((other) => other !== id)];
    this.#view = null;
  }

  markSeen(id: number): boolean {
    const entry = this.#entries.get(id);
    if (entry?.headSeq == null || (entry.seenSeq ?? 0) >= entry.headSeq) return false;
    entry.seenSeq = entry.headSeq;
    this.#view = null;
    return true;
  }
}

/** A list carries only some of the participants, so one version comes in a short and in a complete form. */
function completes(session: Session, known: Session): boolean {
  return session.version === known.version && session.participants.length > known.participants.length;
}
