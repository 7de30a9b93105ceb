import { Connection } from './connection';
import type { SessionView } from './directory';
import { Deletions } from './deletions';
import { Encryption } from './encryption';
import { Outbox } from './outbox';
import { Keeping } from './keeping';
import { isMention, names } from './mentions';
import { Names } from './names';
import type { HubLink, KeptSession, Ports } from './ports';
import { Presence } from './presence';
import type { Attachment, Held, Message, MessagesEvent, ReadEvent, ResumeAnswer, SendAnswer, Session, User } from './protocol';
import { Reading, type Stop } from './reading';
import type { Reached } from './past';
import type { Room } from './room';
import { Rooms } from './rooms';
import { Sessions } from './sessions';
import type { News, SyncState } from './state';
import { Typing } from './typing';
import { watched } from './watchedRest';

/** Sessions of the top of the list that are held from the start, as they were kept, so that the first way to one of them is short, too. */
const warmedRooms = 5;
/** Messages kept of a session that nobody looks at. */
const keptOfClosedRoom = 100;
/** Messages of a session that the next start of the app begins with. */
const keptForNextTime = 100;
/** Direct sessions whose people's presence is shown in the list. */
const directsSeen = 20;
/** Milliseconds between an acknowledgement and the fetch of what the live event should have brought by then. */
const eventGrace = 1000;

/**
 * The client's side of the system for one signed-in user.
 *
 * After every (re)connect: `resume` subscribes and brings what changed after the revisions that the rooms hold, the list
 * is read again, the outbox goes on. Live events that come before the answer are kept or applied, as their numbers say.
 */
export class SyncEngine {
  readonly #user: User;
  readonly #ports: Ports;
  readonly #signedOut: () => void;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #sessions: Sessions;
  readonly #reading: Reading;
  readonly #deletions: Deletions;
  readonly #typing: Typing;
  readonly #presence: Presence;
  readonly #names: Names;
  readonly #keeping: Keeping;
  readonly #encryption: Encryption;
  readonly #rooms: Rooms;
  /** The list as it was when it was last to be written down. */
  #keptList: readonly SessionView[] | null = null;
  #onNews: (news: News) => void = () => undefined;
  #onRenamed: (user: User) => void = () => undefined;
  /** Sessions that someone looks at. */
  #looked = new Set<number>();
  #link: HubLink | null = null;
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
    this.#names = new Names(user.id);
    this.#keeping = new Keeping(user.id, ports.history, this.#ports);
    this.#encryption = new Encryption(user.id, this.#ports, {
      changed,
      shown: (id) => {
        this.#rooms.get(id)?.shown();
        this.#sessions.shown();
        this.#changed();
      },
      awake: () => this.#outbox.wake(),
      session: (id) => this.#sessions.session(id),
      sessions: () => this.#sessions.all,
    });
    this.#rooms = new Rooms(this.#ports, this.#keeping, {
      changed: (id, room) => this.#roomChanged(id, room),
      show: (id, messages) => this.#names.showAll(this.#encryption.showAll(id, messages)),
      gone: (id) => this.#sessions.refresh(id),
      // A message that was acknowledged and now has no window to appear in is done.
      dropped: (id) => this.#outbox.remove((m) => m.session_id === id && m.answer !== null),
      isMissing: (id) => this.#sessions.missing.has(id),
    });
    this.#sessions = new Sessions(this.#ports, {
      changed,
      show: { message: (message) => this.#names.show(this.#encryption.show(message)), session: (session) => this.#names.showSession(session) },
      read: (sessions) => {
        if (this.#names.read(sessions)) this.#renamed();
      },
      left: (id) => this.#left(id),
      complete: (ids) => this.#keeping.onlyThese(ids),
    });
    this.#reading = new Reading(user.id, this.#ports, {
      counted: (id, unread, mentions) => this.#sessions.counted(id, unread, mentions),
      isMention: (message) => this.#isMention(message),
    });
    this.#deletions = new Deletions(user.id, this.#ports, changed);
    this.#typing = new Typing(ports.clock, changed);
    this.#presence = new Presence(changed);
    this.#outbox = new Outbox(user.id, this.#ports, {
      changed,
      seal: ({ session_id, client_id, content }) => this.#seal(session_id, client_id, content),
      acknowledged: (answer) => this.#acknowledged(answer),
      signedOut: rejected,
    });
    this.#connection = new Connection(this.#ports, {
      changed,
      signedOut: rejected,
      messages: (event) => this.#received(event),
      session: (event) => {
        this.#sessions.changed(event);
        if (event.change !== 'preferences') this.#encryption.noticed(event.session_id);
        if (event.change === 'added' || event.change === 'participants') this.#typing.anew(event.session_id);
      },
      read: (event) => this.#read(event),
      typing: (event) => {
        if (event.user_id !== user.id) this.#typing.heard(event);
      },
      presence: (event) => this.#presence.heard(event),
      person: (event) => {
        if (!this.#names.heard(event)) return;
        this.#renamed();
        const { user_id: id, username, display_name } = event;
        if (id === user.id) this.#onRenamed({ id, username, display_name });
      },
      resuming: () => this.#resuming(),
      resumed: (link, answer) => this.#resumed(link, answer),
      lost: () => this.#lost(),
    });
  }

  get state(): SyncState {
    return (this.#state ??= {
      connection: this.#connection.state,
      sessions: this.#sessions.view,
      rooms: this.#rooms.view,
      missing: this.#sessions.missing,
      outgoing: this.#outbox.list,
      deletions: this.#deletions.view,
      typing: this.#typing.view,
      online: this.#presence.view,
      encryption: this.#encryption.view,
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Who hears of messages that have just come, of all sessions. */
  onNews(hear: (news: News) => void): void {
    this.#onNews = hear;
  }

  /** Who hears what this user is called now, wherever the name was changed. */
  onRenamed(hear: (user: User) => void): void {
    this.#onRenamed = hear;
  }

  /** @param kept the list of sessions as it was last shown. */
  start(kept: readonly KeptSession[] | null = null): void {
    if (kept) {
      this.#sessions.restore(kept);
      void this.#rooms.warm(kept.slice(0, warmedRooms).map(({ session }) => session.id));
    }
    this.#ports.tabs?.onNews((news) => this.#outbox.heard(news));
    void this.#outbox.load();
    void this.#deletions.load();
    this.#connection.start();
    this.#sessions.refreshAll();
  }

  stop(): void {
    this.#stopped = true;
    this.#deletions.stop();
    this.#keeping.stop();
    this.#encryption.stop();
    this.#connection.stop();
    this.#outbox.attach(null);
    this.#sessions.stop();
    this.#reading.stop();
    this.#typing.clear();
    this.#rooms.stop();
  }

  /** The page may be about to go: writes down what is held. */
  pause(): void {
    this.#keeping.flush();
  }

  /** This tab sends from now on what all of them have written. */
  lead(): void {
    void this.#outbox.load();
    void this.#deletions.load();
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
    const room = this.#rooms.use(id);
    this.#looked.add(id);
    this.#reading.opened(id);
    this.#encryption.opened(id);
    this.#look(id, room);
    this.#changed();
  }

  /** Nobody looks at the session any more. */
  close(id: number): void {
    this.#looked.delete(id);
    // Or the next one to look would be taken to have read on from here, before the session is open again.
    this.#reading.closed(id);
    this.#rooms.get(id)?.latest();
    this.#rooms.get(id)?.trim(keptOfClosedRoom);
  }

  loadOlder(id: number): void {
    void this.#rooms.get(id)?.loadOlder();
  }

  loadNewer(id: number): void {
    void this.#rooms.get(id)?.loadNewer();
  }

  /** Back to the newest messages, wherever in the history the reader is. */
  latest(id: number): void {
    this.#rooms.get(id)?.latest();
  }

  /** The number of the first message from a time on; null when there is none. Rejects with a `Problem`. */
  async firstSince(id: number, at: string): Promise<number | null> {
    const { items } = await this.#ports.rest.messages(id, { at, limit: 1 });
    return items[0]?.seq ?? null;
  }

  /** Where the user had stopped reading when the session was opened; null: not known yet. */
  stoppedAt(id: number): Stop | null {
    return this.#reading.stoppedAt(id);
  }

  /** Goes to the part of the history around message `seq`. */
  async reach(id: number, seq: number): Promise<Reached> {
    return (await this.#rooms.get(id)?.reach(seq)) ?? 'unreachable';
  }

  /** Lets go of the oldest loaded messages. */
  trim(id: number, keep: number): void {
    this.#rooms.get(id)?.trim(keep);
  }

  /** The user sees the newest message. */
  markSeen(id: number): void {
    const messages = this.#rooms.get(id)?.view.messages ?? [];
    const last = messages.at(-1);
    // One's own messages are no news.
    const news = messages.findLast((m) => m.sender.id !== this.#user.id);
    // Before it is known where the user had stopped reading, nothing would tell it any more.
    if (!last || !news || news.seq <= this.#reading.readSeq(id) || !this.#reading.stoppedAt(id)) return;
    this.#reading.seen(id, last.seq);
    this.#changed();
  }

  /**
   * @param replyTo the number of the message that this one answers.
   * @param attachments files that are uploaded already.
   * @param safe is called when the message can no longer be lost with this page.
   */
  send(sessionId: number, content: string, replyTo: number | null = null, attachments: readonly Attachment[] = [], safe?: () => void): void {
    this.#sessions.active(sessionId);
    this.#outbox.add(sessionId, content, replyTo, attachments, safe);
    this.#typing.anew(sessionId);
  }

  /** The user writes a message, or goes on to. */
  writing(sessionId: number): void {
    this.#typing.tell(this.#link, sessionId);
  }

  /** Replaces the text of one's own message. Rejects with a `Problem`. */
  async edit(message: Message, content: string): Promise<void> {
    const text = await this.#seal(message.chat_session, message.client_id ?? '', content);
    this.#rooms.get(message.chat_session)?.changed(await this.#ports.rest.edit(message.id, text));
  }

  /** Leaves a tombstone, which comes as an event; it can be taken back for a while. */
  delete(message: Message): void {
    this.#deletions.add(message);
  }

  undoDelete(message: Message): void {
    this.#deletions.undo(message.id);
  }

  /** The page goes away, or the user signs out; resolves once the server has answered. */
  flush(): Promise<void> {
    return this.#deletions.flush();
  }

  /** Adds this user's reaction, or takes it back. Rejects with a `Problem`. */
  async react(message: Message, emoji: string, on: boolean): Promise<void> {
    this.#rooms.get(message.chat_session)?.changed(await this.#ports.rest.react(message.id, emoji, on));
  }

  /** Pins or mutes a session. Rejects with a `Problem`. */
  async prefer(id: number, pinned: boolean, muted: boolean): Promise<void> {
    this.#sessions.prefer(id, await this.#ports.rest.prefer(id, pinned, muted));
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
    this.#encryption.noticed(session.id);
  }

  /** Keys of this user and of others, and what is decided about them. */
  get encryption(): Encryption {
    return this.#encryption;
  }

  /** The user has left or deleted the session. */
  forget(id: number): void {
    this.#outbox.remove((m) => m.session_id === id);
    this.#sessions.leave(id);
  }

  #resuming(): Held {
    this.#reading.resuming();
    const held: Held = {};
    for (const [id, room] of this.#rooms.all) {
      room.resuming();
      if (room.loaded) held[id] = room.rev;
    }
    return held;
  }

  #resumed(link: HubLink, answer: ResumeAnswer): void {
    // Somebody else has signed in here: what this user holds and has written is not theirs.
    if (answer.user_id !== this.#user.id) {
      this.#reject();
      return;
    }
    this.#link = link;
    this.#names.resumed();
    const refused = new Map(answer.refused.map((r) => [r.session_id, r.code]));
    const missed = new Map(answer.changes.map((c) => [c.session_id, c]));
    for (const standing of answer.sessions) this.#sessions.reached(standing);
    this.#reading.resumed(answer.sessions);
    for (const { session_id: id, rev } of answer.sessions) {
      const room = this.#rooms.get(id);
      // Not a refusal for good: the history that is held is not the server's.
      if (refused.has(id)) {
        room?.reset();
        this.#keeping.forget(id);
      }
      room?.resumed(rev, missed.get(id) ?? null);
    }
    for (const [id, code] of refused) if (code === 'session_not_found') this.#sessions.leave(id);
    for (const [id, room] of this.#rooms.all) {
      room.notResumed();
      if (this.#looked.has(id)) this.#look(id, room);
    }
    this.#outbox.attach(link);
    void this.#outbox.load();
    this.#encryption.resumed();
    const directs = (this.#sessions.view ?? []).filter(({ session }) => session.kind === 'direct').slice(0, directsSeen);
    for (const { session } of directs) if (!this.#looked.has(session.id)) void this.#presence.ask(link, session.id);
    this.#sessions.refreshAll();
    this.#changed();
  }

  #lost(): void {
    this.#link = null;
    this.#outbox.attach(null);
    this.#reading.notResumed();
    this.#typing.clear();
    this.#presence.clear();
    for (const room of this.#rooms.all.values()) room.notResumed();
  }

  #received(event: MessagesEvent): void {
    const id = event.session_id;
    this.#reading.received(event);
    this.#sessions.received(event);
    for (const message of event.messages) {
      if (message.rev !== message.posted_rev) continue;
      this.#typing.stopped(id, message.sender.id);
      const opened = this.#encryption.open(message);
      if (opened instanceof Promise) void opened.then((shown) => this.#openedNews(shown, message));
      else this.#tellNews(opened);
    }
    this.#rooms.get(id)?.receive(event);
    this.#changed();
  }

  #read({ session_id: id, markers }: ReadEvent): void {
    const own = markers.find((m) => m.user_id === this.#user.id);
    if (own) this.#reading.moved(id, own.seq);
    this.#rooms.get(id)?.moved(markers);
    this.#changed();
  }

  /** What is only kept of sessions that someone looks at. */
  #look(id: number, room: Room): void {
    room.loadMarkers();
    if (this.#link) void this.#presence.ask(this.#link, id);
  }

  #acknowledged(answer: SendAnswer): boolean {
    const room = this.#rooms.get(answer.session_id);
    this.#sessions.active(answer.session_id);
    this.#typing.anew(answer.session_id);
    // Every acknowledgement is also news of the head: should its event be lost, the room fetches it.
    room?.heard(answer.rev, eventGrace);
    return room !== undefined && room.rev < answer.rev;
  }

  /** What was sealed says whom it names only now. */
  #openedNews(shown: Message, message: Message): void {
    if (this.#stopped) return;
    const own = message.sender.id === this.#user.id;
    if (!own && names(shown.content, this.#user.username) && this.#isMention(message) !== true) this.#reading.named(message);
    this.#tellNews(shown);
  }

  /** The text as it goes to the server: never as it is to a session of which it is not known whether it is encrypted. */
  async #seal(sessionId: number, clientId: string, content: string): Promise<string> {
    if (!this.#sessions.has(sessionId)) this.put(await this.#ports.rest.session(sessionId));
    return this.#encryption.seal(sessionId, clientId, content);
  }

  #tellNews(message: Message): void {
    const session = this.#sessions.session(message.chat_session);
    if (!session || message.sender.id === this.#user.id || message.seq <= this.#reading.readSeq(session.id)) return;
    this.#onNews({ session: this.#names.showSession(session), message: this.#names.show(message), mention: this.#isMention(message) === true });
  }

  /** What is shown says what people are called now. */
  #renamed(): void {
    for (const room of this.#rooms.all.values()) room.shown();
    this.#sessions.shown();
    this.#changed();
  }

  #isMention(message: Message): boolean | null {
    const room = this.#rooms.get(message.chat_session);
    return isMention(message, this.#user, (seq) => room?.senderOf(seq) ?? null);
  }

  #roomChanged(id: number, room: Room): void {
    const { messages } = room.view;
    // Messages of this user that have appeared in the window need no longer be shown as outgoing.
    this.#outbox.remove((out) => {
      if (out.session_id !== id) return false;
      if (out.answer !== null && room.rev >= out.answer.rev) return true;
      return messages.some((m) => m.client_id === out.client_id && m.sender.id === this.#user.id);
    });
    const { newest } = room;
    if (newest) this.#sessions.saw(id, newest);
    this.#keeping.roomChanged(id, () => room.kept(keptForNextTime));
    this.#changed();
  }

  #left(id: number): void {
    this.#reading.forget(id);
    this.#rooms.drop(id);
    this.#keeping.forget(id);
    this.#encryption.left(id);
    this.#outbox.strand(id);
  }

  #reject(): void {
    if (this.#stopped) return;
    this.stop();
    this.#signedOut();
  }

  #changed(): void {
    this.#state = null;
    const list = this.#sessions.view;
    if (list && list !== this.#keptList) {
      this.#keeping.listChanged(() => this.#sessions.kept ?? []);
      this.#encryption.listed();
    }
    this.#keptList = list;
    for (const listener of this.#listeners) listener();
  }
}
