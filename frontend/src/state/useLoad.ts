import { useCallback, useEffect, useState } from 'react';
import { Problem } from '../sync/problem';
import { expired } from './auth';

export interface Loaded<T> {
  data: T | null;
  problem: Problem | null;
  reload: () => void;
  /** Takes a newer state that is known already. */
  put: (data: T) => void;
}

/** Reads something, anew whenever `load` is another function; what was read stays until its successor is there. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; problem: Problem | null }>({ data: null, problem: null });
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ data, problem: null });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const problem = Problem.of(error);
        if (problem.code === 'not_signed_in') expired();
        else setState((last) => ({ ...last, problem }));
      },
    );
    return () => abort.abort();
  }, [load, turn]);

  const reload = useCallback(() => setTurn((last) => last + 1), []);
  const put = useCallback((data: T) => setState({ data, problem: null }), []);
  return { ...state, reload, put };
}
