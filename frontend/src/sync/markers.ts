import type { Ports } from './ports';
import { Problem } from './problem';
import type { Marker } from './protocol';
import { retryWait } from './timing';

/** How far the participants of one session have read. Markers only move forward, so what comes late does no harm. */
export class Markers {
  readonly #id: number;
  readonly #ports: Ports;
  readonly #changed: () => void;
  #view: ReadonlyMap<number, number> = new Map();
  #epoch = 0;
  #stopped = false;

  constructor(id: number, ports: Ports, changed: () => void) {
    this.#id = id;
    this.#ports = ports;
    this.#changed = changed;
  }

  /** By user id. A new map after every change. */
  get view(): ReadonlyMap<number, number> {
    return this.#view;
  }

  stop(): void {
    this.#stopped = true;
  }

  moved(markers: readonly Marker[]): void {
    const moved = markers.filter((m) => m.seq > (this.#view.get(m.user_id) ?? -1));
    if (moved.length === 0) return;
    this.#view = new Map([...this.#view, ...moved.map((m) => [m.user_id, m.seq] as const)]);
    this.#changed();
  }

  /** What is known is not the server's. */
  reset(): void {
    this.#view = new Map();
    this.load();
  }

  /** Reads all of them. */
  load(): void {
    void this.#load(++this.#epoch, 0);
  }

  async #load(epoch: number, failures: number): Promise<void> {
    try {
      const markers = await this.#ports.rest.markers(this.#id);
      if (!this.#stopped) this.moved(markers);
    } catch (error) {
      const problem = Problem.of(error);
      if (!problem.retryable) return;
      this.#ports.clock.after(retryWait(problem, failures, this.#ports.random), () => {
        // Whoever asked later tries for both.
        if (!this.#stopped && epoch === this.#epoch) void this.#load(epoch, failures + 1);
      });
    }
  }
}
