import { useCallback, useEffect, useRef, useState } from 'react';
import { Problem } from '../sync/problem';
import { page } from '../transport/http';
import { expired } from './auth';

interface Listed<T> {
  /** The address of the first page that the items are of. */
  path: string | null;
  items: readonly T[];
  next: string | null;
  problem: Problem | null;
}

export interface Pages<T> {
  /** null while nothing is known yet. Another question's answer stays until the new one is there. */
  items: readonly T[] | null;
  more: boolean;
  busy: boolean;
  problem: Problem | null;
  /** Reads the next page, or the one that failed. */
  advance: () => void;
  /** Changes what is held, as the answer to an act says. */
  update: (change: (items: readonly T[]) => readonly T[]) => void;
}

/** Milliseconds of silence before a search. */
const pause = 200;

/** A keyset-paged list from its first page on; `path` is that page's address, null for no question at all. */
export function usePages<T>(path: string | null): Pages<T> {
  const [listed, setListed] = useState<Listed<T>>({ path: null, items: [], next: null, problem: null });
  const [reading, setReading] = useState(false);
  const [turn, setTurn] = useState(0);
  const abort = useRef<AbortController>(null);

  const read = useCallback((first: string, address: string) => {
    abort.current?.abort();
    const { signal } = (abort.current = new AbortController());
    setReading(true);
    page<T>(address, signal).then(
      ({ items, next }) => {
        if (signal.aborted) return;
        setReading(false);
        setListed((last) => ({ path: first, items: address === first ? items : [...last.items, ...items], next, problem: null }));
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setReading(false);
        const problem = Problem.of(error);
        if (problem.code === 'not_signed_in') expired();
        else setListed((last) => ({ ...last, problem }));
      },
    );
  }, []);

  useEffect(() => {
    if (path === null) return;
    // The first question is asked at once, the ones that somebody is typing when they pause.
    const timer = setTimeout(() => read(path, path), abort.current === null ? 0 : pause);
    return () => {
      clearTimeout(timer);
      abort.current?.abort();
    };
  }, [path, turn, read]);

  if (path === null) return { items: [], more: false, busy: false, problem: null, advance: () => undefined, update: () => undefined };
  const current = listed.path === path;
  return {
    items: listed.path === null ? null : listed.items,
    more: current && listed.next !== null,
    busy: reading || (!current && listed.problem === null),
    problem: listed.problem,
    advance: () => {
      if (current && listed.next !== null) read(path, listed.next);
      else setTurn((last) => last + 1);
    },
    update: (change) => setListed((last) => ({ ...last, items: change(last.items) })),
  };
}
