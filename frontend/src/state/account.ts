import { useEffect, useSyncExternalStore } from 'react';
import type { AccountState, AccountStore } from './accountStore';
import { useSignedIn } from './sync';

/** The own account; it is read by whoever asks first. */
export function useAccount(): AccountState & { store: AccountStore } {
  const { account: store } = useSignedIn();
  const state = useSyncExternalStore(store.subscribe, () => store.state);
  useEffect(() => {
    if (store.state.account === null) void store.load();
  }, [store]);
  return { ...state, store };
}
