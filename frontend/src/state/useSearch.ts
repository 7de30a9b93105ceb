import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale';
import { Problem } from '../sync/problem';
import { search, type SearchAnswer, searchPath, type SearchSort } from '../transport/search';
import { expired } from './auth';
import { deviceZone } from './timeZones';

/** Milliseconds of silence before what somebody types is looked for. */
const pause = 250;

export interface Found {
  /** Of the query before, until the new one is answered. */
  answer: SearchAnswer | null;
  more: boolean;
  busy: boolean;
  problem: Problem | null;
  advance: () => void;
}

/** Looks for a query, trimmed, and on when asked; for nothing when it is empty. */
export function useSearch(q: string, sort: SearchSort): Found {
  const [state, setState] = useState<{ answer: SearchAnswer | null; next: string | null; problem: Problem | null }>({
    answer: null,
    next: null,
    problem: null,
  });
  const [busy, setBusy] = useState(false);
  // A day begins in a search where it begins in a room.
  const zone = useLocale().timeZone ?? deviceZone();
  const abort = useRef<AbortController>(null);

  const read = useCallback((path: string, follows: boolean) => {
    abort.current?.abort();
    const { signal } = (abort.current = new AbortController());
    setBusy(true);
    search(path, signal).then(
      ({ body, next }) => {
        if (signal.aborted) return;
        setBusy(false);
        setState((last) => ({
          answer: follows && last.answer ? { ...last.answer, results: [...last.answer.results, ...body.results] } : body,
          next,
          problem: null,
        }));
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setBusy(false);
        const problem = Problem.of(error);
        if (problem.code === 'not_signed_in') expired();
        else setState((last) => ({ ...last, problem }));
      },
    );
  }, []);

  useEffect(() => {
    if (q === '') return;
    const timer = setTimeout(() => read(searchPath(q, sort, zone), false), abort.current === null ? 0 : pause);
    return () => {
      clearTimeout(timer);
      abort.current?.abort();
    };
  }, [q, sort, zone, read]);

  return {
    answer: q === '' ? null : state.answer,
    more: state.next !== null,
    busy,
    problem: q === '' ? null : state.problem,
    advance: () => state.next !== null && read(state.next, true),
  };
}
