import { createContext, use, useSyncExternalStore } from 'react';
import type { SyncState } from '../sync/state';
import type { SignedInUser } from './auth';

/** The signed-in user and their engine. */
export const SignedIn = createContext<SignedInUser | null>(null);

export function useSignedIn(): SignedInUser {
  const value = use(SignedIn);
  if (!value) throw new Error('Only pages behind the sign-in may use this.');
  return value;
}

/** A part of the sync state. `select` must return the same object as long as nothing in it changed. */
export function useSync<T>(select: (state: SyncState) => T): T {
  const { engine, subscribe } = useSignedIn();
  return useSyncExternalStore(subscribe, () => select(engine.state));
}
