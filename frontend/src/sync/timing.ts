import type { Clock } from './ports';
import { Problem } from './problem';

/**
 * The wait before attempt `n` (from 0): doubles up to `cap`, and half of it is random, so that the clients of
 * a restarted server do not come back in one wave.
 */
export function backoff(n: number, random: () => number, base = 1000, cap = 30_000): number {
  const full = Math.min(cap, base * 2 ** Math.min(n, 20));
  return full / 2 + (full / 2) * random();
}

/** The wait before a request that failed `n` times before is sent again; never shorter than the server asks for. */
export function retryWait(problem: Problem, n: number, random: () => number): number {
  return problem.retryAfter > 0 ? problem.retryAfter + 250 * random() : backoff(n, random);
}

/** The promise, or a `timeout` problem when it takes longer than `ms`. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(Problem.timeout()));
    promise.then(resolve, reject).finally(cancel);
  });
}
