import { type DBSchema, openDB } from 'idb';
import type { HistoryStore, KeptRoom, KeptSession } from '../sync/ports';
import type { User } from '../sync/protocol';

interface Room extends KeptRoom {
  user_id: number;
  session_id: number;
  /** Milliseconds since the epoch. */
  used_at: number;
}

interface HistoryDatabase extends DBSchema {
  /** Who was signed in here last. */
  user: { key: 'me'; value: User };
  lists: { key: number; value: readonly KeptSession[] };
  rooms: { key: [number, number]; value: Room; indexes: { used_at: number } };
}

/** Sessions whose messages are kept; those not looked at for longest go first. */
const mostRooms = 200;
/** Milliseconds. A disk that takes longer than the network is of no use. */
const patience = 1000;

const database = openDB<HistoryDatabase>('chat-history', 1, {
  upgrade(db) {
    db.createObjectStore('user');
    db.createObjectStore('lists');
    db.createObjectStore('rooms', { keyPath: ['user_id', 'session_id'] }).createIndex('used_at', 'used_at');
  },
  // A newer version of the app in another tab wants to change it.
  blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
});
// Private windows of some browsers have no database: every start is a first one there.
database.catch(() => undefined);

const ofUser = (userId: number) => IDBKeyRange.bound([userId], [userId, []]);

/** What was seen on this device, in IndexedDB. */
export const history: HistoryStore = {
  async putList(userId, list) {
    await (await database).put('lists', list, userId);
  },

  async room(userId, sessionId) {
    return (await (await database).get('rooms', [userId, sessionId])) ?? null;
  },

  async putRoom(userId, sessionId, room) {
    const write = (await database).transaction('rooms', 'readwrite');
    await write.store.put({ ...room, user_id: userId, session_id: sessionId, used_at: Date.now() });
    let surplus = (await write.store.count()) - mostRooms;
    for (let at = await write.store.index('used_at').openCursor(); at && surplus > 0; surplus--, at = await at.continue()) await at.delete();
    await write.done;
  },

  async dropRoom(userId, sessionId) {
    await (await database).delete('rooms', [userId, sessionId]);
  },

  async dropOtherRooms(userId, sessionIds) {
    const write = (await database).transaction('rooms', 'readwrite');
    for (const key of await write.store.getAllKeys(ofUser(userId))) if (!sessionIds.has(key[1])) await write.store.delete(key);
    await write.done;
  },
};

/** Who was signed in here last, and their list of sessions; null when nothing is kept, or the disk does not answer in time. */
export async function recall(): Promise<{ user: User; list: KeptSession[] | null } | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience));
  return Promise.race([late, read().catch(() => null)]);
}

async function read(): Promise<{ user: User; list: KeptSession[] | null } | null> {
  const db = await database;
  const user = await db.get('user', 'me');
  return user ? { user, list: [...((await db.get('lists', user.id)) ?? [])] } : null;
}

/** This user is signed in: what was kept of any other goes. */
export async function remember(user: User): Promise<void> {
  const write = (await database).transaction(['user', 'lists', 'rooms'], 'readwrite');
  await write.objectStore('user').put(user, 'me');
  for (const key of await write.objectStore('lists').getAllKeys()) if (key !== user.id) await write.objectStore('lists').delete(key);
  for (const key of await write.objectStore('rooms').getAllKeys()) if (key[0] !== user.id) await write.objectStore('rooms').delete(key);
  await write.done;
}

/** Nobody is signed in: nothing that was read stays on this device. */
export async function wipe(): Promise<void> {
  const write = (await database).transaction(['user', 'lists', 'rooms'], 'readwrite');
  await Promise.all([write.objectStore('user').clear(), write.objectStore('lists').clear(), write.objectStore('rooms').clear()]);
  await write.done;
}
