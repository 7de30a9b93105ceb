import type { KeyTransport } from '../sync/ports';
import { Problem } from '../sync/problem';
import type { OwnKey, PublicKey, SessionKeys } from '../sync/protocol';
import { call } from './http';

async function own(): Promise<OwnKey | null> {
  try {
    return await call<OwnKey>('GET', '/api/users/me/encryption-key/');
  } catch (error) {
    if (Problem.of(error).code === 'encryption_key_not_found') return null;
    throw error;
  }
}

/** Keys, in the REST contract of docs/api.md. Rejections are `Problem`s. */
export const keys: KeyTransport = {
  own,
  setOwn: (publicKey, backup, replaces) =>
    call<OwnKey>('PUT', '/api/users/me/encryption-key/', { public_key: publicKey, backup, ...(replaces === null ? {} : { replaces }) }),
  publicKeys: (userIds) => call<PublicKey[]>('GET', `/api/users/encryption-keys/?ids=${userIds.join(',')}`),
  keys: (sessionId) => call<SessionKeys>('GET', `/api/sessions/${sessionId}/keys/`),
  makeKeys: (sessionId, generation, copies) => call<SessionKeys>('POST', `/api/sessions/${sessionId}/keys/`, { generation, copies, is_new: true }),
  addKeys: (sessionId, generation, copies) => call<SessionKeys>('POST', `/api/sessions/${sessionId}/keys/`, { generation, copies }),
  giveUpKeys: (sessionId) => call<undefined>('DELETE', `/api/sessions/${sessionId}/keys/`),
};
