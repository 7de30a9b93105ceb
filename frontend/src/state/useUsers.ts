import type { User } from '../sync/protocol';
import { rest } from '../transport/rest';
import { type Pages, usePages } from './usePages';

/** What is looked for: without the `@` that names of people begin with. */
export const bareName = (text: string): string => text.trim().replace(/^@/, '');

/**
 * People whose name begins with `text`, page by page; those of the last answer until the next one is there.
 * @param all with no text, all people; else nobody.
 */
export function useUsers(text: string, all = false): Pages<User> {
  const q = bareName(text);
  return usePages<User>(q === '' && !all ? null : rest.usersPath(q));
}
