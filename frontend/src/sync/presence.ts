import type { HubLink } from './ports';
import type { PresenceEvent } from './protocol';

/**
 * Who is online, of the sessions that are looked at. Asked for when a session is opened and after every reconnect, and kept
 * by events from then on; those that come while the answer is under way are newer than it.
 */
export class Presence {
  readonly #changed: () => void;
  #view: ReadonlyMap<number, ReadonlySet<number>> = new Map();
  #meanwhile = new Map<number, PresenceEvent[]>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** User ids by session; a session is missing when nothing is known. A new map after every change. */
  get view(): ReadonlyMap<number, ReadonlySet<number>> {
    return this.#view;
  }

  async ask(link: HubLink, id: number): Promise<void> {
    const meanwhile: PresenceEvent[] = [];
    this.#meanwhile.set(id, meanwhile);
    try {
      const { online } = await link.presence(id);
      if (this.#meanwhile.get(id) !== meanwhile) return;
      this.#set(id, meanwhile.reduce(after, new Set(online)));
      this.#meanwhile.delete(id);
    } catch {
      // Nobody is shown as online, which is no lie as long as nobody is shown as away.
    }
  }

  heard(event: PresenceEvent): void {
    const id = event.session_id;
    this.#meanwhile.get(id)?.push(event);
    const known = this.#view.get(id);
    if (known) this.#set(id, after(known, event));
  }

  /** Nothing is known any more. */
  clear(): void {
    this.#meanwhile.clear();
    if (this.#view.size === 0) return;
    this.#view = new Map();
    this.#changed();
  }

  #set(id: number, online: ReadonlySet<number>): void {
    this.#view = new Map([...this.#view, [id, online]]);
    this.#changed();
  }
}

function after(known: ReadonlySet<number>, { online, offline }: PresenceEvent): ReadonlySet<number> {
  const users = new Set(known);
  for (const user of online) users.add(user);
  for (const user of offline) users.delete(user);
  return users;
}
