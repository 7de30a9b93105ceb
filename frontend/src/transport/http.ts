import type { Page } from '../sync/ports';
import { Problem } from '../sync/problem';

/** Milliseconds. */
const timeout = 15_000;
/** A picture or a file may come over a slow line. */
const uploadTimeout = 60_000;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function exchange(method: Method, path: string, body?: unknown, signal?: AbortSignal, version?: number): Promise<Response> {
  const file = body instanceof Blob;
  const headers = {
    ...(body === undefined ? {} : { 'content-type': file ? body.type : 'application/json' }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  };
  const limit = AbortSignal.timeout(file ? uploadTimeout : timeout);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      // What was deleted as the last thing on a page is deleted.
      keepalive: method === 'DELETE',
      headers,
      ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch {
    throw limit.aborted ? Problem.timeout() : Problem.network();
  }
  if (response.ok) return response;
  const problem = Problem.fromJson(await response.json().catch(() => null), response.headers.get('retry-after'));
  if (!problem && response.status === 401) throw new Problem('not_signed_in', 'Sign in first.', false);
  if (!problem && response.status === 413) throw new Problem('payload_too_large', 'The file is too large.', false);
  // Whatever answered without a problem document was not the API: a proxy, most likely, with nothing behind it.
  throw problem ?? new Problem('unavailable', `The server answered with status ${response.status}.`, true);
}

/**
 * One request of the REST contract. A `Blob` goes as it is, everything else as JSON. Rejections are `Problem`s.
 * @param version what is to be changed; when there is a newer one, nothing is.
 */
export async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal, version?: number): Promise<T> {
  const response = await exchange(method, path, body, signal, version);
  // Done, or accepted to be done: there is nothing to read.
  if (response.status === 204 || response.status === 202) return undefined as T;
  return (await response.json().catch(() => {
    throw Problem.network();
  })) as T;
}

/** The address behind `rel="next"` in a Link header (RFC 8288), or null. */
function nextLink(response: Response): string | null {
  const match = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(response.headers.get('link') ?? '');
  return match?.[1] ?? null;
}

/** A page of a list, and the path of the one after it. */
export type LinkedPage<T> = Page<T> & { next: string | null };

/** An answer, and the path of what follows it. */
export interface Linked<T> {
  body: T;
  next: string | null;
}

/** A GET whose answer may go on elsewhere. */
export async function callLinked<T>(path: string, signal?: AbortSignal): Promise<Linked<T>> {
  const response = await exchange('GET', path, undefined, signal);
  const body = (await response.json().catch(() => {
    throw Problem.network();
  })) as T;
  const next = nextLink(response);
  // Relative to this page, whatever host the server believes to have.
  const address = next === null ? null : new URL(next, location.href);
  return { body, next: address && address.pathname + address.search };
}

export async function page<T>(path: string, signal?: AbortSignal): Promise<LinkedPage<T>> {
  const { body, next } = await callLinked<T[]>(path, signal);
  return { items: body, more: next !== null, next };
}

/** A query string of what is set; empty when nothing is. */
export function query(parameters: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}
