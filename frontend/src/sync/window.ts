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
