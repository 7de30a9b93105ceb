import { useEffect, useState } from 'react';
import type { User } from '../sync/protocol';
import { rest } from '../transport/rest';

/** Milliseconds of silence before a search. */
const pause = 150;

interface Found {
  /** What was looked for, without its `@`. */
  q: string;
  users: readonly User[];
  /** There was no answer. */
  failed: boolean;
}

/**
 * People whose name begins with `text`; those of the last answer until the next one is there.
 * @param all with no text, the first of all people; else nobody.
 */
export function useUsers(text: string, all = false): Found {
  const [found, setFound] = useState<Found>({ q: '', users: [], failed: false });
  const q = text.trim().replace(/^@/, '');

  useEffect(() => {
    if (q === '' && !all) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      rest.users(q, abort.signal).then(
        (users) => setFound({ q, users, failed: false }),
        () => {
          if (!abort.signal.aborted) setFound({ q, users: [], failed: true });
        },
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [q, all]);

  return q === '' && !all ? { q, users: [], failed: false } : found;
}
