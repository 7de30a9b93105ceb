import type { Message, User } from './protocol';

/**
 * Whether the text names the user: `@` and their name, in any case, and not as a part of a longer name or an address. The server counts
 * mentions by the same rule.
 */
export function names(content: string, username: string): boolean {
  if (username === '' || !content.includes('@')) return false;
  const name = username.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:^|[^\\p{L}\\p{N}@._-])@${name}(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`, 'iu').test(content);
}

/**
 * Whether a message is meant for the user: it names them, or answers a message of theirs.
 * @param senderOf who wrote a message of the session, by its number; null when that is not known here.
 * @returns null when it cannot be told here.
 */
export function isMention(message: Message, me: User, senderOf: (seq: number) => number | null): boolean | null {
  if (message.sender.id === me.id) return false;
  if (names(message.content, me.username)) return true;
  if (message.reply_to === undefined) return false;
  const sender = senderOf(message.reply_to);
  return sender === null ? null : sender === me.id;
}
