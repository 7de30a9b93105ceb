import { useSyncExternalStore } from 'react';
import { dayKey } from './format';

/** Milliseconds between looks at the calendar. A timer up to midnight would sleep with the device, and ring late. */
const every = 20_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let day = '';

function look(): void {
  const now = dayKey(Date.now());
  if (now === day) return;
  day = now;
  for (const listener of listeners) listener();
}

/** One look for all who want to know. */
function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    day = dayKey(Date.now());
    timer = setInterval(look, every);
    document.addEventListener('visibilitychange', look);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

/** The calendar day that it is. Whatever says "today" or "yesterday" uses it, so that it is rendered anew at midnight. */
export function useToday(): string {
  return useSyncExternalStore(subscribe, () => dayKey(Date.now()));
}
