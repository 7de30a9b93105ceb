import type { User } from '../sync/protocol';
import { call, callLinked, query } from './http';

export interface FoundMessage {
  id: number;
  chat_session: number;
  seq: number;
  sender: Pick<User, 'id' | 'username' | 'display_name'>;
  content: string;
  timestamp: string;
  edited_at?: string;
}

/** A part of the content, in UTF-16 code units, as JavaScript counts. */
export interface Highlight {
  start: number;
  length: number;
}

export interface SearchHit {
  message: FoundMessage;
  highlights: Highlight[];
  before: FoundMessage[];
  after: FoundMessage[];
}

export interface SearchAnswer {
  results: SearchHit[];
  /** On the first page only. */
  sessions?: { session_id: number; count: number }[];
  count?: number;
  is_count_exact?: boolean;
  is_complete: boolean;
}

export type SearchSort = 'best' | 'newest';

export interface Retention {
  days: number | null;
  site_days: number | null;
  effective_days: number | null;
}

/** @param tz where the days of `before:` and `after:` begin: the IANA name of a time zone. */
export function searchPath(q: string, sort: SearchSort, tz: string): string {
  return `/api/search/messages/${query({ q, sort, tz })}`;
}

/** A page of what was found, and the path of the next. */
export const search = (path: string, signal: AbortSignal) => callLinked<SearchAnswer>(path, signal);

export const retention = (sessionId: number) => call<Retention>('GET', `/api/sessions/${sessionId}/retention/`);
export const setRetention = (sessionId: number, days: number | null) =>
  call<Retention>('PUT', `/api/sessions/${sessionId}/retention/`, { days });
export const exportPath = (sessionId: number, format: 'json' | 'html') => `/api/sessions/${sessionId}/export/?format=${format}`;
