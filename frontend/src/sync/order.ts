import type { MessagesEvent } from './protocol';

/** Events kept while they wait for the ones before them. More are forgotten, and what they told must be fetched. */
const most = 100;

/** Live events in the order of their revisions: repeats are dropped, what comes early waits for what is missing. */
export class Order {
  #waiting: MessagesEvent[] = [];

  /** Whether something waits for events that have not come. */
  get hasGap(): boolean {
    return this.#waiting.length > 0;
  }

  add(event: MessagesEvent): void {
    if (this.#waiting.length === most) this.#waiting.shift();
    this.#waiting.push(event);
  }

  /** Hands over what follows on `rev` without a gap; `take` gets each event and the revision that it is applied to. */
  take(rev: number, take: (event: MessagesEvent, from: number) => void): number {
    this.#waiting.sort((a, b) => a.prev_rev - b.prev_rev);
    for (const event of this.#waiting) {
      if (event.prev_rev > rev || event.rev <= rev) continue;
      take(event, rev);
      rev = event.rev;
    }
    this.#waiting = this.#waiting.filter((event) => event.rev > rev);
    return rev;
  }

  clear(): void {
    this.#waiting = [];
  }
}
