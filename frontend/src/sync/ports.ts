import type {
  Attachment,
  Held,
  KeyCopy,
  Marker,
  Message,
  MessagesEvent,
  OwnKey,
  PersonEvent,
  Preferences,
  PresenceAnswer,
  PresenceEvent,
  PublicKey,
  ReadEvent,
  ResumeAnswer,
  SendAnswer,
  SendRequest,
  Session,
  SessionEvent,
  SessionKeys,
  SignedOutEvent,
  Standing,
  TypingEvent,
  User,
} from './protocol';

/** What the engine needs of the world; the browser's versions are in ../transport, the tests' in tests/. */

export interface HubEvents {
  messages(event: MessagesEvent): void;
  session(event: SessionEvent): void;
  read(event: ReadEvent): void;
  typing(event: TypingEvent): void;
  presence(event: PresenceEvent): void;
  person(event: PersonEvent): void;
  signedOut(event: SignedOutEvent): void;
  /** The link is dead. Comes at most once, and nothing comes after it. */
  closed(reason: CloseReason): void;
}

/**
 * `restart`: this instance of the server stops, another one is there. `resume`: this client did not keep up.
 * `moved`: another tab holds the connection from now on, and can be asked at once. `lost`: everything else.
 */
export type CloseReason = 'restart' | 'resume' | 'moved' | 'lost';

/** One live connection. When it dies, calls in flight are rejected. Rejections are `Problem`s. */
export interface HubLink {
  resume(held: Held): Promise<ResumeAnswer>;
  send(request: SendRequest): Promise<SendAnswer>;
  /** Says that the user is writing. */
  typing(sessionId: number): Promise<void>;
  /** Asks who is online. */
  presence(sessionId: number): Promise<PresenceAnswer>;
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

/** At most one of the cursors. */
export interface MessageQuery {
  limit: number;
  before_seq?: number;
  after_seq?: number;
  since_rev?: number;
  /** The messages from a time on (RFC 3339). */
  at?: string;
}

/** Rejections are `Problem`s. */
export interface RestTransport {
  me(): Promise<User>;
  /** All sessions of the user, newest activity first; `more` when there are too many to take them all. */
  sessions(): Promise<Page<Session>>;
  session(id: number): Promise<Session>;
  messages(sessionId: number, query: MessageQuery): Promise<Page<Message>>;
  /** Where the session stands for this user: one snapshot. */
  standing(sessionId: number): Promise<Standing>;
  /** How far each participant has read. */
  markers(sessionId: number): Promise<Marker[]>;
  /** Moves the user's own marker forward. */
  markRead(sessionId: number, seq: number): Promise<Marker>;
  edit(messageId: number, content: string): Promise<Message>;
  deleteMessage(messageId: number): Promise<void>;
  react(messageId: number, emoji: string, on: boolean): Promise<Message>;
  prefer(sessionId: number, pinned: boolean, muted: boolean): Promise<Preferences>;
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
  /** Missing in what was stored before there were replies. */
  reply_to?: number | null;
  /** Missing in what was stored before there were files. */
  attachments?: readonly Attachment[];
  created_at: number;
  /** Messages go out in this order. */
  order: number;
  /** Why the server refused it, if it did; the user decides what becomes of it. */
  refused: string | null;
  /** The code of that, for what reads other languages; missing in what was stored before. */
  refusal?: string;
}

export interface OutboxStorage {
  all(userId: number): Promise<StoredMessage[]>;
  put(message: StoredMessage): Promise<void>;
  delete(clientId: string): Promise<void>;
}

/** A deletion that the server may not have heard of. */
export interface StoredDeletion {
  user_id: number;
  message_id: number;
  /** Milliseconds since the epoch: from then on it can no longer be taken back. */
  due: number;
}

export interface DeletionStorage {
  all(userId: number): Promise<StoredDeletion[]>;
  has(userId: number, messageId: number): Promise<boolean>;
  put(deletion: StoredDeletion): Promise<void>;
  delete(userId: number, messageId: number): Promise<void>;
}

/** A session as the list last showed it. */
export interface KeptSession {
  session: Session;
  last: Message | null;
  seq: number;
  rev: number;
  unread: number;
  mentions: number;
}

/** The end of a session's history: nothing up to `rev` is missing from it. */
export interface KeptRoom {
  rev: number;
  messages: readonly Message[];
  markers: readonly Marker[];
}

/** What this device keeps of the server's state, by user. */
export interface HistoryStore {
  putList(userId: number, list: readonly KeptSession[]): Promise<void>;
  room(userId: number, sessionId: number): Promise<KeptRoom | null>;
  putRoom(userId: number, sessionId: number, room: KeptRoom): Promise<void>;
  dropRoom(userId: number, sessionId: number): Promise<void>;
  dropOtherRooms(userId: number, sessionIds: ReadonlySet<number>): Promise<void>;
}

/** What tabs tell each other about messages on their way. */
export type OutboxNews =
  /** A message that waits, or what has become of it. */
  | { kind: 'put'; message: StoredMessage }
  /** It was discarded, or has appeared. */
  | { kind: 'gone'; client_id: string }
  | { kind: 'sent'; answer: SendAnswer };

/** The tabs of one user on this device. They share the outbox, and one of them empties it. */
export interface Tabs {
  /** Whether this is the tab that sends. */
  readonly leads: boolean;
  tell(news: OutboxNews): void;
  /** What the other tabs tell. */
  onNews(hear: (news: OutboxNews) => void): void;
}

/** A user's key pair as this device uses it; what `secret` is only the ciphers know. */
export interface KeyPair {
  readonly publicKey: string;
  readonly secret: unknown;
}

/** The key of an encrypted session, of one generation; likewise. */
export interface SessionKey {
  readonly secret: unknown;
}

/** A pair, its backup, and the code that opens the backup: told this once. */
export interface NewKeyPair {
  readonly pair: KeyPair;
  readonly backup: string;
  readonly code: string;
}

/** What a copy of a key is for: anywhere else it does not open. */
export interface CopyOf {
  session_id: number;
  generation: number;
  user_id: number;
  made_by: number;
}

/** What a sealed text belongs to: anywhere else it does not open. */
export interface TextOf {
  session_id: number;
  sender_id: number;
  client_id: string;
  generation: number;
}

/** Cryptography. What does not open is null. */
export interface Ciphers {
  makePair(userId: number): Promise<NewKeyPair>;
  openBackup(userId: number, publicKey: string, backup: string, code: string): Promise<KeyPair | null>;
  /** The same pair under another code. */
  renewBackup(userId: number, publicKey: string, backup: string, code: string): Promise<NewKeyPair | null>;
  makeKey(): Promise<SessionKey>;
  sealKey(key: SessionKey, of: CopyOf, maker: KeyPair, recipient: string): Promise<string>;
  openKey(copy: string, of: CopyOf, owner: KeyPair, maker: string): Promise<SessionKey | null>;
  sealText(key: SessionKey, of: TextOf, text: string): Promise<string>;
  openText(key: SessionKey, of: TextOf, content: string): Promise<string | null>;
  /** What two people compare to know that nobody is between them. */
  securityNumber(one: { userId: number; publicKey: string }, other: { userId: number; publicKey: string }): Promise<string>;
}

/** Somebody's public key as this device first saw it. */
export interface Pin {
  readonly user_id: number;
  readonly public_key: string;
  /** The user has compared the security number. */
  readonly verified: boolean;
  /** Another key that the server has named since, and that the user has not accepted. */
  readonly offered: string | null;
}

/** What this device keeps for encrypted sessions, by user. */
export interface KeyStore {
  pair(userId: number): Promise<KeyPair | null>;
  putPair(userId: number, pair: KeyPair): Promise<void>;
  pins(userId: number): Promise<Pin[]>;
  putPin(userId: number, pin: Pin): Promise<void>;
  /** The copies of each session that was ever seen to be encrypted. */
  sessions(userId: number): Promise<Map<number, readonly KeyCopy[]>>;
  putSession(userId: number, sessionId: number, copies: readonly KeyCopy[]): Promise<void>;
}

/** Rejections are `Problem`s. */
export interface KeyTransport {
  /** The user's own key; null when there is none yet. */
  own(): Promise<OwnKey | null>;
  /** @param replaces the public key in whose place this one comes; null when it is the first. */
  setOwn(publicKey: string, backup: string, replaces: string | null): Promise<OwnKey>;
  /** Those that there are, of at most 100 users. */
  publicKeys(userIds: readonly number[]): Promise<PublicKey[]>;
  keys(sessionId: number): Promise<SessionKeys>;
  /** Makes the next generation, also for the user; refused with `key_generation_conflict` when another participant was faster. */
  makeKeys(sessionId: number, generation: number, copies: readonly NewCopy[]): Promise<SessionKeys>;
  /** Hands on a generation that the user has. Of those who have a copy only the user's own is replaced. */
  addKeys(sessionId: number, generation: number, copies: readonly NewCopy[]): Promise<SessionKeys>;
  /** Gives up the user's copies and asks the others for new ones. */
  giveUpKeys(sessionId: number): Promise<void>;
}

/** A key, sealed for a participant. */
export interface NewCopy {
  user_id: number;
  copy: string;
}

/** What encrypted sessions need. */
export interface EncryptionPorts {
  /** Null where the browser has no cryptography: on plain http, other than localhost. */
  readonly ciphers: (() => Promise<Ciphers>) | null;
  readonly store: KeyStore;
  readonly rest: KeyTransport;
}

export interface Ports {
  hub: HubTransport;
  rest: RestTransport;
  clock: Clock;
  storage: OutboxStorage;
  deletions: DeletionStorage;
  history: HistoryStore;
  encryption: EncryptionPorts;
  /** Null where tabs cannot know of each other: each does everything itself then. */
  tabs: Tabs | null;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
}
