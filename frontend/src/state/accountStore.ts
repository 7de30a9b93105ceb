import { Problem } from '../sync/problem';
import { type Account, accounts } from '../transport/account';

export interface AccountState {
  account: Account | null;
  /** Why it could not be read. */
  problem: Problem | null;
}

/** What the signed-in user's account says, read once and then kept as the answers to changes say it is. */
export class AccountStore {
  state: AccountState = { account: null, problem: null };
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

  #become(state: AccountState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
