import { type DBSchema, openDB } from 'idb';
import type { DeletionStorage, StoredDeletion } from '../sync/ports';

interface DeletionDatabase extends DBSchema {
  deletions: { key: [number, number]; value: StoredDeletion };
}

const database = openDB<DeletionDatabase>('chat-deletions', 1, {
  upgrade(db) {
    db.createObjectStore('deletions', { keyPath: ['user_id', 'message_id'] });
  },
  // A newer version of the app in another tab wants to change it.
  blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
});
// As of the outbox: without a database they live with the page.
database.catch(() => undefined);

/** Deletions on their way in IndexedDB: numbers only, nothing of what is deleted. */
export const deletionStorage: DeletionStorage = {
  async all(userId) {
    return (await database).getAll('deletions', IDBKeyRange.bound([userId], [userId, []]));
  },
  async has(userId, messageId) {
    return (await (await database).getKey('deletions', [userId, messageId])) !== undefined;
  },
  async put(deletion) {
    await (await database).put('deletions', deletion);
  },
  async delete(userId, messageId) {
    await (await database).delete('deletions', [userId, messageId]);
  },
};
