import { useEffect, useState } from 'react';
import type { User } from '../sync/protocol';
import { rest } from '../transport/rest';

/** Milliseconds of silence before a search. */
const pause = 150;

/**
 * People whose name begins with `text`; those of the last answer until the next one is there.
 * @param all with no text, the first of all people; else nobody.
 */
export function useUsers(text: string, all = false): { users: readonly User[]; q: string } {
  const [found, setFound] = useState<{ q: string; users: User[] }>({ q: '', users: [] });
  const q = text.trim().replace(/^@/, '');

  useEffect(() => {
    if (q === '' && !all) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      rest.users(q, abort.signal).then(
        (users) => setFound({ q, users }),
        () => undefined,
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [q, all]);

  return q === '' && !all ? { users: [], q } : { users: found.users, q: found.q };
}
