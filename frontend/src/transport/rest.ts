import type { MessageQuery, Page } from '../sync/ports';
import { Problem } from '../sync/problem';
import type { Marker, Message, Participant, Role, Session, Standing, User } from '../sync/protocol';

/** Milliseconds. */
const timeout = 15_000;
/** The most a list answers at once. */
const maxPage = 200;
/** Pages of sessions that are read; nobody looks through more than that. */
const maxSessionPages = 5;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function exchange(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const limit = AbortSignal.timeout(timeout);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch {
    throw limit.aborted ? Problem.timeout() : Problem.network();
  }
  if (response.ok) return response;
  const problem = Problem.fromJson(await response.json().catch(() => null), response.headers.get('retry-after'));
  if (!problem && response.status === 401) throw new Problem('not_signed_in', 'Sign in first.', false);
  // Whatever answered without a problem document was not the API: a proxy, most likely, with nothing behind it.
  throw problem ?? new Problem('unavailable', `The server answered with status ${response.status}.`, true);
}

async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await exchange(method, path, body, signal);
  if (response.status === 204) return undefined as T;
  return (await response.json().catch(() => {
    throw Problem.network();
  })) as T;
}

/** The address behind `rel="next"` in a Link header (RFC 8288), or null. */
function nextLink(response: Response): string | null {
  const match = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(response.headers.get('link') ?? '');
  return match?.[1] ?? null;
}

async function page<T>(path: string): Promise<Page<T> & { next: string | null }> {
  const response = await exchange('GET', path);
  const items = (await response.json()) as T[];
  const next = nextLink(response);
  // Relative to this page, whatever host the server believes to have.
  const address = next === null ? null : new URL(next, location.href);
  return { items, more: next !== null, next: address && address.pathname + address.search };
}

async function sessions(): Promise<Page<Session>> {
  const items: Session[] = [];
  let next: string | null = `/api/sessions/?limit=${maxPage}`;
  for (let n = 0; next !== null && n < maxSessionPages; n++) {
    const one: Page<Session> & { next: string | null } = await page<Session>(next);
    items.push(...one.items);
    next = one.next;
  }
  return { items, more: next !== null };
}

function messages(sessionId: number, query: MessageQuery): Promise<Page<Message>> {
  const parameters = new URLSearchParams({ session_id: String(sessionId) });
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  return page<Message>(`/api/messages/?${parameters}`);
}

async function standing(sessionId: number): Promise<Standing> {
  const [found] = await call<Standing[]>('GET', `/api/read-markers/?session_id=${sessionId}`);
  if (!found) throw new Problem('session_not_found', 'There is no such session.', false);
  return found;
}

function react(messageId: number, emoji: string, on: boolean): Promise<Message> {
  return call<Message>(on ? 'PUT' : 'DELETE', `/api/messages/${messageId}/reactions/${encodeURIComponent(emoji)}/`);
}

interface Registration {
  username: string;
  password: string;
  display_name?: string;
}

/** The REST contract of docs/api.md. Rejections are `Problem`s. */
export const rest = {
  me: () => call<User>('GET', '/api/auth/me'),
  login: (username: string, password: string) => call<User>('POST', '/api/auth/login', { username, password }),
  register: (who: Registration) => call<User>('POST', '/api/auth/register', who),
  logout: () => call<undefined>('POST', '/api/auth/logout'),
  users: (q: string, signal: AbortSignal) =>
    call<User[]>('GET', `/api/users/?q=${encodeURIComponent(q)}`, undefined, signal),

  sessions,
  session: (id: number) => call<Session>('GET', `/api/sessions/${id}/`),
  create: (name: string, participants: string[]) =>
    call<Session>('POST', '/api/sessions/', { name, participants }),
  rename: (id: number, name: string) => call<Session>('PATCH', `/api/sessions/${id}/`, { name }),
  delete: (id: number) => call<undefined>('DELETE', `/api/sessions/${id}/`),
  addParticipant: (id: number, username: string) =>
    call<Participant>('POST', `/api/sessions/${id}/participants/`, { username }),
  setRole: (id: number, userId: number, role: Role) =>
    call<Participant>('PATCH', `/api/sessions/${id}/participants/${userId}/`, { role }),
  removeParticipant: (id: number, userId: number) =>
    call<undefined>('DELETE', `/api/sessions/${id}/participants/${userId}/`),

  messages,
  standing,
  markers: (id: number) => call<Marker[]>('GET', `/api/sessions/${id}/read/`),
  markRead: (id: number, seq: number) => call<Marker>('POST', `/api/sessions/${id}/read/`, { seq }),
  edit: (messageId: number, content: string) => call<Message>('PATCH', `/api/messages/${messageId}/`, { content }),
  deleteMessage: (messageId: number) => call<undefined>('DELETE', `/api/messages/${messageId}/`),
  react,
};
