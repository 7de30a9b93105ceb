import type {
  JoinAnswer,
  Message,
  MessagesEvent,
  SendAnswer,
  SendRequest,
  Session,
  SessionEvent,
  SignedOutEvent,
  User,
} from './protocol';

/** What the engine needs of the world; the browser's versions are in ../transport, the tests' in tests/. */

export interface HubEvents {
  messages(event: MessagesEvent): void;
  session(event: SessionEvent): void;
  signedOut(event: SignedOutEvent): void;
  /** The link is dead. Comes at most once, and nothing comes after it. */
  closed(): void;
}

/** One live connection. When it dies, calls in flight are rejected. Rejections are `Problem`s. */
export interface HubLink {
  join(): Promise<JoinAnswer>;
  send(request: SendRequest): Promise<SendAnswer>;
  close(): void;
}

export interface HubTransport {
  connect(events: HubEvents): Promise<HubLink>;
}

/** One page of a list, and whether there is more in the asked direction. */
export interface Page<T> {
  items: T[];
  more: boolean;
}

export type MessageQuery = { limit: number } & (
  | { before_seq?: never; since_rev?: never }
  | { before_seq: number; since_rev?: never }
  | { since_rev: number; before_seq?: never }
);

/** Rejections are `Problem`s. */
export interface RestTransport {
  me(): Promise<User>;
  /** All sessions of the user, newest activity first; `more` when there are too many to take them all. */
  sessions(): Promise<Page<Session>>;
  session(id: number): Promise<Session>;
  messages(sessionId: number, query: MessageQuery): Promise<Page<Message>>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}

/** A message as it waits on this device until the server has it. */
export interface StoredMessage {
  client_id: string;
  user_id: number;
  session_id: number;
  content: string;
  created_at: number;
  /** Messages go out in this order. */
  order: number;
  /** Why the server refused it, if it did; the user decides what becomes of it. */
  refused: string | null;
}

export interface OutboxStorage {
  all(userId: number): Promise<StoredMessage[]>;
  put(message: StoredMessage): Promise<void>;
  delete(clientId: string): Promise<void>;
}

export interface Ports {
  hub: HubTransport;
  rest: RestTransport;
  clock: Clock;
  storage: OutboxStorage;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
}
