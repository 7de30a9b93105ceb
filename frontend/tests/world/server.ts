import { Problem } from '../../src/sync/problem';
import type { Page, MessageQuery } from '../../src/sync/ports';
import type { Message, MessagesEvent, SendAnswer, Session, SessionEvent, User } from '../../src/sync/protocol';

export const ada: User = { id: 1, username: 'ada', display_name: 'Ada' };
export const bob: User = { id: 2, username: 'bob', display_name: 'Bob' };

interface Room {
  session: Session;
  messages: Message[];
  rev: number;
}

/** A server as docs/api.md describes it, without a network. */
export class Server {
  readonly rooms = new Map<number, Room>();
  readonly onMessages = new Set<(event: MessagesEvent) => void>();
  readonly onSession = new Set<(event: SessionEvent) => void>();
  signedIn = true;
  /** Contents that are refused for good. */
  refuse: (content: string) => boolean = () => false;

  create(id: number, name = `Session ${id}`): Session {
    const at = '2026-01-01T12:00:00Z';
    const participants = [ada, bob].map((u) => ({ ...u, role: 'owner' as const, joined_at: at }));
    const session: Session = {
      id,
      name,
      created_at: at,
      updated_at: at,
      is_active: true,
      version: 1,
      my_role: 'owner',
      participant_count: 2,
      participants,
    };
    this.rooms.set(id, { session, messages: [], rev: 0 });
    this.#tell({ session_id: id, change: 'added', version: 1 });
    return session;
  }

  rename(id: number, name: string): void {
    const room = this.room(id);
    room.session = { ...room.session, name, version: room.session.version + 1 };
    this.#tell({ session_id: id, change: 'updated', version: room.session.version });
  }

  delete(id: number): void {
    const version = this.room(id).session.version + 1;
    this.rooms.delete(id);
    this.#tell({ session_id: id, change: 'deleted', version });
  }

  room(id: number): Room {
    const room = this.rooms.get(id);
    if (!this.signedIn) throw new Problem('not_signed_in', 'Sign in first.', false);
    if (!room) throw new Problem('session_not_found', 'There is no such session.', false);
    return room;
  }

  post(sender: User, id: number, content: string, clientId: string): SendAnswer {
    const room = this.room(id);
    if (this.refuse(content)) throw new Problem('validation_failed', 'Not like that.', false);
    let message = room.messages.find((m) => m.client_id === clientId && m.sender.id === sender.id);
    if (!message) {
      message = {
        id: id * 1_000_000 + room.messages.length + 1,
        chat_session: id,
        seq: room.messages.length + 1,
        rev: ++room.rev,
        client_id: clientId,
        sender,
        content,
        timestamp: '2026-01-01T12:00:00Z',
      };
      room.messages.push(message);
      this.#publish(id, message);
    }
    const { seq, rev, timestamp } = message;
    return { id: message.id, session_id: id, seq, rev, timestamp, client_id: clientId };
  }

  edit(id: number, seq: number, content: string): void {
    const room = this.room(id);
    const old = room.messages[seq - 1];
    if (!old) return;
    const message = { ...old, content, rev: ++room.rev };
    room.messages[seq - 1] = message;
    this.#publish(id, message);
  }

  messages(id: number, query: MessageQuery): Page<Message> {
    const { messages } = this.room(id);
    const { limit, before_seq, since_rev } = query;
    if (since_rev !== undefined) {
      const changed = messages.filter((m) => m.rev > since_rev).sort((a, b) => a.rev - b.rev);
      return { items: changed.slice(0, limit), more: changed.length > limit };
    }
    const before = before_seq === undefined ? messages : messages.slice(0, before_seq - 1);
    return { items: before.slice(-limit), more: before.length > limit };
  }

  #publish(id: number, message: Message): void {
    const event = { session_id: id, prev_rev: message.rev - 1, rev: message.rev, messages: [message] };
    for (const listener of this.onMessages) listener(event);
  }

  #tell(event: SessionEvent): void {
    for (const listener of this.onSession) listener(event);
  }
}
