import type { Ports } from './ports';
import { Problem } from './problem';
import type { Message } from './protocol';
import { retryWait } from './timing';

/** `waiting`: can be taken back still. `done`: the server was told. A problem: it refused. */
export type Deletion = 'waiting' | 'done' | Problem;

/** Milliseconds in which a deletion can be taken back. */
const grace = 6000;

/** Deletions that were asked for. Each waits a while before the server hears of it, so that nothing is lost by a slip of the hand. */
export class Deletions {
  readonly #ports: Ports;
  readonly #changed: () => void;
  readonly #waiting = new Map<number, () => void>();
  #view: ReadonlyMap<number, Deletion> = new Map();

  constructor(ports: Ports, changed: () => void) {
    this.#ports = ports;
    this.#changed = changed;
  }

  /** By message id. A new map after every change. */
  get view(): ReadonlyMap<number, Deletion> {
    return this.#view;
  }

  add({ id }: Message): void {
    if (this.#waiting.has(id)) return;
    this.#waiting.set(id, this.#ports.clock.after(grace, () => this.#begin(id)));
    this.#set(id, 'waiting');
  }

  /** Takes a deletion back. */
  undo(id: number): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    this.#set(id, null);
  }

  /** The page goes away: nothing can be taken back any more. */
  flush(): void {
    for (const [id, cancel] of this.#waiting) {
      cancel();
      this.#begin(id);
    }
  }

  #begin(id: number): void {
    this.#waiting.delete(id);
    void this.#send(id, 0);
  }

  async #send(id: number, failures: number): Promise<void> {
    const { rest, clock, random } = this.#ports;
    this.#set(id, 'done');
    try {
      await rest.deleteMessage(id);
    } catch (error) {
      const problem = Problem.of(error);
      if (problem.retryable) clock.after(retryWait(problem, failures, random), () => void this.#send(id, failures + 1));
      // Somebody else was faster: it is gone, as wished.
      else if (problem.code !== 'message_deleted') this.#set(id, problem);
    }
  }

  #set(id: number, deletion: Deletion | null): void {
    const view = new Map(this.#view);
    if (deletion === null) view.delete(id);
    else view.set(id, deletion);
    this.#view = view;
    this.#changed();
  }
}
