import { createContext, use, useSyncExternalStore } from 'react';
import type { SyncEngine } from '../sync/engine';
import type { User } from '../sync/protocol';
import type { SyncState } from '../sync/state';
import type { TabGroup } from '../transport/tabs';
import type { AccountStore } from './accountStore';
import type { UploadQueue } from './uploads';

/** Who is signed in, with all that lives as long. */
export interface SignedInUser {
  user: User;
  engine: SyncEngine;
  account: AccountStore;
  uploads: UploadQueue;
  /** The other tabs of this user; null where tabs cannot know of each other. */
  tabs: TabGroup | null;
  /** To the engine's state, at the pace of the screen. */
  subscribe: (listener: () => void) => () => void;
}

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
