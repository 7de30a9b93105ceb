import type { Ports } from './ports';
import { Problem } from './problem';
import type { Message, MessagesEvent } from './protocol';
import { backoff } from './timing';
import { MessageWindow } from './window';

/** What can be seen of an open session's messages. A new object after every change. */
export interface RoomView {
  readonly status: 'loading' | 'ready' | 'failing';
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly older: 'idle' | 'loading' | 'failed';
}

export interface RoomEvents {
  changed(): void;
  /** The server knows no such session for this user. */
  gone(): void;
}

const pageSize = 50;
const catchUpPageSize = 200;
/** Changes. A reader that far behind gets a fresh newest page instead of everything in between. */
const farBehind = 1000;
/** Milliseconds. Events may overtake each other on their way through the backplane; most gaps close by themselves. */
const reorderGrace = 150;
/** Events kept while they wait for the ones before them. More are forgotten and fetched. */
const maxEarly = 100;

/**
 * Keeps the loaded window of one session equal to the server's state.
 *
 * `#head` is the highest revision ever heard of. The room is current when its window has reached it; until then a
 * catch-up is under way or has a time to start. So an event may be lost, repeated, early or forgotten: only its
 * number matters for being right, its content only saves a request.
 */
export class Room {
  readonly #id: number;
  readonly #ports: Ports;
  readonly #events: RoomEvents;
  #window: MessageWindow | null = null;
  #head = 0;
  #early: MessagesEvent[] = [];
  #fetching = false;
  #failures = 0;
  #older: RoomView['older'] = 'idle';
  #due: { at: number; cancel: () => void } | null = null;
  #stopped = false;
  #view: RoomView = { status: 'loading', messages: [], hasOlder: false, older: 'idle' };

  constructor(id: number, ports: Ports, events: RoomEvents) {
    this.#id = id;
    this.#ports = ports;
    this.#events = events;
  }

  get view(): RoomView {
    return this.#view;
  }

  get rev(): number {
    return this.#window?.rev ?? 0;
  }

  get loaded(): boolean {
    return this.#window !== null;
  }

  start(): void {
    void this.#fetch();
  }

  stop(): void {
    this.#stopped = true;
    this.#due?.cancel();
  }

  /** A live event. */
  receive(event: MessagesEvent): void {
    this.#head = Math.max(this.#head, event.rev);
    if (this.#window && event.rev <= this.#window.rev) return;
    if (this.#early.length === maxEarly) this.#early.shift();
    this.#early.push(event);
    if (this.#applyEarly()) this.#publish();
    this.#fetchIn(reorderGrace);
  }

  /** The session has reached `rev`; if this window does not in `grace` milliseconds, the rest is fetched. */
  heard(rev: number, grace: number): void {
    this.#head = Math.max(this.#head, rev);
    this.#fetchIn(grace);
  }

  async loadOlder(): Promise<void> {
    const window = this.#window;
    if (!window?.hasOlder || this.#older === 'loading') return;
    this.#older = 'loading';
    window.beginOlder();
    this.#publish();
    let page: Message[] | null = null;
    try {
      page = (await this.#ports.rest.messages(this.#id, { before_seq: window.oldest, limit: pageSize })).items;
    } catch {
      // The reader sees it and can ask again.
    }
    window.endOlder(page);
    this.#older = page ? 'idle' : 'failed';
    this.#publish();
  }

  trim(keep: number): void {
    if (!this.#window || this.#window.messages.length <= keep) return;
    this.#window.trim(keep);
    this.#publish();
  }

  #applyEarly(): boolean {
    const window = this.#window;
    if (!window) return false;
    const before = window.rev;
    this.#early.sort((a, b) => a.prev_rev - b.prev_rev);
    for (const event of this.#early) {
      if (event.prev_rev <= window.rev && event.rev > window.rev) window.apply(event.messages, event.rev);
    }
    this.#early = this.#early.filter((event) => event.rev > window.rev);
    return window.rev > before;
  }

  #fetchIn(ms: number): void {
    const behind = !this.#window || this.#window.rev < this.#head;
    if (!behind || this.#fetching || this.#stopped) return;
    const { clock } = this.#ports;
    const at = clock.now() + ms;
    if (this.#due && this.#due.at <= at) return;
    this.#due?.cancel();
    this.#due = { at, cancel: clock.after(ms, () => void this.#fetch()) };
  }

  /** Brings the window to the head. One at a time; whoever finds the room still behind afterwards comes again. */
  async #fetch(): Promise<void> {
    this.#due?.cancel();
    this.#due = null;
    if (this.#fetching || this.#stopped) return;
    if (this.#window && this.#window.rev >= this.#head) return;
    this.#fetching = true;
    const target = this.#head;
    try {
      if (!this.#window || !(await this.#fetchChanges(this.#window))) await this.#fetchNewest();
      this.#failures = this.rev >= target ? 0 : this.#failures + 1;
    } catch (error) {
      this.#failures++;
      if (Problem.of(error).code === 'session_not_found') this.#events.gone();
    }
    this.#fetching = false;
    this.#applyEarly();
    this.#publish();
    this.#fetchIn(this.#failures > 0 ? backoff(this.#failures - 1, this.#ports.random) : reorderGrace);
  }

  /** @returns false when the window is too far behind to be brought up. */
  async #fetchChanges(window: MessageWindow): Promise<boolean> {
    if (this.#head - window.rev > farBehind) return false;
    for (let taken = 0; taken <= farBehind; taken += catchUpPageSize) {
      const page = await this.#ports.rest.messages(this.#id, { since_rev: window.rev, limit: catchUpPageSize });
      const last = page.items.at(-1);
      if (last) window.apply(page.items, last.rev);
      if (!page.more || !last || this.#stopped) return true;
      this.#publish();
    }
    return false;
  }

  async #fetchNewest(): Promise<void> {
    const page = await this.#ports.rest.messages(this.#id, { limit: pageSize });
    this.#window = new MessageWindow(page.items);
  }

  #publish(): void {
    if (this.#stopped) return;
    this.#view = {
      status: this.#window ? 'ready' : this.#failures > 0 ? 'failing' : 'loading',
      messages: this.#window?.messages ?? [],
      hasOlder: this.#window?.hasOlder ?? false,
      older: this.#older,
    };
    this.#events.changed();
  }
}
