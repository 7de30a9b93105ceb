import type { HistoryStore, KeptRoom, KeptSession, Ports } from './ports';

/** Milliseconds between a change and its way to the disk. Whoever reads along in a busy session changes it all the time. */
const saveAfter = 1000;

/**
 * Writes down what the next start of the app begins with: the list of sessions, and the end of each session that was looked at.
 *
 * Each record is one consistent state, so it does not matter which of several tabs wrote last: what is read is right or merely
 * older, and `resume` makes up for that.
 */
export class Keeping {
  readonly #userId: number;
  readonly #store: HistoryStore;
  readonly #ports: Ports;
  readonly #rooms = new Map<number, () => KeptRoom | null>();
  #list: (() => readonly KeptSession[]) | null = null;
  #cancel: (() => void) | null = null;
  #stopped = false;

  constructor(userId: number, store: HistoryStore, ports: Ports) {
    this.#userId = userId;
    this.#store = store;
    this.#ports = ports;
  }

  /** What was kept of a session; null when nothing was, or when the disk does not answer. */
  async room(id: number): Promise<KeptRoom | null> {
    return this.#store.room(this.#userId, id).catch(() => null);
  }

  listChanged(list: () => readonly KeptSession[]): void {
    this.#list = list;
    this.#later();
  }

  roomChanged(id: number, room: () => KeptRoom | null): void {
    this.#rooms.set(id, room);
    this.#later();
  }

  /** The user is no longer in the session, or what was kept of it is not true. */
  forget(id: number): void {
    this.#rooms.delete(id);
    if (!this.#stopped) this.#store.dropRoom(this.#userId, id).catch(ignore);
  }

  /** These are all sessions of the user; nothing of any other may stay. */
  onlyThese(ids: ReadonlySet<number>): void {
    if (!this.#stopped) this.#store.dropOtherRooms(this.#userId, ids).catch(ignore);
  }

  /** Writes what waits: the page may be about to go. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#stopped) return;
    const list = this.#list?.();
    this.#list = null;
    if (list) this.#store.putList(this.#userId, list).catch(ignore);
    for (const [id, room] of this.#rooms) {
      const kept = room();
      if (kept) this.#store.putRoom(this.#userId, id, kept).catch(ignore);
    }
    this.#rooms.clear();
  }

  /** Writes nothing any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#rooms.clear();
    this.#list = null;
  }

  #later(): void {
    if (this.#stopped) return;
    this.#cancel ??= this.#ports.clock.after(saveAfter, () => this.flush());
  }
}

/** A full or forbidden disk costs a slower start, nothing else. */
const ignore = () => undefined;
