import type { ConnectionState } from './connection';
import type { Deletion } from './deletions';
import type { SessionView } from './directory';
import type { EncryptionView } from './encryption';
import type { OutgoingMessage } from './outbox';
import type { PageState, PastView } from './past';
import type { Message, Session, User } from './protocol';

/** Everything there is to see. A new object after every change; parts that did not change stay the same objects. */
export interface SyncState {
  readonly connection: ConnectionState;
  /** Newest activity first; null until the first list has come. */
  readonly sessions: readonly SessionView[] | null;
  readonly rooms: ReadonlyMap<number, RoomView>;
  /** Sessions that the server says this user is not in. */
  readonly missing: ReadonlySet<number>;
  readonly outgoing: readonly OutgoingMessage[];
  /** Deletions that were asked for here, by message id. */
  readonly deletions: ReadonlyMap<number, Deletion>;
  /** Others who are writing right now, by session. */
  readonly typing: ReadonlyMap<number, readonly User[]>;
  /** Ids of users who are online, by session; a session is missing when nothing is known. */
  readonly online: ReadonlyMap<number, ReadonlySet<number>>;
  /** Keys, of encrypted sessions. */
  readonly encryption: EncryptionView;
}

/** What can be seen of an open session's messages. A new object after every change. */
export interface RoomView {
  readonly status: 'loading' | 'ready' | 'failing';
  /** The newest ones, without a hole. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly older: PageState;
  /** What the reader looks at instead of the newest messages. */
  readonly past: PastView | null;
  /** Grows when what is looked at is another part of the history than before. */
  readonly span: number;
  /** Messages before the window that messages in it answer, by seq; null: not to be had. */
  readonly quotes: ReadonlyMap<number, Message | null>;
  /** How far each participant has read, by user id. */
  readonly markers: ReadonlyMap<number, number>;
}

/** A message of somebody else that has just come. */
export interface News {
  readonly session: Session;
  readonly message: Message;
  /** Whether it is meant for this user. */
  readonly mention: boolean;
}
