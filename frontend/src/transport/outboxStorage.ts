import { type DBSchema, openDB } from 'idb';
import type { OutboxStorage, StoredMessage } from '../sync/ports';

interface ChatDatabase extends DBSchema {
  outbox: { key: string; value: StoredMessage; indexes: { user_id: number } };
}

const database = openDB<ChatDatabase>('chat', 1, {
  upgrade(db) {
    db.createObjectStore('outbox', { keyPath: 'client_id' }).createIndex('user_id', 'user_id');
  },
});
// Private windows of some browsers have no database. Every use says so again, and the outbox lives with it.
database.catch(() => undefined);

/** Unsent messages in IndexedDB, so that they survive a reload and a closed tab. */
export const outboxStorage: OutboxStorage = {
  async all(userId) {
    return (await database).getAllFromIndex('outbox', 'user_id', userId);
  },
  async put(message) {
    await (await database).put('outbox', message);
  },
  async delete(clientId) {
    await (await database).delete('outbox', clientId);
  },
};
