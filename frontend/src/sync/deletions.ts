import type { Ports } from './ports';
import { Problem } from './problem';
import type { Message } from './protocol';
import { retryWait } from './timing';

/** `waiting`: can be taken back still. `done`: the server was told, or is about to be. A problem: it refused. */
export type Deletion = 'waiting' | 'done' | Problem;

/** Milliseconds in which a deletion can be taken back. */
const grace = 6000;

/**
 * Deletions that were asked for. Each waits a while before the server hears of it, so that nothing is lost by a slip of the hand.
 *
 * They are written down until the server has answered: what was deleted stays deleted, however the page went. A second tab that
 * reads them waits as long as the first, and does nothing when the deletion was taken back there.
 */
export class Deletions {
  readonly #userId: number;
  readonly #ports: Ports;
  readonly #changed: () => void;
  /** What ends the wait, by message id. */
  readonly #waiting = new Map<number, () => void>();
  /** Those that are written down for certain. */
  readonly #stored = new Set<number>();
  #view: ReadonlyMap<number, Deletion> = new Map();
  #stopped = false;

  constructor(userId: number, ports: Ports, changed: () => void) {
    this.#userId = userId;
    this.#ports = ports;
    this.#changed = changed;
  }

  /** By message id. A new map after every change. */
  get view(): ReadonlyMap<number, Deletion> {
    return this.#view;
  }

  /** Goes on with what was written down. */
  async load(): Promise<void> {
    const { clock, deletions } = this.#ports;
    for (const { message_id: id, due } of await deletions.all(this.#userId).catch(() => [])) {
      if (this.#stopped || this.#view.has(id)) continue;
      this.#stored.add(id);
      this.#wait(id, Math.min(grace, Math.max(0, due - clock.now())));
    }
  }

  add({ id }: Message): void {
    if (this.#waiting.has(id)) return;
    const due = this.#ports.clock.now() + grace;
    this.#wait(id, grace);
    this.#ports.deletions.put({ user_id: this.#userId, message_id: id, due }).then(() => {
      if (this.#view.has(id)) this.#stored.add(id);
      else this.#forget(id);
    }, ignore);
  }

  /** Takes a deletion back. */
  undo(id: number): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    this.#forget(id);
    this.#set(id, null);
  }

  /** The page goes away: tells the server now what it would hear later. Resolves once it has answered. */
  async flush(): Promise<void> {
    await Promise.all(
      [...this.#waiting].map(([id, cancel]) => {
        cancel();
        this.#waiting.delete(id);
        return this.#send(id, 0);
      }),
    );
  }

  stop(): void {
    void this.flush();
    this.#stopped = true;
  }

  #wait(id: number, ms: number): void {
    this.#waiting.set(id, this.#ports.clock.after(ms, () => void this.#due(id)));
    this.#set(id, 'waiting');
  }

  async #due(id: number): Promise<void> {
    const stands = !this.#stored.has(id) || (await this.#ports.deletions.has(this.#userId, id).catch(() => true));
    // It may have been taken back while the disk was asked.
    if (!this.#waiting.delete(id)) return;
    if (stands) await this.#send(id, 0);
    else this.#set(id, null);
  }

  async #send(id: number, failures: number): Promise<void> {
    const { rest, clock, random } = this.#ports;
    this.#set(id, 'done');
    try {
      await rest.deleteMessage(id);
      this.#forget(id);
    } catch (error) {
      const problem = Problem.of(error);
      // Whoever signs in again goes on with it.
      if (problem.code === 'not_signed_in') return;
      if (problem.retryable) {
        if (!this.#stopped) clock.after(retryWait(problem, failures, random), () => void this.#send(id, failures + 1));
        return;
      }
      this.#forget(id);
      // Somebody else was faster: it is gone, as wished.
      if (problem.code !== 'message_deleted') this.#set(id, problem);
    }
  }

  #forget(id: number): void {
    this.#stored.delete(id);
    this.#ports.deletions.delete(this.#userId, id).catch(ignore);
  }

  #set(id: number, deletion: Deletion | null): void {
    const view = new Map(this.#view);
    if (deletion === null) view.delete(id);
    else view.set(id, deletion);
    this.#view = view;
    this.#changed();
  }
}

const ignore = (): undefined => undefined;
