import type { Ports } from './ports';
import type { Message } from './protocol';
import { type MessageWindow, PastWindow } from './window';

export type PageState = 'idle' | 'loading' | 'failed';

/** A part of the history that does not reach up to the newest message. */
export interface PastView {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly older: PageState;
  readonly newer: PageState;
}

/** What became of the way to a message: it is shown, there is none of this number, or nobody can say right now. */
export type Reached = 'there' | 'gone' | 'unreachable';

export interface PastEvents {
  changed(): void;
  /** The newest messages, as they are held now. */
  newest(): MessageWindow | null;
}

export const pageSize = 50;
/** Messages that are held at most of what a reader has scrolled through; what lies behind is let go of and read again. */
export const mostHeld = 1200;
const keptHeld = 800;

/**
 * What a reader looks at instead of the newest messages of a session, if that is so. It gets every change as the newest do, and is one with
 * them as soon as they touch.
 */
export class Past {
  readonly #id: number;
  readonly #ports: Ports;
  readonly #events: PastEvents;
  #part: { window: PastWindow; older: PageState; newer: PageState } | null = null;
  #span = 0;
  /** Changes that come while a part of the history is on its way. */
  #meanwhile: Message[] | null = null;

  constructor(id: number, ports: Ports, events: PastEvents) {
    this.#id = id;
    this.#ports = ports;
    this.#events = events;
  }

  /** Whether the reader is there. */
  get is(): boolean {
    return this.#part !== null;
  }

  /** Grows when what is looked at is another part of the history than before. */
  get span(): number {
    return this.#span;
  }

  get messages(): readonly Message[] {
    return this.#part?.window.messages ?? [];
  }

  /** @param show the messages as they are to be shown. */
  view(show: (messages: readonly Message[]) => readonly Message[]): PastView | null {
    const part = this.#part;
    return part && { messages: show(part.window.messages), hasOlder: part.window.oldest > 1, older: part.older, newer: part.newer };
  }

  has(seq: number): boolean {
    return this.#part?.window.has(seq) === true;
  }

  /** Changed messages. */
  see(messages: readonly Message[]): void {
    this.#part?.window.apply(messages);
    this.#meanwhile?.push(...messages);
  }

  /** The reader goes on from the oldest of these, so that not all that was read is held. */
  goOn(messages: readonly Message[]): void {
    this.#part = { window: new PastWindow(messages.slice(0, keptHeld)), older: 'idle', newer: 'idle' };
  }

  leave(): void {
    if (!this.#part) return;
    this.#part = null;
    this.#span++;
  }

  /** The newest messages are others than they were: no part on its way belongs to them. */
  forget(): void {
    this.leave();
    this.#meanwhile = null;
  }

  async page(end: 'older' | 'newer'): Promise<void> {
    const part = this.#part;
    if (!part || part[end] === 'loading') return;
    const { window } = part;
    if (end === 'older' && window.oldest <= 1) return;
    if (window.messages.length >= mostHeld) {
      if (end === 'older') window.dropNewest(keptHeld);
      else window.dropOldest(keptHeld);
    }
    part[end] = 'loading';
    window.begin();
    this.#events.changed();
    let page: Message[] | null = null;
    const cursor = end === 'older' ? { before_seq: window.oldest } : { after_seq: window.newest };
    try {
      page = (await this.#ports.rest.messages(this.#id, { ...cursor, limit: pageSize })).items;
    } catch {
      // The reader sees it and can ask again.
    }
    window.end(page);
    if (part !== this.#part) return;
    part[end] = page ? 'idle' : 'failed';
    this.#join();
    this.#events.changed();
  }

  /** Shows the part of the history around message `seq`. `moved`: the newest messages have become others meanwhile, so it is to be asked again. */
  async goTo(seq: number): Promise<Reached | 'moved'> {
    const newest = this.#events.newest();
    const meanwhile: Message[] = (this.#meanwhile = []);
    const ask = (query: { before_seq: number } | { after_seq: number }) =>
      this.#ports.rest.messages(this.#id, { ...query, limit: pageSize });
    try {
      const [before, after] = await Promise.all([ask({ before_seq: seq }), ask({ after_seq: seq - 1 })]);
      if (after.items[0]?.seq !== seq) return 'gone';
      // What was found belongs to the window that was there.
      if (newest !== this.#events.newest()) return 'moved';
      // Whoever asked later has the last word.
      if (meanwhile !== this.#meanwhile) return 'unreachable';
      const window = new PastWindow([...before.items, ...after.items]);
      window.apply(meanwhile);
      this.#part = { window, older: 'idle', newer: 'idle' };
      this.#span++;
      this.#join();
      this.#events.changed();
      return 'there';
    } catch {
      return 'unreachable';
    } finally {
      if (meanwhile === this.#meanwhile) this.#meanwhile = null;
    }
  }

  /** The past that has reached the newest messages is one with them. */
  #join(): void {
    const newest = this.#events.newest();
    if (!this.#part || !newest || this.#part.window.newest + 1 < newest.oldest) return;
    newest.prepend(this.#part.window.messages);
    this.#part = null;
  }
}
