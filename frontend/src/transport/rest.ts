import type { MessageQuery, Page } from '../sync/ports';
import { Problem } from '../sync/problem';
import type { Marker, Message, Participant, Preferences, Role, Session, Standing, User } from '../sync/protocol';
import { call, type LinkedPage, page, query } from './http';

/** The most a list answers at once. */
const maxPage = 200;
/** Pages of sessions that are read; nobody looks through more than that. */
const maxSessionPages = 5;

async function sessions(): Promise<Page<Session>> {
  const items: Session[] = [];
  let next: string | null = `/api/sessions/?limit=${maxPage}`;
  for (let n = 0; next !== null && n < maxSessionPages; n++) {
    const one: LinkedPage<Session> = await page<Session>(next);
    items.push(...one.items);
    next = one.next;
  }
  return { items, more: next !== null };
}

function messages(sessionId: number, cursor: MessageQuery): Promise<Page<Message>> {
  return page<Message>(`/api/messages/${query({ session_id: sessionId, ...cursor })}`);
}

async function standing(sessionId: number): Promise<Standing> {
  const [found] = await call<Standing[]>('GET', `/api/read-markers/?session_id=${sessionId}`);
  if (!found) throw new Problem('session_not_found', 'There is no such session.', false);
  return found;
}

function react(messageId: number, emoji: string, on: boolean): Promise<Message> {
  return call<Message>(on ? 'PUT' : 'DELETE', `/api/messages/${messageId}/reactions/${encodeURIComponent(emoji)}/`);
}

/** A link into a session, for its owners. */
export interface Invitation {
  id: number;
  created_at: string;
  expires_at: string;
  /** How many have come in by it. */
  uses: number;
}

/** The same, for whoever holds it. */
export interface Invited {
  session_name: string;
  participant_count: number;
  invited_by: string;
  expires_at: string;
  /** For those who are in already. */
  session_id?: number;
}

/** Sessions and messages in the REST contract of docs/api.md. Rejections are `Problem`s. */
export const rest = {
  me: () => call<User>('GET', '/api/auth/me'),
  logout: () => call<undefined>('POST', '/api/auth/logout'),
  /** Of a list of `User`s whose name begins so, or of all. */
  usersPath: (q: string) => `/api/users/${query({ q })}`,

  sessions,
  session: (id: number) => call<Session>('GET', `/api/sessions/${id}/`),
  create: (name: string, participants: string[], encrypted = false) =>
    call<Session>('POST', '/api/sessions/', { name, participants, ...(encrypted ? { is_encrypted: true } : {}) }),
  direct: (userId: number) => call<Session>('POST', '/api/sessions/direct/', { user_id: userId }),
  prefer: (id: number, pinned: boolean, muted: boolean) =>
    call<Preferences>('PUT', `/api/sessions/${id}/preferences/`, { pinned, muted }),
  close: ({ id, version }: Session, closed: boolean) =>
    call<Session>('PATCH', `/api/sessions/${id}/`, { is_active: !closed }, undefined, version),
  rename: ({ id, version }: Session, name: string) => call<Session>('PATCH', `/api/sessions/${id}/`, { name }, undefined, version),
  delete: (id: number) => call<undefined>('DELETE', `/api/sessions/${id}/`),
  invitations: (id: number) => call<Invitation[]>('GET', `/api/sessions/${id}/invitations/`),
  invite: (id: number, hours: number) =>
    call<Invitation & { token: string }>('POST', `/api/sessions/${id}/invitations/`, { expires_in_hours: hours }),
  revoke: (id: number, invitationId: number) => call<undefined>('DELETE', `/api/sessions/${id}/invitations/${invitationId}/`),
  invited: (token: string) => call<Invited>('GET', `/api/invitations/${encodeURIComponent(token)}/`),
  accept: (token: string) => call<Session>('POST', `/api/invitations/${encodeURIComponent(token)}/`),
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
