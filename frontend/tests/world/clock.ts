import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/sync/ports';

interface Timer {
  at: number;
  callback: () => void;
}

/** Time that passes only when told to, and then at once. */
export class VirtualClock implements Clock {
  #now = Date.parse('2026-01-01T12:00:00Z');
  /** The next one last. */
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    const before = this.#timers.findLastIndex((other) => other.at > timer.at);
    this.#timers.splice(before + 1, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Lets `ms` milliseconds pass, everything due in between happening in its order. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await setImmediate();
      const next = this.#timers.at(-1);
      if (!next || next.at > end) break;
      this.#timers.pop();
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
