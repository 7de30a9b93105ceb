import type { Clock, HubLink } from './ports';
import type { TypingEvent, User } from './protocol';

/** Milliseconds that somebody counts as writing after the last signal. */
const typingFor = 5000;
/** Milliseconds between two signals of one's own. */
const typingEvery = 3000;

/** Who is writing, and that this user is. Signals may get lost; nothing depends on them. */
export class Typing {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #writers = new Map<number, Map<number, { user: User; cancel: () => void }>>();
  #view: ReadonlyMap<number, readonly User[]> = new Map();
  #told = new Map<number, number>();

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** By session. A new map after every change. */
  get view(): ReadonlyMap<number, readonly User[]> {
    return this.#view;
  }

  heard({ session_id: id, user_id, username, display_name }: TypingEvent): void {
    const writers = this.#writers.get(id) ?? new Map<number, { user: User; cancel: () => void }>();
    this.#writers.set(id, writers);
    writers.get(user_id)?.cancel();
    const isNew = !writers.has(user_id);
    const cancel = this.#clock.after(typingFor, () => this.stopped(id, user_id));
    writers.set(user_id, { user: { id: user_id, username, display_name }, cancel });
    if (isNew) this.#publish(id);
  }

  /** The user has sent what they wrote, or given up. */
  stopped(id: number, userId: number): void {
    const writers = this.#writers.get(id);
    const writer = writers?.get(userId);
    if (!writers || !writer) return;
    writer.cancel();
    writers.delete(userId);
    if (writers.size === 0) this.#writers.delete(id);
    this.#publish(id);
  }

  clear(): void {
    for (const [id, writers] of this.#writers) for (const userId of writers.keys()) this.stopped(id, userId);
  }

  /** This user writes; says so now and then. */
  tell(link: HubLink | null, id: number): void {
    const now = this.#clock.now();
    if (!link || now - (this.#told.get(id) ?? -Infinity) < typingEvery) return;
    this.#told.set(id, now);
    // The server may not have taken this connection into a new session yet.
    link.typing(id).catch(() => this.#told.delete(id));
  }

  /** Whoever goes on says so at once: to others this user had stopped, as a message has come, or they have only just come. */
  anew(id: number): void {
    this.#told.delete(id);
  }

  #publish(id: number): void {
    const view = new Map(this.#view);
    const writers = this.#writers.get(id);
    if (writers) view.set(id, [...writers.values()].map((w) => w.user));
    else view.delete(id);
    this.#view = view;
    this.#changed();
  }
}
