import type { Ports } from './ports';
import { Problem } from './problem';
import type { Message } from './protocol';
import { retryWait } from './timing';

/** Tries of one message after which it is shown as not to be had, until it is. */
const tries = 5;

/**
 * The messages that others in a window answer and that lie before the window. Fetched one by one, when they are first
 * wanted; from then on every change that comes along keeps them current.
 */
export class Quotes {
  readonly #id: number;
  readonly #ports: Ports;
  readonly #changed: () => void;
  #wanted = new Set<number>();
  #known = new Map<number, Message | null>();
  #view: ReadonlyMap<number, Message | null> = new Map();
  #epoch = 0;

  constructor(id: number, ports: Ports, changed: () => void) {
    this.#id = id;
    this.#ports = ports;
    this.#changed = changed;
  }

  /** A new map after every change. */
  get view(): ReadonlyMap<number, Message | null> {
    return this.#view;
  }

  /** The same as they are to be shown, which `show` tells of each; the same map when that makes no difference. */
  shown(show: (messages: readonly Message[]) => readonly Message[]): ReadonlyMap<number, Message | null> {
    if (this.#view.size === 0) return this.#view;
    const entries = [...this.#view];
    const shown = entries.map(([, message]) => (message ? (show([message])[0] ?? message) : null));
    return shown.every((message, i) => message === entries[i]?.[1]) ? this.#view : new Map(entries.map(([seq], i) => [seq, shown[i] ?? null]));
  }

  /** Sees to what these messages answer. */
  want(messages: readonly Message[]): void {
    const oldest = messages[0]?.seq ?? 0;
    for (const { reply_to } of messages) {
      if (reply_to === undefined || reply_to >= oldest || this.#wanted.has(reply_to)) continue;
      this.#wanted.add(reply_to);
      void this.#fetch(reply_to, this.#epoch, 0);
    }
  }

  /** Changed messages; those that are wanted are kept. */
  see(messages: readonly Message[]): void {
    let changed = false;
    for (const message of messages) {
      const known = this.#known.get(message.seq);
      if (!this.#wanted.has(message.seq) || (known && known.rev >= message.rev)) continue;
      this.#known.set(message.seq, message);
      changed = true;
    }
    if (changed) this.#view = new Map(this.#known);
  }

  clear(): void {
    this.#epoch++;
    this.#wanted.clear();
    this.#known.clear();
    this.#view = new Map();
  }

  stop(): void {
    this.clear();
  }

  async #fetch(seq: number, epoch: number, failures: number): Promise<void> {
    const { rest, clock, random } = this.#ports;
    try {
      const page = await rest.messages(this.#id, { after_seq: seq - 1, limit: 1 });
      if (epoch !== this.#epoch) return;
      this.see(page.items);
      this.#changed();
    } catch (error) {
      if (epoch !== this.#epoch) return;
      const problem = Problem.of(error);
      if (problem.retryable) {
        clock.after(retryWait(problem, failures, random), () => {
          if (epoch === this.#epoch) void this.#fetch(seq, epoch, failures + 1);
        });
      }
      if (!problem.retryable || failures === tries) {
        this.#known.set(seq, this.#known.get(seq) ?? null);
        this.#view = new Map(this.#known);
        this.#changed();
      }
    }
  }
}
