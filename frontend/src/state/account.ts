import { useEffect, useSyncExternalStore } from 'react';
import { Problem } from '../sync/problem';
import { type Account, accounts } from '../transport/account';
import { useSignedIn } from './sync';

interface State {
  account: Account | null;
  /** Why it could not be read. */
  problem: Problem | null;
}

/** What the signed-in user's account says, read once and then kept as the answers to changes say it is. */
export class AccountStore {
  state: State = { account: null, problem: null };
  readonly #listeners = new Set<() => void>();
  #loading = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads it, also again. What is known stays while the question is under way, and when it fails. */
  readonly load = async (): Promise<void> => {
    if (this.#loading) return;
    this.#loading = true;
    try {
      this.put(await accounts.mine());
    } catch (error) {
      this.#become({ ...this.state, problem: Problem.of(error) });
    } finally {
      this.#loading = false;
    }
  };

  put(account: Account): void {
    this.#become({ account, problem: null });
  }

  /** What one knows to have changed, without asking. */
  patch(change: Partial<Account>): void {
    if (this.state.account) this.put({ ...this.state.account, ...change });
  }

  #become(state: State): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The own account; it is read by whoever asks first. */
export function useAccount(): State & { store: AccountStore } {
  const { account: store } = useSignedIn();
  const state = useSyncExternalStore(store.subscribe, () => store.state);
  useEffect(() => {
    if (store.state.account === null) void store.load();
  }, [store]);
  return { ...state, store };
}
