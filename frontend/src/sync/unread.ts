import { Order } from './order';
import type { Message, MessagesEvent, Standing } from './protocol';
import { leadsTo } from './revision';

/**
 * The unread count of one session, without any input or output.
 *
 * It is the server's count at one revision, and from there on follows the live events: a message that was posted after
 * that revision counts, one that was posted before and is now deleted no longer does. That is exact as long as no event is
 * missing and each brings every message that it changed. Whenever it is not, or the marker moves to somewhere in between,
 * the count is `unsure`, and the server has to be asked again.
 *
 * While an answer of the server is awaited events are kept, because it may be older or younger than they are.
 */
export class UnreadCount {
  readonly #me: number;
  readonly #isMention: (message: Message) => boolean | null;
  readonly #order = new Order();
  #rev: number | null = null;
  #seq = 0;
  #readSeq = 0;
  #unread = 0;
  #mentions = 0;
  #awaiting = false;
  #unsure = false;
  #young = false;

  /** @param isMention whether a message of somebody else is meant for this user; null when that cannot be told here. */
  constructor(me: number, isMention: (message: Message) => boolean | null) {
    this.#me = me;
    this.#isMention = isMention;
  }

  get unread(): number {
    return this.#unread;
  }

  /** Those that are meant for this user. */
  get mentions(): number {
    return this.#mentions;
  }

  /** The user has read up to this message. */
  get readSeq(): number {
    return this.#readSeq;
  }

  /** Whether the server has ever said where the user is. */
  get known(): boolean {
    return this.#rev !== null;
  }

  get unsure(): boolean {
    return !this.#awaiting && (this.#unsure || this.#order.hasGap);
  }

  /** An answer of the server is under way. */
  expect(): void {
    this.#awaiting = true;
  }

  /**
   * The answer; null when there is none.
   * @param exact whether the count is of the very revision that the answer names. `resume` reads the one a moment after the
   * other, so events of that moment may be counted already.
   */
  settle(answer: Standing | null, exact: boolean): void {
    this.#awaiting = false;
    if (answer) {
      // A server that lost its history knows of no marker in what was lost.
      if (!leadsTo(this.#rev ?? 0, answer.rev)) this.#readSeq = 0;
      this.#rev = answer.rev;
      this.#seq = answer.seq;
      this.#unread = answer.unread;
      this.#mentions = answer.mentions;
      this.#unsure = false;
      this.#young = !exact;
      const read = Math.max(this.#readSeq, answer.read_seq);
      this.#readSeq = answer.read_seq;
      this.read(read);
    }
    this.#follow();
  }

  /** The moment has passed in which events may come that an inexact answer has counted. */
  ripen(): void {
    this.#young = false;
  }

  receive(event: MessagesEvent): void {
    this.#order.add(event);
    this.#follow();
  }

  /** Message `seq`, which was not counted as meant for the user, is: what it says has been opened. */
  named(seq: number): void {
    if (seq > this.#readSeq) this.#mentions = Math.min(this.#unread, this.#mentions + 1);
  }

  /** The user has read up to `seq`, here or elsewhere. */
  read(seq: number): void {
    if (seq <= this.#readSeq) return;
    this.#readSeq = seq;
    const most = Math.max(0, this.#seq - seq);
    // Which of those after the marker are the user's own or deleted is not known here.
    if (this.#unread > 0 && most > 0) this.#unsure = true;
    this.#unread = Math.min(this.#unread, most);
    this.#mentions = Math.min(this.#mentions, this.#unread);
  }

  /** The server does not take the marker that was set here: its own is right. */
  setBack(): void {
    this.#readSeq = 0;
    this.#unsure = true;
  }

  #follow(): void {
    if (this.#awaiting || this.#rev === null) return;
    this.#rev = this.#order.take(this.#rev, (event, from) => {
      // Each revision changes one message. One that has changed again since is not in the event, and so not counted here.
      if (event.messages.length < event.rev - event.prev_rev) this.#unsure = true;
      for (const message of event.messages) if (message.rev > from) this.#count(message, from);
    });
  }

  #count(message: Message, from: number): void {
    this.#seq = Math.max(this.#seq, message.seq);
    if (message.sender.id === this.#me || message.seq <= this.#readSeq) return;
    const isNew = message.posted_rev > from;
    const isDeleted = message.deleted_at !== undefined;
    if (this.#young) this.#unsure = true;
    if (isNew && !isDeleted) {
      this.#unread++;
      const meant = this.#isMention(message);
      if (meant) this.#mentions++;
      if (meant === null) this.#unsure = true;
    }
    if (!isNew && isDeleted) {
      this.#unread = Math.max(0, this.#unread - 1);
      // What it said is gone.
      if (this.#mentions > 0) this.#unsure = true;
      this.#mentions = Math.min(this.#mentions, this.#unread);
    }
    // What it said before is not known here.
    const isEdited = !isNew && !isDeleted && message.edited_at !== undefined;
    if (isEdited && (this.#mentions > 0 || this.#isMention(message) !== false)) this.#unsure = true;
  }
}
