import { useState } from 'react';
import { Problem } from '../sync/problem';
import { expired } from './auth';

/** Runs requests one at a time, and keeps what went wrong with the last one. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function run(action: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'not_signed_in') expired();
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return { busy, problem, run: (action: () => Promise<void>) => void run(action), clear: () => setProblem(null) };
}
