import { useSyncExternalStore } from 'react';
import { SyncEngine } from '../sync/engine';
import type { Clock } from '../sync/ports';
import { Problem } from '../sync/problem';
import type { User } from '../sync/protocol';
import { backoff } from '../sync/timing';
import { hub } from '../transport/hub';
import { outboxStorage } from '../transport/outboxStorage';
import { rest } from '../transport/rest';
import { AccountStore } from './account';
import { clearDrafts } from './drafts';
import { paced } from './pace';
import { navigate } from './router';

export type Auth =
  | { status: 'checking' }
  /** Nobody can say who this is: the server does not answer. Asked again by itself. */
  | { status: 'unreachable' }
  | { status: 'out'; expired: boolean }
  | ({ status: 'in' } & SignedInUser);

export interface SignedInUser {
  user: User;
  engine: SyncEngine;
  account: AccountStore;
  /** To the engine's state, at the pace of the screen. */
  subscribe: (listener: () => void) => () => void;
}

const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** `crypto.randomUUID` is there on https and localhost only; this works on plain http, too. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, i) => {
    // RFC 9562, section 5.4: version 4, variant 10.
    const marked = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const ports = { hub, rest, clock, storage: outboxStorage, random: () => Math.random(), newId };

let auth: Auth = { status: 'checking' };
const listeners = new Set<() => void>();

function become(next: Auth): void {
  if (auth.status === 'in') auth.engine.stop();
  auth = next;
  for (const listener of listeners) listener();
}

/** Finds out who the cookie belongs to. */
export async function checkSignedIn(failures = 0): Promise<void> {
  try {
    signedIn(await rest.me());
  } catch (error) {
    if (Problem.of(error).code === 'not_signed_in') {
      become({ status: 'out', expired: false });
    } else {
      become({ status: 'unreachable' });
      clock.after(backoff(failures, ports.random), () => void checkSignedIn(failures + 1));
    }
  }
}

export function signedIn(user: User): void {
  const engine = new SyncEngine(user, ports, expired);
  engine.start();
  const subscribe = paced((listener) => engine.subscribe(listener));
  become({ status: 'in', user, engine, account: new AccountStore(), subscribe });
}

/** The server no longer knows this user: to the sign-in page, and back here afterwards. */
export function expired(): void {
  become({ status: 'out', expired: true });
}

/** Signs out for good. */
export async function signOut(engine: SyncEngine): Promise<void> {
  await rest.logout();
  leave(engine);
}

/** What is unsent or half-written on this device goes as well. */
export function leave(engine: SyncEngine): void {
  for (const message of engine.state.outgoing) engine.discard(message.client_id);
  clearDrafts();
  navigate('/login/', 'replace');
  become({ status: 'out', expired: false });
}

window.addEventListener('online', () => {
  if (auth.status === 'in') auth.engine.networkOnline();
});
window.addEventListener('offline', () => {
  if (auth.status === 'in') auth.engine.networkOffline();
});
document.addEventListener('visibilitychange', () => {
  if (auth.status === 'in' && document.visibilityState === 'visible') auth.engine.returned();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAuth(): Auth {
  return useSyncExternalStore(subscribe, () => auth);
}
