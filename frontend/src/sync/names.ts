import type { Message, PersonEvent, Session, User } from './protocol';

interface Known {
  user: User;
  version: number;
  /** An event has said so, so that no answer that may be older than it says otherwise. */
  isNews: boolean;
}

/**
 * What people are called now. Sessions and messages keep the revision that they had when somebody takes another name, so what is held of them
 * says how the user was called when it was read; here it is looked up how to show them. Answers about sessions tell of names, and events,
 * which count for more until the next `resume`: what was missed before that only answers know.
 */
export class Names {
  readonly #me: number;
  readonly #known = new Map<number, Known>();
  readonly #messages = new WeakMap<Message, Message>();
  readonly #sessions = new WeakMap<Session, Session>();
  readonly #lists = new WeakMap<readonly Message[], { as: number; shown: readonly Message[] }>();
  /** Counts the changes. */
  #as = 0;

  constructor(me: number) {
    this.#me = me;
  }

  /** @returns whether anything is to be shown otherwise than before. */
  heard({ user_id: id, username, display_name, version }: PersonEvent): boolean {
    const known = this.#known.get(id);
    if (known && version <= known.version) return false;
    return this.#keep({ user: { id, username, display_name }, version, isNews: true });
  }

  /** An answer of the server. Returns the same as `heard`. */
  read(sessions: readonly Session[]): boolean {
    let changed = false;
    for (const { id, username, display_name } of sessions.flatMap((session) => session.participants)) {
      const known = this.#known.get(id);
      if (!known?.isNews) changed = this.#keep({ user: { id, username, display_name }, version: known?.version ?? 0, isNews: false }) || changed;
    }
    return changed;
  }

  resumed(): void {
    for (const known of this.#known.values()) known.isNews = false;
  }

  /** The message as it is to be shown: the same object as long as nothing about it changes. */
  show(message: Message): Message {
    const user = this.#now(message.sender);
    if (user === message.sender) return message;
    const shown = this.#messages.get(message);
    if (shown?.sender === user) return shown;
    const renamed = { ...message, sender: user };
    this.#messages.set(message, renamed);
    return renamed;
  }

  showAll(messages: readonly Message[]): readonly Message[] {
    const known = this.#lists.get(messages);
    if (known?.as === this.#as) return known.shown;
    const renamed = messages.map((message) => this.show(message));
    const before = known?.shown ?? messages;
    const shown = renamed.every((message, i) => message === before[i]) ? before : renamed;
    this.#lists.set(messages, { as: this.#as, shown });
    return shown;
  }

  showSession(session: Session): Session {
    if (session.participants.every((one) => this.#now(one) === one)) return session;
    const before = this.#sessions.get(session);
    if (before?.participants.every((one) => this.#now(one) === one)) return before;
    const participants = session.participants.map((one) => {
      const { username, display_name } = this.#now(one);
      return { ...one, username, display_name };
    });
    // A direct session has the name of the other.
    const other = session.kind === 'direct' ? participants.find(({ id }) => id !== this.#me) : undefined;
    const renamed = { ...session, name: other?.display_name ?? session.name, participants };
    this.#sessions.set(session, renamed);
    return renamed;
  }

  /** The same object where nothing is known to be otherwise. */
  #now<T extends User>(user: T): T | User {
    const known = this.#known.get(user.id)?.user;
    return known && !isSame(known, user) ? known : user;
  }

  #keep(next: Known): boolean {
    const known = this.#known.get(next.user.id);
    const same = known !== undefined && isSame(known.user, next.user);
    this.#known.set(next.user.id, same ? { ...next, user: known.user } : next);
    if (!same) this.#as++;
    return !same;
  }
}

function isSame(one: User, other: User): boolean {
  return one.username === other.username && one.display_name === other.display_name;
}
