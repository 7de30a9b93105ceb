/** What crosses the gateway, as docs/api.md writes it. */

export interface User {
  id: number;
  username: string;
  display_name: string;
}

export type Role = 'owner' | 'moderator' | 'member';

export interface Participant extends User {
  role: Role;
  joined_at: string;
}

/** What a participant has set for themselves; the higher version is the newer. */
export interface Preferences {
  pinned: boolean;
  muted: boolean;
  version: number;
}

export interface Session {
  id: number;
  /** A direct one is between two people, and each sees it by the name of the other. */
  kind: 'group' | 'direct';
  name: string;
  /** Its messages are sealed by their senders; from its creation or never. Missing in what was kept before there was that. */
  is_encrypted?: boolean;
  created_at: string;
  updated_at: string;
  is_active: boolean;
  /** Grows with every change of the session; the higher one is the newer. */
  version: number;
  my_role: Role;
  preferences: Preferences;
  participant_count: number;
  /** All of them in a single session, at most the first 20 in a list. */
  participants: Participant[];
}

/** A message as the server sends it. */
export interface SentMessage {
  id: number;
  chat_session: number;
  /** Counts the messages of a session: 1, 2, 3, without gaps. */
  seq: number;
  /** The session's revision that last changed this message; the higher one is the newer. */
  rev: number;
  client_id: string | null;
  sender: User;
  /** Empty once the message is deleted. */
  content: string;
  timestamp: string;
  /** The revision at which it was posted: the message is new to whoever held an earlier one. */
  posted_rev: number;
  /** The number of the message that this one answers. */
  reply_to?: number;
  edited_at?: string;
  /** Set: what is left is a tombstone, and it never changes again. */
  deleted_at?: string;
  reactions?: Reaction[];
  attachments?: Attachment[];
  /** What its first link leads to, once the server has looked. */
  link_preview?: LinkPreview;
}

/** A message as it is held and shown. */
export interface Message extends SentMessage {
  /** Of an encrypted session, where `content` is not what it says. */
  sealed?: Sealed;
}

/**
 * Why a message cannot be read: it is about to be opened; its key has not come yet; it does not open though the key is there; it came
 * unsealed, so that anybody may have written it.
 */
export type Sealed = 'opening' | 'waiting' | 'broken' | 'plain';

/** What a page says of itself; all of it is text of strangers. */
export interface LinkPreview {
  /** The link, as it stands in the message. */
  url: string;
  /** The host that it leads to in the end. */
  site: string;
  title: string;
  description?: string;
  /** Kept by the server: nothing is asked of the page's own. */
  image?: Attachment;
}

/** A file of a message. */
export interface Attachment {
  id: string;
  name: string;
  kind: 'image' | 'video' | 'audio' | 'document';
  /** The media type, by its content. */
  type: string;
  /** Bytes. */
  size: number;
  url: string;
  /** Pixels, of images. */
  width?: number;
  height?: number;
  /** A smaller picture of a large one. */
  thumbnail_url?: string;
}

/** Files of one message. */
export const maxAttachments = 10;

export interface Reaction {
  emoji: string;
  user_ids: number[];
}

/** The longest content of a message, in UTF-16 code units after trimming. */
export const maxContentLength = 4000;

/** Where a session stands for this user. */
export interface Standing {
  session_id: number;
  seq: number;
  rev: number;
  /** The user has read up to this message. */
  read_seq: number;
  /** Messages of others after `read_seq` that are not deleted. */
  unread: number;
  /** Those of them that name the user or answer a message of theirs. */
  mentions: number;
}

/** The revision that is held of each session. */
export type Held = Record<number, number>;

export interface ResumeAnswer {
  user_id: number;
  /** Every session of the user. */
  sessions: Standing[];
  /** What was missed of those that are held. */
  changes: Missed[];
  /** Those that are held and cannot be brought up to date. */
  refused: { session_id: number; code: string }[];
}

/** Like the `messages` event; `more`: what comes after `rev` is to be read over REST. */
export interface Missed extends MessagesEvent {
  more: boolean;
}

export interface SendRequest {
  session_id: number;
  content: string;
  client_id: string;
  reply_to?: number;
  /** Ids of uploads. */
  attachments?: string[];
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

/** How far a participant has read. */
export interface Marker {
  user_id: number;
  seq: number;
}

export interface ReadEvent {
  session_id: number;
  markers: Marker[];
}

export interface TypingEvent {
  session_id: number;
  user_id: number;
  username: string;
  display_name: string;
}

/** What somebody is called, as of a version of theirs. */
export interface PersonEvent {
  user_id: number;
  username: string;
  display_name: string;
  version: number;
}

export interface PresenceEvent {
  session_id: number;
  /** User ids. */
  online: number[];
  offline: number[];
}

export interface PresenceAnswer {
  session_id: number;
  online: number[];
}

export interface SessionEvent {
  session_id: number;
  change: 'added' | 'updated' | 'participants' | 'removed' | 'deleted' | 'preferences' | 'keys';
  /** Of the session; of the user's preferences, where these have changed on another device. */
  version: number;
}

/** A user's own key: the public half, and the private one under their recovery code. */
export interface OwnKey {
  public_key: string;
  backup: string;
}

export interface PublicKey {
  user_id: number;
  public_key: string;
}

/** The keys of an encrypted session, as a participant gets them. */
export interface SessionKeys {
  /** The newest; 0: there is none yet. */
  generation: number;
  /** Somebody outside may know the newest: what is written next needs another one. */
  is_stale: boolean;
  /** The user's own. */
  copies: KeyCopy[];
  /** Who has none of a generation. */
  missing: { generation: number; user_id: number }[];
}

export interface KeyCopy {
  generation: number;
  copy: string;
  /** Who sealed it. */
  made_by: number;
}

/** Copies in one request. */
export const maxCopies = 200;

export interface SignedOutEvent {
  reason: string;
}
