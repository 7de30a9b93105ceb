/** What crosses the gateway, as docs/api.md writes it. */

export interface User {
  id: number;
  username: string;
  display_name: string;
}

export type Role = 'owner' | 'member';

export interface Participant extends User {
  role: Role;
  joined_at: string;
}

export interface Session {
  id: number;
  name: string;
  created_at: string;
  updated_at: string;
  is_active: boolean;
  /** Grows with every change of the session; the higher one is the newer. */
  version: number;
  my_role: Role;
  participant_count: number;
  /** All of them in a single session, at most the first 20 in a list. */
  participants: Participant[];
}

export interface Message {
  id: number;
  chat_session: number;
  /** Counts the messages of a session: 1, 2, 3, without gaps. */
  seq: number;
  /** The session's revision that last changed this message; the higher one is the newer. */
  rev: number;
  client_id: string | null;
  sender: User;
  content: string;
  timestamp: string;
}

/** The longest content of a message, in UTF-16 code units after trimming. */
export const maxContentLength = 4000;

/** The numbers a session has reached on the server. */
export interface SessionHead {
  session_id: number;
  seq: number;
  rev: number;
}

export interface JoinAnswer {
  user_id: number;
  /** Every session of the user. */
  sessions: SessionHead[];
}

export interface SendRequest {
  session_id: number;
  content: string;
  client_id: string;
}

export interface SendAnswer {
  id: number;
  session_id: number;
  seq: number;
  rev: number;
  timestamp: string;
  client_id: string;
}

/** The changes of a session after `prev_rev`, up to `rev`. */
export interface MessagesEvent {
  session_id: number;
  prev_rev: number;
  rev: number;
  messages: Message[];
}

export interface SessionEvent {
  session_id: number;
  change: 'added' | 'updated' | 'participants' | 'removed' | 'deleted';
  version: number;
}

export interface SignedOutEvent {
  reason: string;
}
