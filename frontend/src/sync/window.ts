import type { Message } from './protocol';

/**
 * The loaded part of one session: from message `oldest` to the newest.
 *
 * Invariants:
 * - Every change with a revision up to `rev` to a message from `oldest` on is in here.
 * - `messages` is contiguous in seq and starts at `oldest`.
 * - A message is only ever replaced by one of the same seq with a higher rev.
 *
 * The server answers `since_rev` in order of revision, so a message that was edited comes after its successors.
 * Those wait unseen until the hole before them is filled.
 */
export class MessageWindow {
  #bySeq = new Map<number, Message>();
  #oldest: number;
  #rev: number;
  #messages: readonly Message[] = [];
  /** Changes to messages before the window that came while a page of them was on its way; null when none is. */
  #whileLoadingOlder: Message[] | null = null;

  /**
   * @param newest the newest messages of the session, as one answer of the server gave them, or as they were kept.
   * @param rev up to which nothing is missing, if that is more than they say themselves.
   */
  constructor(newest: readonly Message[], rev = 0) {
    this.#oldest = newest[0]?.seq ?? 1;
    // The answer is one snapshot: whatever its highest revision is, nothing up to that one is missing from it.
    this.#rev = newest.reduce((highest, m) => Math.max(highest, m.rev), rev);
    for (const message of newest) this.#bySeq.set(message.seq, message);
    this.#rebuild();
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Whether nothing waits behind a hole. */
  get whole(): boolean {
    return this.#messages.length === this.#bySeq.size;
  }

  get rev(): number {
    return this.#rev;
  }

  get oldest(): number {
    return this.#oldest;
  }

  get hasOlder(): boolean {
    return this.#oldest > 1;
  }

  /** A newer state of one message, which says nothing about the others. */
  put(message: Message): void {
    this.apply([message], this.#rev);
  }

  /** Takes in the changes after a revision that the window had reached, up to `rev`. */
  apply(changes: readonly Message[], rev: number): void {
    let changed = false;
    for (const message of changes) {
      if (message.seq < this.#oldest) {
        this.#whileLoadingOlder?.push(message);
      } else {
        const known = this.#bySeq.get(message.seq);
        if (known && known.rev >= message.rev) continue;
        this.#bySeq.set(message.seq, message);
        changed = true;
      }
    }
    this.#rev = Math.max(this.#rev, rev);
    if (changed) this.#rebuild();
  }

  /** To be called before the page before `oldest` is asked for. */
  beginOlder(): void {
    this.#whileLoadingOlder = [];
  }

  /** Puts the page before `oldest` in front; null when it could not be had. */
  endOlder(page: readonly Message[] | null): void {
    const missed = this.#whileLoadingOlder ?? [];
    this.#whileLoadingOlder = null;
    const first = page?.[0];
    if (!page || !first) return;
    for (const message of page) this.#bySeq.set(message.seq, message);
    this.#oldest = first.seq;
    this.apply(missed, this.#rev);
    this.#rebuild();
  }

  /** Puts a part of the history in front that ends where the window begins, or within it. */
  prepend(messages: readonly Message[]): void {
    const first = messages[0];
    if (!first || first.seq >= this.#oldest || this.#whileLoadingOlder) return;
    this.#oldest = first.seq;
    this.apply(messages, this.#rev);
  }

  /** Lets go of all but the newest `keep` messages; they can be loaded again. */
  trim(keep: number): void {
    const first = this.#messages[this.#messages.length - keep];
    if (!first || this.#whileLoadingOlder) return;
    for (const seq of this.#bySeq.keys()) {
      if (seq < first.seq) this.#bySeq.delete(seq);
    }
    this.#oldest = first.seq;
    this.#rebuild();
  }

  #rebuild(): void {
    const messages: Message[] = [];
    for (let m = this.#bySeq.get(this.#oldest); m; m = this.#bySeq.get(m.seq + 1)) messages.push(m);
    this.#messages = messages;
  }
}

/**
 * A loaded part of the history that does not reach up to the newest message: where someone was led who followed a link.
 *
 * Invariants: as for the window, up to message `newest`; and changes that come while a page is on its way wait for it.
 */
export class PastWindow {
  #bySeq = new Map<number, Message>();
  #messages: readonly Message[] = [];
  #loading = 0;
  #meanwhile: Message[] = [];

  /** @param messages without a hole, and at least one. */
  constructor(messages: readonly Message[]) {
    this.#take(messages);
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  get oldest(): number {
    return this.#messages[0]?.seq ?? 1;
  }

  get newest(): number {
    return this.#messages.at(-1)?.seq ?? 0;
  }

  has(seq: number): boolean {
    return this.#bySeq.has(seq);
  }

  apply(changes: readonly Message[]): void {
    const known = changes.filter((m) => m.rev > (this.#bySeq.get(m.seq)?.rev ?? Infinity));
    if (this.#loading > 0) this.#meanwhile.push(...changes.filter((m) => !this.#bySeq.has(m.seq)));
    if (known.length > 0) this.#take(known);
  }

  /** To be called before a page at either end is asked for. */
  begin(): void {
    this.#loading++;
  }

  /** Takes in the page before the oldest or after the newest message; null when it could not be had. */
  end(page: readonly Message[] | null): void {
    this.#loading--;
    if (page && page.length > 0) this.#take(page);
    this.apply(this.#meanwhile);
    if (this.#loading === 0) this.#meanwhile = [];
  }

  /** Lets go of messages at one end, so that `keep` are left. */
  dropOldest(keep: number): void {
    this.#keep(this.#messages.slice(-keep));
  }

  dropNewest(keep: number): void {
    this.#keep(this.#messages.slice(0, keep));
  }

  #keep(messages: readonly Message[]): void {
    this.#bySeq.clear();
    this.#take(messages);
  }

  #take(messages: readonly Message[]): void {
    for (const message of messages) {
      if ((this.#bySeq.get(message.seq)?.rev ?? -1) < message.rev) this.#bySeq.set(message.seq, message);
    }
    this.#messages = [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq);
  }
}
