import { call } from './http';

export interface LinkPreviews {
  /** Whether the session's owner wants them. */
  is_on: boolean;
  /** Whether the site has any. */
  is_available: boolean;
}

export const linkPreviews = (sessionId: number, signal: AbortSignal) =>
  call<LinkPreviews>('GET', `/api/sessions/${sessionId}/link-previews/`, undefined, signal);
export const setLinkPreviews = (sessionId: number, on: boolean) =>
  call<LinkPreviews>('PUT', `/api/sessions/${sessionId}/link-previews/`, { is_on: on });
