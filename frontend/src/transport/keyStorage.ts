import { type DBSchema, openDB } from 'idb';
import type { KeyPair, KeyStore, Pin } from '../sync/ports';
import type { KeyCopy } from '../sync/protocol';

interface KeysDatabase extends DBSchema {
  /** By user. The private half is a CryptoKey that no script can read, also out of here. */
  pairs: { key: number; value: KeyPair };
  pins: { key: [number, number]; value: Pin & { owner: number } };
  sessions: { key: [number, number]; value: { owner: number; session_id: number; copies: readonly KeyCopy[] } };
}

const database = openDB<KeysDatabase>('chat-keys', 1, {
  upgrade(db) {
    db.createObjectStore('pairs');
    db.createObjectStore('pins', { keyPath: ['owner', 'user_id'] });
    db.createObjectStore('sessions', { keyPath: ['owner', 'session_id'] });
  },
  // A newer version of the app in another tab wants to change it.
  blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
});
// Private windows of some browsers have no database: the recovery code is asked for at every start there.
database.catch(() => undefined);

const ofUser = (userId: number) => IDBKeyRange.bound([userId], [userId, []]);

export const keyStorage: KeyStore = {
  async pair(userId) {
    return (await (await database).get('pairs', userId)) ?? null;
  },

  async putPair(userId, pair) {
    await (await database).put('pairs', pair, userId);
  },

  async pins(userId) {
    return (await database).getAll('pins', ofUser(userId));
  },

  async putPin(userId, pin) {
    await (await database).put('pins', { ...pin, owner: userId });
  },

  async sessions(userId) {
    const kept = await (await database).getAll('sessions', ofUser(userId));
    return new Map(kept.map(({ session_id, copies }) => [session_id, copies]));
  },

  async putSession(userId, sessionId, copies) {
    await (await database).put('sessions', { owner: userId, session_id: sessionId, copies });
  },
};

/**
 * The keys with which anything could be read go with the sign-in, all but those of `userId`. What was learned about others' keys stays: somebody
 * who signs in here again must notice when they have changed.
 */
export async function forgetKeys(userId: number | null): Promise<void> {
  const write = (await database).transaction(['pairs', 'sessions'], 'readwrite');
  for (const owner of await write.objectStore('pairs').getAllKeys()) if (owner !== userId) await write.objectStore('pairs').delete(owner);
  for (const kept of await write.objectStore('sessions').getAll()) {
    if (kept.owner !== userId && kept.copies.length > 0) await write.objectStore('sessions').put({ ...kept, copies: [] });
  }
  await write.done;
}
