import { useSyncExternalStore } from 'react';
import { SyncEngine } from '../sync/engine';
import type { Clock, KeptSession } from '../sync/ports';
import { Problem } from '../sync/problem';
import type { User } from '../sync/protocol';
import { backoff } from '../sync/timing';
import { deletionStorage } from '../transport/deletionStorage';
import { hub } from '../transport/hub';
import { history, recall, remember, wipe } from '../transport/history';
import { keys } from '../transport/keys';
import { forgetKeys, keyStorage } from '../transport/keyStorage';
import { outboxStorage } from '../transport/outboxStorage';
import { rest } from '../transport/rest';
import { SharedHub } from '../transport/sharedHub';
import { TabGroup } from '../transport/tabs';
import { AccountStore } from './accountStore';
import { clearDrafts } from './drafts';
import { paced } from './pace';
import { push } from './push';
import { navigate } from './router';
import type { SignedInUser } from './sync';
import { UploadQueue } from './uploads';

export type Auth =
  | { status: 'checking' }
  /** Nobody can say who this is: the server does not answer. Asked again by itself. */
  | { status: 'unreachable' }
  | { status: 'out'; expired: boolean }
  | ({ status: 'in' } & SignedInUser);

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

const encryption = {
  // A page that came over plain http has no cryptography.
  ciphers: isSecureContext ? async () => (await import('../crypto/ciphers')).ciphers : null,
  store: keyStorage,
  rest: keys,
};

const ports = { rest, clock, storage: outboxStorage, deletions: deletionStorage, history, encryption, random: () => Math.random(), newId };

let auth: Auth = { status: 'checking' };
/** Grows with every change of it: an answer to an older question is none. */
let turn = 0;
const listeners = new Set<() => void>();

function become(next: Auth): void {
  if (auth.status === 'in') {
    auth.engine.stop();
    auth.uploads.stop();
    auth.tabs?.close();
  }
  auth = next;
  turn++;
  // What was read is gone with the sign-in; what was written and not sent waits for its writer.
  if (next.status === 'out') {
    wipe().catch(() => undefined);
    forgetKeys(null).catch(() => undefined);
  }
  for (const listener of listeners) listener();
}

/** Begins with what this device has kept of the last time, at once and without a network, and asks the server meanwhile. */
export async function begin(): Promise<void> {
  const kept = await recall();
  if (kept) enter(kept.user, kept.list);
  await (kept ? recheck() : checkSignedIn());
}

/** Whether the cookie belongs to the user whose things are shown. No answer says nothing about that. */
async function recheck(): Promise<void> {
  const asked = turn;
  try {
    const user = await rest.me();
    if (asked !== turn) return;
    if (auth.status === 'in' && auth.user.id === user.id) remember(user).catch(() => undefined);
    else signedIn(user);
  } catch (error) {
    if (asked !== turn) return;
    if (Problem.of(error).code === 'not_signed_in') expired();
    else if (auth.status !== 'in') await checkSignedIn();
  }
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
  remember(user).catch(() => undefined);
  forgetKeys(user.id).catch(() => undefined);
  enter(user, null);
}

function enter(user: User, kept: readonly KeptSession[] | null): void {
  const tabs = TabGroup.of(user.id);
  const engine = new SyncEngine(user, { ...ports, tabs, hub: tabs ? new SharedHub(hub, tabs) : hub }, lost);
  const account = new AccountStore();
  engine.onRenamed((named) => account.patch(named));
  tabs?.onMoved(() => engine.lead());
  tabs?.join();
  engine.start(kept?.length === 0 ? null : kept);
  const uploads = new UploadQueue(user.id);
  void uploads.load();
  const subscribe = paced((listener) => engine.subscribe(listener));
  become({ status: 'in', user, engine, account, uploads, tabs, subscribe });
  void push.keepUp(user.id).catch(() => undefined);
}

/** The engine's user is not who the server answers to: nobody is, or somebody else who has signed in in another tab. */
function lost(): void {
  if (auth.status === 'in') become({ status: 'checking' });
  void recheck();
}

/** The server no longer knows this user: to the sign-in page, and back here afterwards. */
export function expired(): void {
  become({ status: 'out', expired: true });
}

/** Signs out for good. */
export async function signOut(engine: SyncEngine): Promise<void> {
  // Only who is signed in may delete.
  await engine.flush();
  await rest.logout();
  leave(engine);
}

/** What is unsent or half-written on this device goes as well. */
export function leave(engine: SyncEngine): void {
  for (const message of engine.state.outgoing) engine.discard(message.client_id);
  clearDrafts();
  // The server has forgotten the device with the sign-in.
  void push.forget().catch(() => undefined);
  if (auth.status === 'in') auth.uploads.clear();
  navigate('/login/', 'replace');
  become({ status: 'out', expired: false });
}

window.addEventListener('online', () => {
  if (auth.status === 'in') auth.engine.networkOnline();
});
window.addEventListener('pagehide', () => {
  if (auth.status === 'in') void auth.engine.flush();
});
window.addEventListener('offline', () => {
  if (auth.status === 'in') auth.engine.networkOffline();
});
document.addEventListener('visibilitychange', () => {
  if (auth.status !== 'in') return;
  if (document.visibilityState === 'visible') auth.engine.returned();
  else auth.engine.pause();
});
window.addEventListener('pagehide', () => {
  if (auth.status === 'in') auth.engine.pause();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAuth(): Auth {
  return useSyncExternalStore(subscribe, () => auth);
}
