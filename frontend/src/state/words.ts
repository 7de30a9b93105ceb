import type { Message, Role } from '../sync/protocol';
import { plainText } from './markdown';

export const tombstone = 'Message deleted';

export const roles: Record<Role, string> = { owner: 'Owner', moderator: 'Moderator', member: 'Member' };

/** What a message says, in one line. */
export function excerpt(message: Message): string {
  if (message.deleted_at !== undefined) return tombstone;
  return plainText(message.content) || (message.attachments ?? []).map((file) => file.name).join(', ');
}

/** "Ada", "Ada and Bob", "Ada, Bob and 3 more". */
export function list(names: readonly string[], most = 3): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Who is writing, as a sentence; empty when nobody is. */
export function writing(names: readonly string[]): string {
  if (names.length === 0) return '';
  if (names.length > 3) return 'Several people are writing…';
  return `${list(names)} ${names.length === 1 ? 'is' : 'are'} writing…`;
}

/** Who of the others has seen a message, as a sentence; empty when nobody has. */
export function seenBy(names: readonly string[], others: number): string {
  if (names.length === 0) return '';
  return others > 3 && names.length === others ? 'Seen by everyone' : `Seen by ${list(names)}`;
}
