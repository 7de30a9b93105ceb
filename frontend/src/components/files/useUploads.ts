import { useSyncExternalStore } from 'react';
import { useSignedIn } from '../../state/sync';
import type { Upload } from '../../state/uploads';
import type { Attachment } from '../../sync/protocol';

/** The files that go with the next message of a session. */
export interface SessionUploads {
  readonly list: readonly Upload[];
  /** What could not be added, as a sentence. */
  readonly notice: string | null;
  /** Those that are there, in order. */
  readonly ready: readonly Attachment[];
  /** None is on its way any more. */
  readonly settled: boolean;
  add: (files: readonly File[]) => void;
  /** The message is sent. */
  sent: () => void;
}

export function useUploads(sessionId: number): SessionUploads {
  const { uploads } = useSignedIn();
  const all = useSyncExternalStore(uploads.subscribe, () => uploads.list);
  const list = all.filter((upload) => upload.sessionId === sessionId);
  return {
    list,
    notice: uploads.notice(sessionId),
    ready: list.flatMap((upload) => upload.attachment ?? []),
    settled: list.every((upload) => upload.state === 'done' || upload.state === 'failed'),
    add: (files) => uploads.add(sessionId, files),
    sent: () => uploads.sent(sessionId),
  };
}
