import type { HubLink, OutboxNews, Ports, StoredMessage } from './ports';
import { Problem } from './problem';
import type { Attachment, SendAnswer } from './protocol';
import { retryWait, within } from './timing';

/** A message of this user that is not known to be in the session's window yet. */
export interface OutgoingMessage {
  readonly client_id: string;
  readonly session_id: number;
  readonly content: string;
  /** The number of the message that it answers. */
  readonly reply_to: number | null;
  /** Uploaded already. */
  readonly attachments: readonly Attachment[];
  readonly created_at: number;
  readonly state: 'sending' | 'sent' | 'failed';
  /** False: this device could not keep it, so it lives only as long as its page. */
  readonly kept: boolean;
  /** Set when failed: why. */
  readonly reason: string | null;
  /** The code of the reason, where it is known. */
  readonly code?: string;
  /** Set when sent. */
  readonly answer: SendAnswer | null;
}

export interface OutboxEvents {
  changed(): void;
  /** The text as it goes to the server. Rejects with a `Problem`. */
  seal(message: OutgoingMessage): Promise<string>;
  /** The server has the message. False when nobody waits to see it appear, so that it can be forgotten. */
  acknowledged(answer: SendAnswer): boolean;
  signedOut(): void;
}

type Lane = {
  failures: number;
  pause: (() => void) | null;
  busy: boolean;
  /** The pause is for a key that has not come yet. */
  keyless: boolean;
};

/** Milliseconds. An answer that takes longer is given up; the retry has the same client_id and cannot double. */
const sendTimeout = 20_000;
/** Messages that are remembered to have left: more than a tab hears of late. */
const mostDone = 500;

/**
 * Messages on their way to the server.
 *
 * Invariants:
 * - A message is on this device's storage from `add` until the server acknowledges it or the user discards it.
 * - Each session is a lane with one send in flight, in the order of `add`. What may succeed later holds its lane up;
 *   what the server refuses for good fails and lets the next one go.
 * - Every try of a message carries the same client_id, so no number of them makes two.
 * - The tabs of a user hold the same messages, and the one that leads sends them, so one order holds for all. What a tab is
 *   not told, because it slept, it finds in the storage when it leads or the connection is new.
 */
export class Outbox {
  readonly #userId: number;
  readonly #ports: Ports;
  readonly #events: OutboxEvents;
  #link: HubLink | null = null;
  #lanes = new Map<number, Lane>();
  #stored = new Map<string, StoredMessage>();
  #list: readonly OutgoingMessage[] = [];
  /** What has left this outbox: the storage may still say otherwise for a moment. */
  readonly #done = new Set<string>();
  /** Who wants to know when a message can no longer be lost with its page, by client id. */
  readonly #safe = new Map<string, () => void>();
  #lastOrder = 0;
  /** When the server takes messages of this user again. */
  #quietUntil = 0;

  constructor(userId: number, ports: Ports, events: OutboxEvents) {
    this.#userId = userId;
    this.#ports = ports;
    this.#events = events;
  }

  /** In sending order. A new array after every change. */
  get list(): readonly OutgoingMessage[] {
    return this.#list;
  }

  /** Takes up what an earlier page left behind, or another tab has written. */
  async load(): Promise<void> {
    const left = await this.#ports.storage.all(this.#userId).catch(() => []);
    for (const message of left) if (!this.#stored.has(message.client_id) && !this.#done.has(message.client_id)) this.#take(message);
    this.#pumpAll();
  }

  /** What another tab tells. */
  heard(news: OutboxNews): void {
    if (news.kind === 'put') {
      const { client_id, refused, refusal, session_id } = news.message;
      if (!this.#stored.has(client_id)) {
        if (!this.#done.has(client_id)) this.#take(news.message);
      } else {
        this.#stored.set(client_id, news.message);
        this.#patch(client_id, { state: refused === null ? 'sending' : 'failed', reason: refused, ...coded(refusal) });
      }
      this.#pump(session_id);
    } else if (news.kind === 'gone') {
      this.#forget(news.client_id);
      this.#publish(this.#list.filter((m) => m.client_id !== news.client_id));
    } else {
      this.#settled(news.answer);
    }
  }

  /** Takes in what is in the storage already, in its place. */
  #take(message: StoredMessage): void {
    this.#stored.set(message.client_id, message);
    this.#lastOrder = Math.max(this.#lastOrder, message.order);
    const orderOf = (m: OutgoingMessage) => this.#stored.get(m.client_id)?.order ?? 0;
    const at = this.#list.findLastIndex((m) => orderOf(m) <= message.order) + 1;
    this.#publish([...this.#list.slice(0, at), outgoing(message), ...this.#list.slice(at)]);
  }

  /** @param safe is called when the message can no longer be lost with this page: the storage has it, or it has left the outbox. */
  add(sessionId: number, content: string, replyTo: number | null, attachments: readonly Attachment[] = [], safe: () => void = () => undefined): void {
    const now = this.#ports.clock.now();
    this.#lastOrder = Math.max(this.#lastOrder + 1, now);
    const message: StoredMessage = {
      client_id: this.#ports.newId(),
      user_id: this.#userId,
      session_id: sessionId,
      content,
      reply_to: replyTo,
      attachments,
      created_at: now,
      order: this.#lastOrder,
      refused: null,
    };
    this.#safe.set(message.client_id, safe);
    const stored = this.#store(message);
    this.#publish([...this.#list, outgoing(message)]);
    this.#pump(sessionId);
    // Without storage a message only lives as long as the page; better than not being sent at all.
    void stored.then((kept) => (kept ? this.#isSafe(message.client_id) : this.#patch(message.client_id, { kept: false })));
  }

  #isSafe(clientId: string): void {
    this.#safe.get(clientId)?.();
    this.#safe.delete(clientId);
  }

  /** Tries a failed message again. */
  retry(clientId: string): void {
    const message = this.#stored.get(clientId);
    if (!message) return;
    void this.#store({ ...message, refused: null });
    this.#patch(clientId, { state: 'sending', reason: null });
    this.#pump(message.session_id);
  }

  /** Forgets messages: the user discards them, or they have appeared in the window. */
  remove(which: (message: OutgoingMessage) => boolean): void {
    const removed = this.#list.filter(which);
    if (removed.length === 0) return;
    for (const { client_id } of removed) {
      this.#unstore(client_id);
      this.#ports.tabs?.tell({ kind: 'gone', client_id });
    }
    this.#publish(this.#list.filter((m) => !removed.includes(m)));
  }

  /** The user is no longer in a session: what waits for it cannot be sent, and is kept for its writer to take elsewhere. */
  strand(sessionId: number): void {
    this.remove((m) => m.session_id === sessionId && m.answer !== null);
    for (const { client_id, session_id, state } of this.#list) {
      if (session_id === sessionId && state === 'sending') this.#fail(client_id, new Problem('session_not_found', 'You are not in this session any more.', false));
    }
  }

  /** Sends over `link` from now on; null: there is none. */
  attach(link: HubLink | null): void {
    this.#link = link;
    for (const lane of this.#lanes.values()) lane.pause?.();
    this.#lanes.clear();
    if (link) this.#pumpAll();
  }

  /** There are keys that were not there before: what waited for one goes on. */
  wake(): void {
    for (const [id, lane] of this.#lanes) {
      if (!lane.pause || !lane.keyless) continue;
      lane.pause();
      lane.pause = null;
      lane.failures = 0;
      this.#pump(id);
    }
  }

  #pumpAll(): void {
    for (const id of new Set(this.#list.map((m) => m.session_id))) this.#pump(id);
  }

  #pump(sessionId: number): void {
    const link = this.#link;
    const next = this.#list.find((m) => m.session_id === sessionId && m.state === 'sending');
    if (!link || !next || this.#ports.tabs?.leads === false) return;
    const lane = this.#lanes.get(sessionId) ?? { failures: 0, pause: null, busy: false, keyless: false };
    this.#lanes.set(sessionId, lane);
    if (lane.busy || lane.pause) return;
    const quiet = this.#quietUntil - this.#ports.clock.now();
    if (quiet > 0) this.#pauseLane(lane, sessionId, quiet);
    else void this.#send(link, lane, next);
  }

  #pauseLane(lane: Lane, sessionId: number, ms: number): void {
    lane.pause = this.#ports.clock.after(ms, () => {
      lane.pause = null;
      this.#pump(sessionId);
    });
  }

  async #send(link: HubLink, lane: Lane, message: OutgoingMessage): Promise<void> {
    const { client_id, session_id, reply_to, attachments } = message;
    const files = attachments.length === 0 ? {} : { attachments: attachments.map((file) => file.id) };
    lane.busy = true;
    try {
      // Anew with each try: by then the session may have another key.
      const content = await this.#events.seal(message);
      const request = { client_id, session_id, content, ...(reply_to === null ? {} : { reply_to }), ...files };
      this.#settle(await within(this.#ports.clock, sendTimeout, link.send(request)));
      lane.failures = 0;
    } catch (error) {
      // What a dead link says about a message is no verdict; the next link asks again.
      if (link === this.#link) this.#refused(lane, message, Problem.of(error));
    }
    lane.busy = false;
    if (link === this.#link) this.#pump(session_id);
  }

  #settle(answer: SendAnswer): void {
    this.#unstore(answer.client_id);
    this.#ports.tabs?.tell({ kind: 'sent', answer });
    this.#settled(answer);
  }

  #settled(answer: SendAnswer): void {
    this.#forget(answer.client_id);
    if (this.#events.acknowledged(answer)) this.#patch(answer.client_id, { state: 'sent', answer });
    else this.#publish(this.#list.filter((m) => m.client_id !== answer.client_id));
  }

  #refused(lane: Lane, message: OutgoingMessage, problem: Problem): void {
    if (problem.code === 'not_signed_in') {
      // Says nothing about the message: it waits for the user to come back.
      this.#link = null;
      this.#events.signedOut();
    } else if (problem.retryable) {
      const wait = retryWait(problem, lane.failures++, this.#ports.random);
      lane.keyless = problem.code === 'key_missing';
      // A limit holds for all that this user sends, also over the next link.
      if (problem.retryAfter > 0) this.#quietUntil = Math.max(this.#quietUntil, this.#ports.clock.now() + wait);
      this.#pauseLane(lane, message.session_id, wait);
    } else {
      this.#fail(message.client_id, problem);
    }
  }

  /** It will not be sent unless its writer wants it to be tried again. */
  #fail(clientId: string, { message: reason, code }: Problem): void {
    const stored = this.#stored.get(clientId);
    if (stored) void this.#store({ ...stored, refused: reason, refusal: code });
    this.#patch(clientId, { state: 'failed', reason, code });
  }

  #patch(clientId: string, change: Partial<OutgoingMessage>): void {
    this.#publish(this.#list.map((m) => (m.client_id === clientId ? { ...m, ...change } : m)));
  }

  #publish(list: readonly OutgoingMessage[]): void {
    this.#list = list;
    this.#events.changed();
  }

  /** Resolves with whether the storage has it now. */
  #store(message: StoredMessage): Promise<boolean> {
    this.#stored.set(message.client_id, message);
    this.#ports.tabs?.tell({ kind: 'put', message });
    return this.#ports.storage.put(message).then(
      () => true,
      () => false,
    );
  }

  #unstore(clientId: string): void {
    if (this.#stored.has(clientId)) this.#ports.storage.delete(clientId).catch(() => undefined);
    this.#forget(clientId);
  }

  #forget(clientId: string): void {
    this.#stored.delete(clientId);
    this.#isSafe(clientId);
    this.#done.add(clientId);
    const [first] = this.#done;
    if (this.#done.size > mostDone && first !== undefined) this.#done.delete(first);
  }
}

function coded(code: string | undefined): { code?: string } {
  return code === undefined ? {} : { code };
}

function outgoing(message: StoredMessage): OutgoingMessage {
  const { client_id, session_id, content, reply_to, attachments, created_at, refused, refusal } = message;
  return {
    client_id,
    session_id,
    content,
    reply_to: reply_to ?? null,
    attachments: attachments ?? [],
    created_at,
    state: refused === null ? 'sending' : 'failed',
    kept: true,
    reason: refused,
    ...coded(refusal),
    answer: null,
  };
}
