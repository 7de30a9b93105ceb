import { useSyncExternalStore } from 'react';
import { navigate } from './router';

/** Milliseconds between looks for a new version; whoever reloads has it anyway. */
const every = 60 * 60_000;

let ready = false;
const listeners = new Set<() => void>();

/**
 * Registers the service worker: it opens the app without a network. A page is always asked for at the server first, so none is ever old
 * for longer than it stays open; of such a page this tells that there is a newer one.
 */
export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  // The first worker takes over a page that is as new as itself.
  let hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadOne) {
      ready = true;
      for (const listener of listeners) listener();
    }
    hadOne = true;
  });
  // The click on a notification.
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ open?: string }>) => {
    if (data.open !== undefined) navigate(data.open);
  });
  navigator.serviceWorker.register('/sw.js').then(
    (registration) => setInterval(() => void registration.update().catch(() => undefined), every),
    () => undefined,
  );
}

export function useUpdate(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ready,
  );
}
