import { type DBSchema, openDB } from 'idb';
import type { Attachment } from '../sync/protocol';

/** A file on its way to the server, with its bytes, so that it goes on after a reload. */
export interface StoredUpload {
  key: string;
  user_id: number;
  session_id: number;
  name: string;
  file: Blob;
  paused: boolean;
  order: number;
  /** Where the server has it; null before it has begun. */
  address: string | null;
  /** Set once it is there. */
  attachment: Attachment | null;
}

interface UploadDatabase extends DBSchema {
  uploads: { key: string; value: StoredUpload; indexes: { user_id: number } };
}

const database = openDB<UploadDatabase>('chat-uploads', 1, {
  upgrade(db) {
    db.createObjectStore('uploads', { keyPath: 'key' }).createIndex('user_id', 'user_id');
  },
});
// Private windows of some browsers have no database: then uploads live as long as the page.
database.catch(() => undefined);

export const uploadStorage = {
  async all(userId: number): Promise<StoredUpload[]> {
    return (await database).getAllFromIndex('uploads', 'user_id', userId);
  },
  /** As another tab may have left it. */
  async get(key: string): Promise<StoredUpload | undefined> {
    return (await database).get('uploads', key);
  },
  async put(upload: StoredUpload): Promise<void> {
    await (await database).put('uploads', upload);
  },
  async delete(key: string): Promise<void> {
    await (await database).delete('uploads', key);
  },
};
