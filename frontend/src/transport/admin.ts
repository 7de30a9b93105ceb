import type { Message, Participant, User } from '../sync/protocol';
import { call, query } from './http';

export interface ManagedUser extends User {
  email: string | null;
  created_at: string;
  last_seen_at: string | null;
  is_active: boolean;
  is_admin: boolean;
  locked_until: string | null;
  two_factor_enabled: boolean;
  /** How many are alive. */
  sign_ins: number;
}

export type UserState = 'active' | 'deactivated' | 'locked' | 'admin';
export type UserAct = 'deactivate' | 'reactivate' | 'unlock' | 'reset-two-factor' | 'sign-out';

export interface ManagedSession {
  id: number;
  name: string;
  is_active: boolean;
  created_at: string;
  updated_at: string;
  /** How many. */
  participants: number;
  /** Deleted ones too; null while that part of the system does not answer. */
  messages: number | null;
}

/** One session, with everybody in it. */
export type ManagedSessionDetail = Omit<ManagedSession, 'participants'> & { participants: Participant[] };

export type SessionState = 'active' | 'inactive';
export type SessionAct = 'deactivate' | 'reactivate';

/** One moment in the last hour. */
export interface Moment {
  at: string;
  connections: number;
  /** Since the moment before. */
  messages: number;
  sign_ins: number;
}

export interface InstanceFigures {
  service: string;
  instance: string;
  connections?: number | null;
  database_pool?: { used: number; idle: number; max: number } | null;
  cpu_percent: number;
  memory_mb: number;
}

export interface Figures {
  at: string;
  connections: number;
  messages_per_minute: number;
  series: Moment[];
  instances: InstanceFigures[];
  queues: { name: string; messages: number; consumers: number }[];
}

export interface AuditEntry {
  id: number;
  at: string;
  /** The id is 0 for the configuration. */
  actor: { id: number; username: string };
  /** "session.delete" */
  act: string;
  target: { kind: string; id: number; name: string };
  /** Empty: none was given. */
  reason: string;
  address: string;
}

export interface TraceStep {
  step: 'accepted' | 'committed' | 'published' | 'consumed' | 'sent';
  at: string;
  service: string;
  instance: string;
  way?: 'backplane' | 'event' | 'head';
  /** How many were committed together. */
  messages?: number;
  connections?: number;
}

/** What became of a message. */
export interface MessageTrace {
  noted: boolean;
  steps: TraceStep[];
  read_by: { user_id: number; seq: number; read_at: string | null }[];
  unread_by: number;
}

/** Days; null: for ever. */
export interface SiteRetention {
  days: number | null;
  /** What the configuration says, and nobody here can lengthen. */
  configured_days: number | null;
  effective_days: number | null;
}

/** Messages of one page; lists are asked for in this size. */
const limit = 50;

/** What site administrators can do; to everybody else all of it is `not_found`. Rejections are `Problem`s. */
export const admin = {
  claim: (token: string) => call<undefined>('POST', '/api/admin/claim/', { token }),
  figures: (signal: AbortSignal) => call<Figures>('GET', '/api/admin/figures/', undefined, signal),

  usersPath: (q: string, state: UserState | '') => `/api/admin/users/${query({ q, state, limit })}`,
  user: (id: number) => call<ManagedUser>('GET', `/api/admin/users/${id}/`),
  act: (id: number, act: UserAct, reason: string) =>
    call<ManagedUser>('POST', `/api/admin/users/${id}/${act}/`, { reason }),
  setAdmin: (id: number, isAdmin: boolean, reason: string) =>
    call<ManagedUser>('PUT', `/api/admin/users/${id}/role/`, { is_admin: isAdmin, reason }),

  sessionsPath: (q: string, state: SessionState | '') => `/api/admin/sessions/${query({ q, state, limit })}`,
  session: (id: number) => call<ManagedSessionDetail>('GET', `/api/admin/sessions/${id}/`),
  actOnSession: (id: number, act: SessionAct, reason: string) =>
    call<ManagedSessionDetail>('POST', `/api/admin/sessions/${id}/${act}/`, { reason }),
  deleteSession: (id: number, reason: string) => call<undefined>('DELETE', `/api/admin/sessions/${id}/${query({ reason })}`),
  /** Oldest first; the reason goes to the audit log. */
  messages: (sessionId: number, reason: string, beforeSeq?: number) =>
    call<Message[]>('POST', `/api/admin/sessions/${sessionId}/messages/`, { reason, before_seq: beforeSeq, limit }),
  deleteMessage: (id: number, reason: string) => call<undefined>('DELETE', `/api/admin/messages/${id}/${query({ reason })}`),

  trace: (messageId: number, signal: AbortSignal) => call<MessageTrace>('GET', `/api/admin/messages/${messageId}/trace/`, undefined, signal),
  retention: (signal: AbortSignal) => call<SiteRetention>('GET', '/api/admin/retention/', undefined, signal),
  setRetention: (days: number | null, reason: string) => call<SiteRetention>('PUT', '/api/admin/retention/', { days, reason }),

  auditPath: (q: string, actor: string) => `/api/admin/audit/${query({ q, actor, limit })}`,
};

/** How many messages come at once: fewer of them are the first of the session. */
export const messagesAtOnce = limit;
