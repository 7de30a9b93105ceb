import { t } from '../i18n/t';
import { Problem } from '../sync/problem';
import { type Attachment, maxAttachments } from '../sync/protocol';
import { retryWait } from '../sync/timing';
import { beginUpload, dropUpload, sendBytes, uploadInfo, uploadOffset } from '../transport/tus';
import { type StoredUpload, uploadStorage } from '../transport/uploadStorage';
import { explained, sentence } from './sentences';

/** A file that is to go with the next message of a session. */
export interface Upload {
  readonly key: string;
  readonly sessionId: number;
  readonly name: string;
  readonly size: number;
  /** What the browser takes it for; the server looks for itself. */
  readonly type: string;
  /** Shows it before it is there; null of what cannot be shown. */
  readonly preview: string | null;
  /** Bytes. */
  readonly sent: number;
  /** `stuck`: it goes on by itself when the server can be reached. */
  readonly state: 'uploading' | 'stuck' | 'paused' | 'failed' | 'done';
  /** Why it failed. */
  readonly reason: string | null;
  readonly attachment: Attachment | null;
}

/** Bytes that are sent at once: what is sent twice when the line breaks. */
const chunk = 8 * 1024 * 1024;
const atOnce = 2;

/**
 * Files on their way to the server.
 *
 * Invariants:
 * - A file is on this device's storage from `add` until its message is sent or it is taken away, so a reload loses nothing.
 * - The server says how much it has before anything is sent; what it has is never sent again.
 * - The list is replaced after every change, and so is what has changed in it.
 */
export class UploadQueue {
  readonly #userId: number;
  readonly #listeners = new Set<() => void>();
  readonly #stored = new Map<string, StoredUpload>();
  /** Known to be in the storage, where other tabs find them, too. */
  readonly #kept = new Set<string>();
  readonly #running = new Map<string, AbortController>();
  readonly #failures = new Map<string, number>();
  #list: readonly Upload[] = [];
  #order = Date.now();
  #stopped = false;
  /** By session. */
  readonly #notices = new Map<number, string>();

  constructor(userId: number) {
    this.#userId = userId;
    window.addEventListener('online', this.#wake);
    document.addEventListener('visibilitychange', this.#look);
  }

  get list(): readonly Upload[] {
    return this.#list;
  }

  /** What could not be added to the next message of a session, as a sentence. */
  notice(sessionId: number): string | null {
    return this.#notices.get(sessionId) ?? null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes up what an earlier page left behind. */
  async load(): Promise<void> {
    const left = await uploadStorage.all(this.#userId).catch(() => []);
    if (this.#stopped) return;
    left.sort((a, b) => a.order - b.order);
    for (const upload of left) {
      this.#stored.set(upload.key, upload);
      this.#kept.add(upload.key);
    }
    this.#publish([...left.map(shown), ...this.#list]);
    this.#pump();
  }

  add(sessionId: number, files: readonly File[]): void {
    const room = maxAttachments - this.#list.filter((upload) => upload.sessionId === sessionId).length;
    const empty = files.find((file) => file.size === 0);
    const taken = files.filter((file) => file.size > 0).slice(0, Math.max(0, room));
    const notice =
      taken.length < files.filter((file) => file.size > 0).length
        ? t('room.tooManyFiles', { count: maxAttachments })
        : empty
          ? t('room.fileEmpty', { name: empty.name })
          : null;
    if (notice === null) this.#notices.delete(sessionId);
    else this.#notices.set(sessionId, notice);
    const added = taken.map((file): StoredUpload => ({
      key: Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
      user_id: this.#userId,
      session_id: sessionId,
      name: file.name === '' ? 'file' : file.name,
      file,
      paused: false,
      order: this.#order++,
      address: null,
      attachment: null,
    }));
    for (const upload of added) this.#store(upload);
    this.#publish([...this.#list, ...added.map(shown)]);
    this.#pump();
  }

  pause(key: string): void {
    this.#change(key, { paused: true });
    this.#running.get(key)?.abort();
    this.#patch(key, { state: 'paused' });
    this.#pump();
  }

  /** Goes on with what was paused, or tries again what failed. */
  resume(key: string): void {
    this.#change(key, { paused: false });
    this.#patch(key, { state: 'uploading', reason: null });
    this.#pump();
  }

  /** Takes a file away, here and on the server. */
  cancel(key: string): void {
    const address = this.#stored.get(key)?.address;
    this.#forget([key]);
    if (address) dropUpload(address).catch(() => undefined);
    this.#pump();
  }

  /** The files of a session's next message are in it now. */
  sent(sessionId: number): void {
    this.#forget(this.#list.filter((upload) => upload.sessionId === sessionId && upload.state === 'done').map((upload) => upload.key));
  }

  /** This user has left this device. */
  clear(): void {
    for (const upload of this.#list) this.cancel(upload.key);
    this.stop();
  }

  stop(): void {
    this.#stopped = true;
    window.removeEventListener('online', this.#wake);
    document.removeEventListener('visibilitychange', this.#look);
    for (const running of this.#running.values()) running.abort();
  }

  readonly #wake = () => {
    for (const upload of this.#list) if (upload.state === 'stuck') this.resume(upload.key);
  };

  /** What became of the files in other tabs of this user. */
  readonly #look = () => {
    if (document.visibilityState === 'visible') for (const upload of this.#list) void this.#refresh(upload.key);
  };

  async #refresh(key: string): Promise<void> {
    if (!this.#kept.has(key)) return;
    const kept = await uploadStorage.get(key).catch(() => this.#stored.get(key));
    if (!kept) {
      this.#forget([key]);
      return;
    }
    this.#stored.set(key, kept);
    if (kept.attachment) this.#patch(key, { state: 'done', sent: kept.file.size, attachment: kept.attachment });
  }

  #pump(): void {
    if (this.#stopped) return;
    for (const upload of this.#list) {
      if (this.#running.size >= atOnce) return;
      if (upload.state === 'uploading' && !this.#running.has(upload.key)) void this.#run(upload.key);
    }
  }

  async #run(key: string): Promise<void> {
    const stop = new AbortController();
    this.#running.set(key, stop);
    try {
      // One tab sends a file; the others look again later. (On plain http there are no locks, and the server refuses the second.)
      if ('locks' in navigator) {
        await navigator.locks.request(`upload:${key}`, { ifAvailable: true }, async (lock) => {
          if (!lock) throw new Problem('busy', 'Another tab sends it.', true, {}, 2000);
          await this.#send(key, stop.signal);
        });
      } else {
        await this.#send(key, stop.signal);
      }
    } catch (error) {
      if (!stop.signal.aborted) this.#failed(key, Problem.of(error));
    }
    if (this.#running.get(key) === stop) this.#running.delete(key);
    this.#pump();
  }

  async #send(key: string, signal: AbortSignal): Promise<void> {
    await this.#refresh(key);
    const upload = this.#stored.get(key);
    if (!upload || upload.attachment) return;
    const { file } = upload;
    let address = upload.address;
    if (address === null) {
      address = await beginUpload(upload.name, file.size);
      if (!this.#stored.has(key)) return void dropUpload(address).catch(() => undefined);
      this.#change(key, { address });
    }
    signal.throwIfAborted();
    let offset = await uploadOffset(address);
    // Once more when all is there: whoever was to look at the file may have died over it.
    for (let isLooked = false; offset < file.size || !isLooked; isLooked = offset === file.size) {
      signal.throwIfAborted();
      const from = offset;
      this.#patch(key, { sent: from });
      const piece = file.slice(from, Math.min(from + chunk, file.size));
      const isReady = from === file.size && (await uploadInfo(address)).state !== 'uploading';
      if (!isReady) offset = await sendBytes(address, from, piece, (sent) => this.#patch(key, { sent: from + sent }), signal);
      this.#failures.delete(key);
    }
    const { attachment, refusal } = await uploadInfo(address);
    if (!attachment) throw new Problem('file_refused', refusal ?? t('room.fileRefused'), refusal === undefined);
    this.#change(key, { attachment });
    this.#patch(key, { state: 'done', sent: file.size, attachment });
  }

  #failed(key: string, problem: Problem): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const gone = problem.code === 'upload_not_found' || problem.code === 'upload_expired';
    // What the server has forgotten is begun anew; an offset that was wrong is asked for again.
    if (gone) this.#change(key, { address: null });
    if (problem.retryable || ((gone || problem.code === 'offset_mismatch') && failures < 3)) {
      this.#patch(key, { state: 'stuck' });
      setTimeout(() => {
        if (this.#list.some((upload) => upload.key === key && upload.state === 'stuck')) this.resume(key);
      }, retryWait(problem, failures, Math.random));
    } else {
      this.#patch(key, { state: 'failed', reason: reasonOf(problem) });
    }
  }

  #forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#running.get(key)?.abort();
      this.#running.delete(key);
      this.#kept.delete(key);
      if (this.#stored.delete(key)) uploadStorage.delete(key).catch(() => undefined);
    }
    for (const { key, preview, sessionId } of this.#list) {
      if (!keys.includes(key)) continue;
      if (preview) URL.revokeObjectURL(preview);
      this.#notices.delete(sessionId);
    }
    this.#publish(this.#list.filter((upload) => !keys.includes(upload.key)));
  }

  #patch(key: string, change: Partial<Upload>): void {
    this.#publish(this.#list.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }

  #change(key: string, change: Partial<StoredUpload>): void {
    const stored = this.#stored.get(key);
    if (stored) this.#store({ ...stored, ...change });
  }

  #store(upload: StoredUpload): void {
    this.#stored.set(upload.key, upload);
    uploadStorage.put(upload).then(
      () => this.#stored.has(upload.key) && this.#kept.add(upload.key),
      () => undefined,
    );
  }

  #publish(list: readonly Upload[]): void {
    this.#list = list;
    for (const listener of this.#listeners) listener();
  }
}

/** Why a file is refused the server knows best. */
function reasonOf(problem: Problem): string {
  if (problem.code === 'file_refused' || problem.code === 'quota_exceeded') return explained(problem);
  return sentence(problem, { rate_limited: t('room.tooManyUploads'), upload_expired: t('room.uploadLeft') });
}

function shown(upload: StoredUpload): Upload {
  const { key, session_id, name, file, paused, attachment } = upload;
  return {
    key,
    sessionId: session_id,
    name,
    size: file.size,
    type: file.type,
    preview: /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : null,
    sent: attachment ? file.size : 0,
    state: attachment ? 'done' : paused ? 'paused' : 'uploading',
    reason: null,
    attachment,
  };
}
