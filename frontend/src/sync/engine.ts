import { Connection, type ConnectionState } from './connection';
import type { SessionView } from './directory';
import { Outbox, type OutgoingMessage } from './outbox';
import type { HubLink, Ports, RestTransport } from './ports';
import { Problem } from './problem';
import type { JoinAnswer, MessagesEvent, SendAnswer, Session, User } from './protocol';
import { Room, type RoomView } from './room';
import { Sessions } from './sessions';

/** Everything there is to see. A new object after every change; parts that did not change stay the same objects. */
export interface SyncState {
  readonly connection: ConnectionState;
  /** Newest activity first; null until the first list has come. */
  readonly sessions: readonly SessionView[] | null;
  readonly rooms: ReadonlyMap<number, RoomView>;
  /** Sessions that the server says this user is not in. */
  readonly missing: ReadonlySet<number>;
  readonly outgoing: readonly OutgoingMessage[];
}

/** Windows that are kept up to date. Opening one more lets go of the one not looked at for longest. */
const maxRooms = 8;
/** Messages kept of a session that nobody looks at. */
const keptOfClosedRoom = 100;
/** Milliseconds between an acknowledgement and the fetch of what the live event should have brought by then. */
const eventGrace = 1000;

/**
 * The client's side of the system for one signed-in user.
 *
 * After every (re)connect: `join` subscribes, the rooms compare the revisions in its answer with their own and fetch
 * what is between, the list is read again, the outbox goes on. Live events are applied all the while.
 */
export class SyncEngine {
  readonly #user: User;
  readonly #ports: Ports;
  readonly #signedOut: () => void;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #sessions: Sessions;
  /** By last use, the most recent last. */
  #rooms = new Map<number, Room>();
  #listeners = new Set<() => void>();
  #state: SyncState | null = null;
  #stopped = false;

  /** @param signedOut is called once when the server no longer knows this user; the engine has stopped by then. */
  constructor(user: User, ports: Ports, signedOut: () => void) {
    const changed = () => this.#changed();
    const rejected = () => this.#reject();
    this.#user = user;
    this.#ports = { ...ports, rest: watched(ports.rest, rejected) };
    this.#signedOut = signedOut;
    this.#sessions = new Sessions(user, this.#ports, { changed, left: (id) => this.#left(id) });
    this.#outbox = new Outbox(user.id, this.#ports, {
      changed,
      acknowledged: (answer) => this.#acknowledged(answer),
      signedOut: rejected,
    });
    this.#connection = new Connection(this.#ports, {
      changed,
      signedOut: rejected,
      messages: (event) => this.#received(event),
      session: (event) => this.#sessions.changed(event),
      joined: (link, answer) => this.#joined(link, answer),
      lost: () => this.#outbox.attach(null),
    });
  }

  get state(): SyncState {
    return (this.#state ??= {
      connection: this.#connection.state,
      sessions: this.#sessions.view,
      rooms: new Map([...this.#rooms].map(([id, room]) => [id, room.view])),
      missing: this.#sessions.missing,
      outgoing: this.#outbox.list,
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    void this.#outbox.load();
    this.#connection.start();
    this.#sessions.refreshAll();
  }

  stop(): void {
    this.#stopped = true;
    this.#connection.stop();
    this.#outbox.attach(null);
    this.#sessions.stop();
    for (const room of this.#rooms.values()) room.stop();
  }

  networkOnline(): void {
    this.#connection.networkOnline();
  }

  networkOffline(): void {
    this.#connection.networkOffline();
  }

  returned(): void {
    this.#connection.returned();
  }

  /** Loads the session's newest messages and keeps them current. Of a missing one only sees whether it is back. */
  open(id: number): void {
    // The list knows only some of the participants.
    this.#sessions.refresh(id);
    if (this.#sessions.missing.has(id)) return;
    const room = this.#rooms.get(id) ?? this.#newRoom(id);
    this.#rooms.delete(id);
    this.#rooms.set(id, room);
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size > maxRooms && oldest !== undefined) this.#dropRoom(oldest);
    this.#changed();
  }

  /** Nobody looks at the session any more. */
  close(id: number): void {
    this.#rooms.get(id)?.trim(keptOfClosedRoom);
  }

  loadOlder(id: number): void {
    void this.#rooms.get(id)?.loadOlder();
  }

  /** Lets go of the oldest loaded messages. */
  trim(id: number, keep: number): void {
    this.#rooms.get(id)?.trim(keep);
  }

  markSeen(id: number): void {
    this.#sessions.markSeen(id);
  }

  send(sessionId: number, content: string): void {
    this.#sessions.active(sessionId);
    this.#outbox.add(sessionId, content);
  }

  /** Tries a failed message again. */
  retry(clientId: string): void {
    this.#outbox.retry(clientId);
  }

  /** Gives up a message that was not sent. */
  discard(clientId: string): void {
    this.#outbox.remove((m) => m.client_id === clientId);
  }

  /** Takes in a session that an answer of the server brought. */
  put(session: Session): void {
    this.#sessions.put(session);
  }

  /** The user has left or deleted the session. */
  forget(id: number): void {
    this.#sessions.leave(id);
  }

  #joined(link: HubLink, answer: JoinAnswer): void {
    for (const head of answer.sessions) {
      this.#sessions.reached(head);
      this.#rooms.get(head.session_id)?.heard(head.rev, 0);
    }
    this.#outbox.attach(link);
    this.#sessions.refreshAll();
    this.#changed();
  }

  #received(event: MessagesEvent): void {
    this.#sessions.received(event.session_id, event.messages);
    this.#rooms.get(event.session_id)?.receive(event);
    this.#changed();
  }

  #acknowledged(answer: SendAnswer): boolean {
    const room = this.#rooms.get(answer.session_id);
    this.#sessions.active(answer.session_id);
    // Every acknowledgement is also news of the head: should its event be lost, the room fetches it.
    room?.heard(answer.rev, eventGrace);
    return room !== undefined && room.rev < answer.rev;
  }

  #newRoom(id: number): Room {
    const room = new Room(id, this.#ports, {
      changed: () => this.#roomChanged(id, room),
      gone: () => this.#sessions.refresh(id),
    });
    room.start();
    return room;
  }

  #roomChanged(id: number, room: Room): void {
    const { messages } = room.view;
    // Messages of this user that have appeared in the window need no longer be shown as outgoing.
    this.#outbox.remove((out) => {
      if (out.session_id !== id) return false;
      if (out.answer !== null && room.rev >= out.answer.rev) return true;
      return messages.some((m) => m.client_id === out.client_id && m.sender.id === this.#user.id);
    });
    const last = messages.at(-1);
    if (last) this.#sessions.saw(id, last);
    this.#changed();
  }

  #left(id: number): void {
    this.#dropRoom(id);
    this.#outbox.remove((m) => m.session_id === id);
  }

  #dropRoom(id: number): void {
    this.#rooms.get(id)?.stop();
    this.#rooms.delete(id);
    // A message that was acknowledged and now has no window to appear in is done.
    this.#outbox.remove((m) => m.session_id === id && m.answer !== null);
  }

  #reject(): void {
    if (this.#stopped) return;
    this.stop();
    this.#signedOut();
  }

  #changed(): void {
    this.#state = null;
    for (const listener of this.#listeners) listener();
  }
}

/** The same requests, and a word when one is refused because nobody is signed in. */
function watched(rest: RestTransport, rejected: () => void): RestTransport {
  const watch = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (Problem.of(error).code === 'not_signed_in') rejected();
      throw error;
    }
  };
  return {
    me: () => watch(rest.me()),
    sessions: () => watch(rest.sessions()),
    session: (id) => watch(rest.session(id)),
    messages: (id, query) => watch(rest.messages(id, query)),
  };
}
