import { Problem } from '../../src/sync/problem';
import { isMention } from '../../src/sync/mentions';
import type { Page, MessageQuery } from '../../src/sync/ports';
import type {
  Attachment,
  Held,
  Marker,
  Message,
  MessagesEvent,
  Missed,
  PersonEvent,
  Preferences,
  ReadEvent,
  ResumeAnswer,
  SendAnswer,
  Session,
  SessionEvent,
  Standing,
  User,
} from '../../src/sync/protocol';
import { leadsTo } from '../../src/sync/revision';
import { KeyServer } from './keys';

export const ada: User = { id: 1, username: 'ada', display_name: 'Ada' };
export const bob: User = { id: 2, username: 'bob', display_name: 'Bob' };

interface Room {
  session: Session;
  messages: Message[];
  rev: number;
  /** By user id. */
  read: Map<number, number>;
}

const at = '2026-01-01T12:00:00Z';

const history = 2 ** 32;

/** A server as docs/api.md describes it, without a network. */
export class Server {
  readonly rooms = new Map<number, Room>();
  readonly onMessages = new Set<(event: MessagesEvent) => void>();
  readonly onSession = new Set<(event: SessionEvent) => void>();
  readonly onRead = new Set<(event: ReadEvent) => void>();
  readonly onPerson = new Set<(event: PersonEvent) => void>();
  readonly keys = new KeyServer(
    (id) => this.room(id).session.participants.map((one) => one.id),
    (event) => this.#tell({ ...event, version: this.room(event.session_id).session.version }),
  );
  signedIn = true;
  /** Contents that are refused for good. */
  refuse: (content: string) => boolean = () => false;
  /** Changes of one session that `resume` brings at most. */
  resumeLimit = 200;

  create(id: number, name = `Session ${id}`, encrypted = false): Session {
    const participants = [ada, bob].map((u) => ({ ...u, role: 'owner' as const, joined_at: at }));
    const session: Session = {
      id,
      kind: 'group',
      name,
      ...(encrypted ? { is_encrypted: true } : {}),
      created_at: at,
      updated_at: at,
      is_active: true,
      version: 1,
      my_role: 'owner',
      preferences: { pinned: false, muted: false, version: 0 },
      participant_count: 2,
      participants,
    };
    this.rooms.set(id, { session, messages: [], rev: 0, read: new Map() });
    this.#tell({ session_id: id, change: 'added', version: 1 });
    return session;
  }

  rename(id: number, name: string): void {
    const room = this.room(id);
    room.session = { ...room.session, name, version: room.session.version + 1 };
    this.#tell({ session_id: id, change: 'updated', version: room.session.version });
  }

  /** Somebody takes another name: neither sessions nor messages get another version by that. */
  call({ id: user_id, username }: User, display_name: string, version: number, tell = true): void {
    for (const room of this.rooms.values()) {
      const called = <T extends User>(one: T): T => (one.id === user_id ? { ...one, display_name } : one);
      room.session = { ...room.session, participants: room.session.participants.map(called) };
      room.messages = room.messages.map((message) => ({ ...message, sender: called(message.sender) }));
    }
    if (tell) for (const listener of this.onPerson) listener({ user_id, username, display_name, version });
  }

  /** Adds or removes somebody. */
  change(id: number, user: User, present: boolean): void {
    const room = this.room(id);
    const others = room.session.participants.filter((one) => one.id !== user.id);
    const participants = present ? [...others, { ...user, role: 'member' as const, joined_at: at }] : others;
    room.session = { ...room.session, participants, participant_count: participants.length, version: room.session.version + 1 };
    if (!present) this.keys.left(id, user.id);
    this.#tell({ session_id: id, change: 'participants', version: room.session.version });
  }

  prefer(id: number, pinned: boolean, muted: boolean): Preferences {
    const room = this.room(id);
    const preferences = { pinned, muted, version: room.session.preferences.version + 1 };
    room.session = { ...room.session, preferences };
    return preferences;
  }

  deleteSession(id: number): void {
    const version = this.room(id).session.version + 1;
    this.rooms.delete(id);
    this.#tell({ session_id: id, change: 'deleted', version });
  }

  /** As after a restore from an old backup: the session is back at message `seq`, and its revisions are of a new history. */
  restore(id: number, seq: number): void {
    const room = this.room(id);
    room.rev = (Math.floor(room.rev / history) + 1) * history;
    room.messages = room.messages.slice(0, seq).map((m) => ({ ...m, rev: m.seq === seq ? room.rev : m.posted_rev }));
    for (const [user, read] of room.read) room.read.set(user, Math.min(read, seq));
  }

  room(id: number): Room {
    const room = this.rooms.get(id);
    if (!this.signedIn) throw new Problem('not_signed_in', 'Sign in first.', false);
    if (!room) throw new Problem('session_not_found', 'There is no such session.', false);
    return room;
  }

  post(sender: User, id: number, content: string, clientId: string, replyTo?: number, files: readonly string[] = []): SendAnswer {
    const room = this.room(id);
    if (this.refuse(content)) throw new Problem('validation_failed', 'Not like that.', false);
    let message = room.messages.find((m) => m.client_id === clientId && m.sender.id === sender.id);
    if (!message) {
      const rev = ++room.rev;
      message = {
        id: id * 1_000_000 + room.messages.length + 1,
        chat_session: id,
        seq: room.messages.length + 1,
        rev,
        client_id: clientId,
        sender,
        content,
        timestamp: at,
        posted_rev: rev,
        ...(replyTo === undefined ? {} : { reply_to: replyTo }),
        ...(files.length === 0 ? {} : { attachments: files.map(document) }),
      };
      room.messages.push(message);
      this.#publish(id, message);
    }
    const { seq, rev, timestamp } = message;
    return { id: message.id, session_id: id, seq, rev, timestamp, client_id: clientId };
  }

  edit(id: number, seq: number, content: string): Message {
    return this.#change(id, seq, (old) => ({ ...old, content, edited_at: at }));
  }

  delete(id: number, seq: number): Message {
    return this.#change(id, seq, (old) => {
      const tombstone = { ...old, content: '', deleted_at: at };
      delete tombstone.edited_at;
      delete tombstone.reactions;
      return tombstone;
    });
  }

  react(user: User, id: number, seq: number, emoji: string, on: boolean): Message {
    return this.#change(id, seq, ({ reactions = [], ...old }) => {
      const others = reactions.filter((r) => r.emoji !== emoji);
      const users = reactions.find((r) => r.emoji === emoji)?.user_ids.filter((u) => u !== user.id) ?? [];
      const after = [...others, { emoji, user_ids: on ? [...users, user.id] : users }].filter((r) => r.user_ids.length > 0);
      return after.length === 0 ? old : { ...old, reactions: after };
    });
  }

  messages(id: number, query: MessageQuery): Page<Message> {
    const { messages, rev } = this.room(id);
    const { limit, before_seq, after_seq, since_rev, at: time } = query;
    if (since_rev !== undefined) {
      const changed = this.#changes(id, since_rev, rev);
      if (!leadsTo(since_rev, changed[limit]?.rev ?? changed.at(-1)?.rev ?? rev)) throw new Problem('unknown_rev', 'Read it anew.', false);
      return { items: changed.slice(0, limit), more: changed.length > limit };
    }
    if (time !== undefined) {
      const late = messages.filter((m) => Date.parse(m.timestamp) >= Date.parse(time));
      return { items: late.slice(0, limit), more: late.length > limit };
    }
    if (after_seq !== undefined) {
      const after = messages.slice(after_seq);
      return { items: after.slice(0, limit), more: after.length > limit };
    }
    const before = before_seq === undefined ? messages : messages.slice(0, before_seq - 1);
    return { items: before.slice(-limit), more: before.length > limit };
  }

  markRead(user: User, id: number, seq: number): Marker {
    const room = this.room(id);
    if (seq > room.messages.length) throw new Problem('validation_failed', 'There is no such message.', false);
    const before = room.read.get(user.id) ?? 0;
    if (seq > before) {
      room.read.set(user.id, seq);
      for (const listener of this.onRead) listener({ session_id: id, markers: [{ user_id: user.id, seq }] });
    }
    return { user_id: user.id, seq: Math.max(seq, before) };
  }

  markers(id: number): Marker[] {
    return [...this.room(id).read].map(([user_id, seq]) => ({ user_id, seq }));
  }

  standing(user: User, id: number): Standing {
    const { messages, rev, read } = this.room(id);
    const read_seq = read.get(user.id) ?? 0;
    const behind = messages.filter((m) => m.seq > read_seq && m.sender.id !== user.id && !m.deleted_at);
    const mentions = behind.filter((m) => isMention(m, user, (seq) => messages[seq - 1]?.sender.id ?? null)).length;
    return { session_id: id, seq: messages.length, rev, read_seq, unread: behind.length, mentions };
  }

  heads(): { id: number; seq: number; rev: number }[] {
    return [...this.rooms].map(([id, { messages, rev }]) => ({ id, seq: messages.length, rev }));
  }

  /** The second half of a `resume`: what is read after the heads may be younger than they are. */
  resume(user: User, held: Held, heads: readonly { id: number; seq: number; rev: number }[]): ResumeAnswer {
    const answer: ResumeAnswer = { user_id: user.id, sessions: [], changes: [], refused: [] };
    const there = heads.filter(({ id }) => this.rooms.has(id));
    for (const { id, seq, rev } of there) {
      answer.sessions.push({ ...this.standing(user, id), seq, rev });
      const since = held[id];
      if (since === undefined || since === rev) continue;
      if (!leadsTo(since, rev)) answer.refused.push({ session_id: id, code: 'unknown_rev' });
      else answer.changes.push(this.#missed(id, since, rev));
    }
    for (const id of Object.keys(held).map(Number)) {
      if (!there.some((head) => head.id === id)) answer.refused.push({ session_id: id, code: 'session_not_found' });
    }
    return answer;
  }

  #missed(id: number, since: number, rev: number): Missed {
    const changed = this.#changes(id, since, rev);
    const messages = changed.slice(0, this.resumeLimit);
    const reached = changed.length > messages.length ? (messages.at(-1)?.rev ?? since) : rev;
    return { session_id: id, prev_rev: since, rev: reached, messages, more: reached < rev };
  }

  #changes(id: number, since: number, rev: number): Message[] {
    return this.room(id)
      .messages.filter((m) => m.rev > since && m.rev <= rev)
      .sort((a, b) => a.rev - b.rev);
  }

  #change(id: number, seq: number, change: (message: Message) => Message): Message {
    const room = this.room(id);
    const old = room.messages[seq - 1];
    if (!old) throw new Problem('message_not_found', 'There is no such message.', false);
    if (old.deleted_at) throw new Problem('message_deleted', 'The message is deleted.', false);
    const message = { ...change(old), rev: ++room.rev };
    room.messages[seq - 1] = message;
    this.#publish(id, message);
    return message;
  }

  #publish(id: number, message: Message): void {
    const event = { session_id: id, prev_rev: message.rev - 1, rev: message.rev, messages: [message] };
    for (const listener of this.onMessages) listener(event);
  }

  #tell(event: SessionEvent): void {
    for (const listener of this.onSession) listener(event);
  }
}

/** A file that was uploaded. */
export function document(id: string): Attachment {
  return { id, name: `${id}.pdf`, kind: 'document', type: 'application/pdf', size: 1, url: `/api/files/${id}/${id}.pdf` };
}
