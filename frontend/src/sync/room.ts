import { Markers } from './markers';
import { Order } from './order';
import { mostHeld, type PageState, pageSize, Past, type Reached } from './past';
import type { KeptRoom, Ports } from './ports';
import { Problem } from './problem';
import type { Marker, Message, MessagesEvent, Missed } from './protocol';
import { Quotes } from './quotes';
import type { RoomView } from './state';
import { backoff, retryWait } from './timing';
import { MessageWindow } from './window';

export interface RoomEvents {
  changed(): void;
  /** The messages as they are to be shown; the same array as long as nothing about them changes. */
  show(messages: readonly Message[]): readonly Message[];
  /** The server knows no such session for this user. */
  gone(): void;
}

const largePageSize = 200;
/** Changes. A reader that far behind gets a fresh newest page instead of everything in between. */
const farBehind = 1000;
/** Newest messages kept while the reader is somewhere else. */
const keptNewest = 100;
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
  readonly #past: Past;
  #window: MessageWindow | null = null;
  #head = 0;
  /** The window is what was kept on this device, and the server has not said yet what has changed since. */
  #old = false;
  /** `resume` was told what is held. */
  #held = false;
  #resuming = false;
  #fetching = false;
  #failures = 0;
  #older: PageState = 'idle';
  #loadingOlder: Promise<void> | null = null;
  #due: { at: number; cancel: () => void } | null = null;
  /** Who waits for the window to be current, or for a sign that it will not be so soon. */
  #waiting: ((current: boolean) => void)[] = [];
  #stopped = false;
  #view: RoomView = {
    status: 'loading',
    messages: [],
    hasOlder: false,
    older: 'idle',
    past: null,
    span: 0,
    quotes: new Map(),
    markers: new Map(),
  };

  constructor(id: number, ports: Ports, events: RoomEvents) {
    this.#id = id;
    this.#ports = ports;
    this.#events = events;
    this.#quotes = new Quotes(id, ports, () => this.#publish());
    this.#markers = new Markers(id, ports, () => this.#publish());
    this.#past = new Past(id, ports, { changed: () => this.#publish(), newest: () => this.#window });
  }

  get view(): RoomView {
    return this.#view;
  }

  get rev(): number {
    return this.#window?.rev ?? 0;
  }

  /** The newest message, as the server has it. */
  get newest(): Message | null {
    return this.#window?.messages.at(-1) ?? null;
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
    this.#tellWaiting(false);
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
    this.#past.leave();
    this.#publish();
    this.#fetchIn(0);
  }

  /** Messages are to be shown otherwise than before. */
  shown(): void {
    this.#publish();
  }

  moved(markers: readonly Marker[]): void {
    this.#markers.moved(markers);
  }

  /** The answer to a change that was made here; its live event may be on its way still. */
  changed(message: Message): void {
    this.#window?.put(message);
    this.#see([message]);
    this.heard(message.rev, reorderGrace);
    this.#publish();
  }

  loadOlder(size = pageSize): Promise<void> {
    if (this.#past.is) return this.#past.page('older');
    return (this.#loadingOlder ??= this.#loadOlder(size).finally(() => (this.#loadingOlder = null)));
  }

  /** Reads on towards the newest messages, where the reader is somewhere else. */
  loadNewer(): Promise<void> {
    return this.#past.page('newer');
  }

  async #loadOlder(size: number): Promise<void> {
    const window = this.#window;
    if (!window?.hasOlder) return;
    if (window.messages.length >= mostHeld) return this.#split(window);
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

  /** A reader who is that far from the newest messages goes on in the past, so that not all that was read is held. */
  #split(window: MessageWindow): Promise<void> {
    this.#past.goOn(window.messages);
    window.trim(keptNewest);
    this.#publish();
    return this.#past.page('older');
  }

  /** Shows the part of the history around message `seq`. */
  async reach(seq: number): Promise<Reached> {
    const window = this.#window;
    if (!window) return 'unreachable';
    if (seq < 1) return 'gone';
    if (seq >= window.oldest) return this.#reachNewest(seq);
    if (this.#past.has(seq)) return 'there';
    // What is near is read up to, so that nothing moves under the reader.
    if (!this.#past.is && window.oldest - seq <= largePageSize) {
      await this.loadOlder(largePageSize);
      if (window === this.#window && window.oldest <= seq) return 'there';
    }
    return this.#goTo(seq);
  }

  /** To a message that belongs to the window, though the window may not have heard of it: it may be old, or events late. */
  async #reachNewest(seq: number): Promise<Reached> {
    const isHeld = () => this.#window?.messages.some((m) => m.seq === seq) === true;
    if (!isHeld()) {
      try {
        const { items } = await this.#ports.rest.messages(this.#id, { after_seq: seq - 1, limit: 1 });
        if (items[0]?.seq !== seq) return 'gone';
        this.heard(items[0].rev, 0);
      } catch {
        return 'unreachable';
      }
      if (!(await this.#becomesCurrent())) return 'unreachable';
      // A window far behind gives way to one that begins later.
      if (!isHeld()) return this.#goTo(seq);
    }
    this.latest();
    return 'there';
  }

  async #goTo(seq: number): Promise<Reached> {
    const reached = await this.#past.goTo(seq);
    return reached === 'moved' ? this.reach(seq) : reached;
  }

  get #isCurrent(): boolean {
    return this.#window !== null && !this.#old && this.#window.rev >= this.#head;
  }

  /** Whether the window has reached the head; no, when the next try to get it there fails. */
  #becomesCurrent(): Promise<boolean> {
    if (this.#isCurrent || this.#stopped) return Promise.resolve(this.#isCurrent);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #tellWaiting(current: boolean): void {
    for (const tell of this.#waiting.splice(0)) tell(current);
  }

  /** Back to the newest messages. */
  latest(): void {
    if (!this.#past.is) return;
    this.#past.leave();
    this.#publish();
  }

  trim(keep: number): void {
    if (!this.#window || this.#window.messages.length <= keep) return;
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
    this.#see(messages);
  }

  /** Changed messages, for all that holds messages beside the window. */
  #see(messages: readonly Message[]): void {
    this.#past.see(messages);
    this.#quotes.see(messages);
  }

  #fetchIn(ms: number): void {
    if (this.#isCurrent || this.#fetching || this.#stopped) return;
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
    if (this.#isCurrent || (this.#window && this.#resuming)) return;
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
      this.#tellWaiting(false);
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
    this.#past.forget();
  }

  #publish(): void {
    if (this.#stopped) return;
    const messages = this.#window?.messages ?? [];
    this.#quotes.want(messages);
    this.#quotes.want(this.#past.messages);
    this.#view = {
      status: this.#window ? 'ready' : this.#failures > 0 ? 'failing' : 'loading',
      messages: this.#events.show(messages),
      hasOlder: this.#window?.hasOlder ?? false,
      older: this.#older,
      past: this.#past.view((part) => this.#events.show(part)),
      span: this.#past.span,
      quotes: this.#quotes.shown((part) => this.#events.show(part)),
      markers: this.#markers.view,
    };
    if (this.#isCurrent) this.#tellWaiting(true);
    this.#events.changed();
  }
}
