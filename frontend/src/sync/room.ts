import { Markers } from './markers';
import { Order } from './order';
import type { KeptRoom, Ports } from './ports';
import { Problem } from './problem';
import type { Marker, Message, MessagesEvent, Missed } from './protocol';
import { Quotes } from './quotes';
import { backoff, retryWait } from './timing';
import { MessageWindow } from './window';

/** What can be seen of an open session's messages. A new object after every change. */
export interface RoomView {
  readonly status: 'loading' | 'ready' | 'failing';
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly older: 'idle' | 'loading' | 'failed';
  /** Messages before the window that messages in it answer, by seq; null: not to be had. */
  readonly quotes: ReadonlyMap<number, Message | null>;
  /** How far each participant has read, by user id. */
  readonly markers: ReadonlyMap<number, number>;
}

export interface RoomEvents {
  changed(): void;
  /** The server knows no such session for this user. */
  gone(): void;
}

const pageSize = 50;
const largePageSize = 200;
/** Changes. A reader that far behind gets a fresh newest page instead of everything in between. */
const farBehind = 1000;
/** Messages that are loaded at most to show an old one. */
const farBack = 2000;
/** Milliseconds. Events may overtake each other on their way through the backplane; most gaps close by themselves. */
const reorderGrace = 150;

/**
 * Keeps the loaded window of one session equal to the server's state.
 *
 * `#head` is the highest revision ever heard of. The room is current when its window has reached it; until then a
 * catch-up is under way or has a time to start. So an event may be lost, repeated, early or forgotten: only its
 * number matters for being right, its content only saves a request. While `resume` is under way nothing is fetched that
 * its answer is about to bring.
 */
export class Room {
  readonly #id: number;
  readonly #ports: Ports;
  readonly #events: RoomEvents;
  readonly #order = new Order();
  readonly #quotes: Quotes;
  readonly #markers: Markers;
  #window: MessageWindow | null = null;
  #head = 0;
  /** The window is what was kept on this device, and the server has not said yet what has changed since. */
  #old = false;
  /** `resume` was told what is held. */
  #held = false;
  #resuming = false;
  #fetching = false;
  #failures = 0;
  #older: RoomView['older'] = 'idle';
  #loadingOlder: Promise<void> | null = null;
  #reaching = false;
  #due: { at: number; cancel: () => void } | null = null;
  #stopped = false;
  #view: RoomView = { status: 'loading', messages: [], hasOlder: false, older: 'idle', quotes: new Map(), markers: new Map() };

  constructor(id: number, ports: Ports, events: RoomEvents) {
    this.#id = id;
    this.#ports = ports;
    this.#events = events;
    this.#quotes = new Quotes(id, ports, () => this.#publish());
    this.#markers = new Markers(id, ports, () => this.#publish());
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
    if (!this.#stopped) this.#fetchIn(0);
  }

  /** Shows what was kept of it, until the server has said what has changed since. */
  restore(kept: KeptRoom): void {
    if (this.#window || this.#stopped || kept.messages.length === 0) return;
    this.#window = new MessageWindow(kept.messages, kept.rev);
    this.#old = true;
    this.#follow();
    this.moved(kept.markers);
    this.#publish();
  }

  /** The newest `most` messages, to be restored from; null while they are not a state that the server had. */
  kept(most: number): KeptRoom | null {
    const window = this.#window;
    if (!window?.whole) return null;
    const markers = [...this.#markers.view].map(([user_id, seq]) => ({ user_id, seq }));
    return { rev: window.rev, messages: window.messages.slice(-most), markers };
  }

  /** Who wrote a message, as far as that is held. */
  senderOf(seq: number): number | null {
    const held = this.#window?.messages.find((m) => m.seq === seq) ?? this.#quotes.view.get(seq);
    return held?.sender.id ?? null;
  }

  /** Reads again how far the participants have read: news of that may get lost. */
  loadMarkers(): void {
    this.#markers.load();
  }

  stop(): void {
    this.#stopped = true;
    this.#due?.cancel();
    this.#quotes.stop();
    this.#markers.stop();
  }

  /** A live event. */
  receive(event: MessagesEvent): void {
    this.#head = Math.max(this.#head, event.rev);
    if (this.#window && event.rev <= this.#window.rev) return;
    this.#order.add(event);
    if (this.#follow()) this.#publish();
    this.#fetchIn(reorderGrace);
  }

  /** The session has reached `rev`; if this window does not in `grace` milliseconds, the rest is fetched. */
  heard(rev: number, grace: number): void {
    this.#head = Math.max(this.#head, rev);
    this.#fetchIn(grace);
  }

  /** `resume` is asked to bring this window up to date. */
  resuming(): void {
    this.#resuming = true;
    this.#held = this.loaded;
  }

  /** The session stands at `rev`, and this was missed. */
  resumed(rev: number, missed: Missed | null): void {
    this.#resuming = false;
    if (this.#held) this.#old = false;
    if (missed) this.receive(missed);
    this.heard(rev, 0);
  }

  /** There is no answer to `resume`. */
  notResumed(): void {
    if (!this.#resuming) return;
    this.#resuming = false;
    this.#fetchIn(reorderGrace);
  }

  /** The server's history is not the one that is held: throws that away and loads it anew. */
  reset(): void {
    this.#resuming = false;
    this.#head = 0;
    this.#failures = 0;
    this.#window = null;
    this.#old = false;
    this.#order.clear();
    this.#quotes.clear();
    this.#markers.reset();
    this.#older = 'idle';
    this.#publish();
    this.#fetchIn(0);
  }

  moved(markers: readonly Marker[]): void {
    this.#markers.moved(markers);
  }

  /** The answer to a change that was made here; its live event may be on its way still. */
  changed(message: Message): void {
    this.#window?.put(message);
    this.#quotes.see([message]);
    this.heard(message.rev, reorderGrace);
    this.#publish();
  }

  loadOlder(size = pageSize): Promise<void> {
    return (this.#loadingOlder ??= this.#loadOlder(size).finally(() => (this.#loadingOlder = null)));
  }

  async #loadOlder(size: number): Promise<void> {
    const window = this.#window;
    if (!window?.hasOlder) return;
    this.#older = 'loading';
    window.beginOlder();
    this.#publish();
    let page: Message[] | null = null;
    try {
      page = (await this.#ports.rest.messages(this.#id, { before_seq: window.oldest, limit: size })).items;
    } catch {
      // The reader sees it and can ask again.
    }
    window.endOlder(page);
    // Another window may have taken the place of this one.
    if (window !== this.#window) return;
    this.#older = page ? 'idle' : 'failed';
    this.#publish();
  }

  /** Loads older messages down to `seq`; says whether it is there. */
  async reach(seq: number): Promise<boolean> {
    const window = this.#window;
    if (!window || window.oldest - seq > farBack) return false;
    if (window.oldest <= seq) return true;
    this.#reaching = true;
    do await this.loadOlder(largePageSize);
    while (window === this.#window && window.oldest > seq && this.#older === 'idle');
    this.#reaching = false;
    return window === this.#window && window.oldest <= seq;
  }

  trim(keep: number): void {
    if (!this.#window || this.#reaching || this.#window.messages.length <= keep) return;
    this.#window.trim(keep);
    this.#publish();
  }

  #follow(): boolean {
    const window = this.#window;
    if (!window) return false;
    const before = window.rev;
    this.#order.take(before, ({ messages, rev }) => this.#apply(window, messages, rev));
    return window.rev > before;
  }

  #apply(window: MessageWindow, messages: readonly Message[], rev: number): void {
    window.apply(messages, rev);
    this.#quotes.see(messages);
  }

  #fetchIn(ms: number): void {
    const behind = !this.#window || this.#old || this.#window.rev < this.#head;
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
    if (this.#window && ((!this.#old && this.#window.rev >= this.#head) || this.#resuming)) return;
    this.#fetching = true;
    let wait = reorderGrace;
    try {
      const target = this.#head;
      if (!this.#window || !(await this.#fetchChanges(this.#window))) await this.#fetchNewest();
      this.#old = false;
      // A server that does not know yet what it has told is asked again, but not at once.
      if (this.rev >= Math.min(target, this.#head)) this.#failures = 0;
      else wait = backoff(this.#failures++, this.#ports.random);
    } catch (error) {
      const problem = Problem.of(error);
      wait = retryWait(problem, this.#failures++, this.#ports.random);
      if (problem.code === 'session_not_found') this.#events.gone();
      if (problem.code === 'unknown_rev') {
        wait = 0;
        this.reset();
      }
    }
    this.#fetching = false;
    this.#follow();
    this.#publish();
    this.#fetchIn(wait);
  }

  /** @returns false when the window is too far behind to be brought up, or no longer there. */
  async #fetchChanges(window: MessageWindow): Promise<boolean> {
    if (this.#head - window.rev > farBehind) return false;
    for (let taken = 0; taken <= farBehind; taken += largePageSize) {
      const page = await this.#ports.rest.messages(this.#id, { since_rev: window.rev, limit: largePageSize });
      if (window !== this.#window) return false;
      const last = page.items.at(-1);
      if (last) this.#apply(window, page.items, last.rev);
      if (!page.more || !last || this.#stopped) return true;
      this.#publish();
    }
    return false;
  }

  async #fetchNewest(): Promise<void> {
    const page = await this.#ports.rest.messages(this.#id, { limit: pageSize });
    this.#window = new MessageWindow(page.items);
    this.#older = 'idle';
    // What changed before the new window was not followed.
    this.#quotes.clear();
  }

  #publish(): void {
    if (this.#stopped) return;
    const messages = this.#window?.messages ?? [];
    this.#quotes.want(messages);
    this.#view = {
      status: this.#window ? 'ready' : this.#failures > 0 ? 'failing' : 'loading',
      messages,
      hasOlder: this.#window?.hasOlder ?? false,
      older: this.#older,
      quotes: this.#quotes.view,
      markers: this.#markers.view,
    };
    this.#events.changed();
  }
}
