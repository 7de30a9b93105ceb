import { t } from '../i18n/t';
import type { Message, Role, Sealed } from '../sync/protocol';
import { formatList } from './format';
import { plainText } from './markdown';

export const deletedText = () => t('app.messageDeleted');

export const roles: Readonly<Record<Role, string>> = {
  get owner() {
    return t('app.owner');
  },
  get moderator() {
    return t('app.moderator');
  },
  get member() {
    return t('app.member');
  },
};

/** In place of what a message says that cannot be read, or that must not be believed. */
export function sealedText(state: Sealed): string {
  if (state === 'opening') return t('room.sealedOpening');
  if (state === 'waiting') return t('room.sealedWaiting');
  return t(state === 'plain' ? 'room.sealedPlain' : 'room.sealedBroken');
}

/** What a message says, in one line. */
export function excerpt(message: Message): string {
  if (message.deleted_at !== undefined) return deletedText();
  if (message.sealed !== undefined) return t('app.encryptedMessage');
  return plainText(message.content) || (message.attachments ?? []).map((file) => file.name).join(', ');
}

/** "Ada", "Ada and Bob", "Ada, Bob and 3 more". */
export function list(names: readonly string[], most = 3): string {
  if (names.length <= most) return formatList(names);
  return formatList([...names.slice(0, most - 1), t('app.andMore', { count: names.length - most + 1 })]);
}

/** Who is writing, as a sentence; empty when nobody is. */
export function writing(names: readonly string[]): string {
  if (names.length === 0) return '';
  if (names.length > 3) return t('app.severalWriting');
  return t('app.writing', { count: names.length, names: list(names) });
}

/** Who of the others has seen a message, as a sentence; empty when nobody has. */
export function seenBy(names: readonly string[], others: number): string {
  if (names.length === 0) return '';
  return others > 3 && names.length === others ? t('app.seenByEveryone') : t('app.seenBy', { names: list(names) });
}
