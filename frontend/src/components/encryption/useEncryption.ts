import { useSignedIn, useSync } from '../../state/sync';
import type { EncryptionView } from '../../sync/encryption';

/** Whether a session's messages are sealed: as its list says, and as this device remembers. */
export function useEncrypted(sessionId: number): boolean {
  const { engine } = useSignedIn();
  return useSync(() => engine.encryption.isEncrypted(sessionId));
}

/** The keys as they stand. */
export function useKeys(): EncryptionView {
  return useSync((state) => state.encryption);
}
