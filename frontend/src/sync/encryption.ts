import type { Ciphers, KeyPair, NewKeyPair, Pin, Ports } from './ports';
import { Problem } from './problem';
import type { Message, OwnKey, Session } from './protocol';
import { retryWait } from './timing';
import { keyMissing, Keyring, type KeyringContext } from './keyring';
import { People } from './people';
import { Texts } from './sealedTexts';

/**
 * This user's own key pair. `none`: there is no pair yet; `locked`: it is on another device, or in the backup; `ready`: it is here;
 * `unsupported`: the browser has no cryptography on this page.
 */
export type OwnState = 'unknown' | 'unsupported' | 'none' | 'locked' | 'ready';

export interface EncryptionView {
  readonly own: OwnState;
  readonly publicKey: string | null;
  /** The public keys of people, as far as they were seen here. */
  readonly people: ReadonlyMap<number, Pin>;
  /** Sessions with copies of keys that this user's pair does not open. */
  readonly stuck: ReadonlySet<number>;
}

export interface EncryptionEvents {
  changed(): void;
  /** Texts of the session are to be shown anew. */
  shown(sessionId: number): void;
  /** What waits to be sent may go on. */
  awake(): void;
  session(id: number): Session | null;
  sessions(): readonly Session[];
}

/** Sessions that are looked after while nobody looks at them: others may wait for a key that is here. */
const lookedAfter = 30;
/** Milliseconds between two of them, after every connect. */
const pace = 200;
/** Milliseconds for each participant, within which those who hear that keys have changed ask for them; not all at once. */
const askWithin = 40;
const askWithinAtLeast = 400;

/** Encrypted sessions, for one user on one device: their own pair, the keys of people and sessions, and what messages say. */
export class Encryption {
  readonly #me: number;
  readonly #ports: Ports;
  readonly #events: EncryptionEvents;
  readonly #people: People;
  readonly #keyrings = new Map<number, Keyring>();
  readonly #texts = new Map<number, Texts>();
  /** Sessions that were ever seen to be encrypted: what the server says of them later does not make them plain. */
  readonly #encrypted = new Set<number>();
  /** Those of which this device has kept that. */
  readonly #pinned = new Set<number>();
  /** Sessions that were seen in the list. */
  readonly #listed = new Set<number>();
  readonly #context: KeyringContext;
  readonly #kept: Promise<void>;
  readonly #due = new Set<() => void>();
  /** The session that the user looks at. */
  #looked: number | null = null;
  #own: OwnState = 'unknown';
  #pair: KeyPair | null = null;
  /** Counts how often that became another one here: what was asked before says nothing of it. */
  #changes = 0;
  /** What the server has of this user's pair. */
  #published: OwnKey | null = null;
  #asking: Promise<void> | null = null;
  #ciphers: Promise<Ciphers> | null = null;
  #view: EncryptionView | null = null;
  #stopped = false;

  constructor(me: number, ports: Ports, events: EncryptionEvents) {
    this.#me = me;
    this.#ports = ports;
    this.#events = events;
    this.#people = new People(me, ports.encryption, () => this.#changed());
    this.#context = {
      me,
      ports: ports.encryption,
      people: this.#people,
      clock: ports.clock,
      random: ports.random,
      ciphers: () => this.#load(),
      pair: () => this.#pair,
      participants: async (id) => (await ports.rest.session(id)).participants.map((one) => one.id),
      changed: () => this.#changed(),
      arrived: (id) => {
        this.#texts.get(id)?.tryAgain();
        events.awake();
      },
    };
    this.#kept = this.#recall();
  }

  get view(): EncryptionView {
    return (this.#view ??= {
      own: this.#own,
      publicKey: this.#pair?.publicKey ?? null,
      people: this.#people.view,
      stuck: new Set([...this.#keyrings].filter(([, keyring]) => keyring.stuck).map(([id]) => id)),
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#due) cancel();
    for (const keyring of this.#keyrings.values()) keyring.stop();
  }

  isEncrypted(id: number): boolean {
    if (this.#encrypted.has(id)) return true;
    if (this.#events.session(id)?.is_encrypted !== true) return false;
    this.#encrypted.add(id);
    void this.#kept.then(() => {
      if (this.#pinned.has(id)) return;
      this.#pinned.add(id);
      this.#ports.encryption.store.putSession(this.#me, id, []).catch(() => undefined);
    });
    return true;
  }

  /** Finds out whether this user has a pair, and whether it is on this device. */
  need(): void {
    if (this.#own === 'unknown') void this.#askOwn(0);
  }

  /** The list of sessions, or what is known of one, has changed. */
  noticed(id: number): void {
    if (!this.isEncrypted(id)) return;
    this.need();
    // In another tab the user may have made or opened their pair.
    if (this.#own === 'none' || this.#own === 'locked') void this.#askOwn(0);
    this.#keyring(id).noticed();
    const crowd = askWithin * (this.#events.session(id)?.participant_count ?? 1);
    this.#later(Math.max(askWithinAtLeast, crowd) * this.#ports.random(), () => this.#refresh(id));
  }

  /** The list has changed: looks after encrypted sessions that are new in it. */
  listed(): void {
    this.#events
      .sessions()
      .filter((session) => session.is_encrypted === true && !this.#listed.has(session.id))
      .slice(0, lookedAfter)
      .forEach(({ id }, i) => {
        this.#listed.add(id);
        // Opened before it was known what kind of session it is.
        if (this.#looked === id) this.opened(id);
        else this.#later(pace * i, () => this.noticed(id));
      });
  }

  /** The user is no longer in the session: its keys go. */
  left(id: number): void {
    if (!this.#encrypted.has(id)) return;
    this.#listed.delete(id);
    this.#keyrings.get(id)?.stop();
    this.#keyrings.delete(id);
    this.#texts.delete(id);
    this.#ports.encryption.store.putSession(this.#me, id, []).catch(() => undefined);
  }

  /** The connection is there, again: others may wait for keys, and this user's pair may be another one. */
  resumed(): void {
    const ids = this.#events.sessions().filter((session) => this.isEncrypted(session.id)).map((session) => session.id);
    if (ids.length === 0) return;
    void this.#askOwn(0);
    ids.slice(0, lookedAfter).forEach((id, i) => {
      this.#keyring(id).noticed();
      this.#later(pace * (i + this.#ports.random()), () => this.#refresh(id));
    });
  }

  /** The user looks at the session. */
  opened(id: number): void {
    this.#looked = id;
    if (!this.isEncrypted(id)) return;
    this.need();
    this.#keyring(id).noticed();
    void (this.#asking ?? Promise.resolve()).then(() => {
      if (this.#stopped) return;
      if (this.#events.session(id)?.my_role === 'owner') this.#keyring(id).begin();
      else this.#refresh(id);
      this.#meet(id, 0);
    });
  }

  /** Asks for the keys of those who are in the session that the user looks at. */
  #meet(id: number, failures: number): void {
    if (this.#looked !== id) return;
    this.#people.ask(this.#events.session(id)?.participants.map((one) => one.id) ?? []).catch((error: unknown) => {
      const problem = Problem.of(error);
      if (problem.retryable) this.#later(retryWait(problem, failures, this.#ports.random), () => this.#meet(id, failures + 1));
    });
  }

  /** The message as it is to be shown. */
  show(message: Message): Message {
    return this.isEncrypted(message.chat_session) ? this.#textsOf(message.chat_session).show(message) : message;
  }

  showAll(id: number, messages: readonly Message[]): readonly Message[] {
    return this.isEncrypted(id) ? this.#textsOf(id).showAll(messages) : messages;
  }

  /** The same, once it is known what it says; the message itself where there is nothing to wait for. */
  open(message: Message): Message | Promise<Message> {
    return this.isEncrypted(message.chat_session) ? this.#textsOf(message.chat_session).open(message) : message;
  }

  /** The text as it goes to the server: sealed where the session is encrypted. Rejects with a `Problem`. */
  async seal(sessionId: number, clientId: string, text: string): Promise<string> {
    await this.#kept;
    if (!this.isEncrypted(sessionId)) return text;
    this.need();
    await this.#asking;
    const { generation, key } = await this.#keyring(sessionId).forWriting();
    const of = { session_id: sessionId, sender_id: this.#me, client_id: clientId, generation };
    return (await this.#load()).sealText(key, of, text);
  }

  /** A new pair, which is nobody's before it is adopted. */
  async makePair(): Promise<NewKeyPair> {
    return (await this.#load()).makePair(this.#me);
  }

  /** The user has kept the recovery code of this pair: it is theirs from now on. Rejects with a `Problem`. */
  async adopt({ pair, backup }: NewKeyPair): Promise<void> {
    const { rest, store } = this.#ports.encryption;
    const earlier = this.#pair;
    const replaces = this.#published?.public_key ?? null;
    this.#published = await rest.setOwn(pair.publicKey, backup, replaces === pair.publicKey ? null : replaces);
    this.#changes++;
    await store.putPair(this.#me, pair).catch(() => undefined);
    this.#become('ready', pair);
    if (earlier?.publicKey === pair.publicKey) return;
    const ids = this.#events.sessions().filter((session) => this.isEncrypted(session.id)).map((session) => session.id);
    // What is open here goes over to the new pair, before anything else: nobody may be there who could do it later.
    if (earlier) for (const id of ids) await this.#keyring(id).sealAnew();
    // What is not, the others have to seal anew.
    else ids.forEach((id, i) => this.#later(pace * i, () => void (replaces === null ? this.#keyring(id).keepUp() : this.#keyring(id).giveUp())));
  }

  /** Takes the pair out of its backup; false when the code is not the right one. Rejects with a `Problem`. */
  async unlock(code: string): Promise<boolean> {
    const own = this.#published ?? (await this.#ports.encryption.rest.own());
    const pair = own && (await (await this.#load()).openBackup(this.#me, own.public_key, own.backup, code));
    if (!pair) return false;
    this.#published = own;
    this.#changes++;
    await this.#ports.encryption.store.putPair(this.#me, pair).catch(() => undefined);
    this.#become('ready', pair);
    this.resumed();
    return true;
  }

  /** The same pair under a new recovery code, to be adopted; null when the present code is another one. Rejects with a `Problem`. */
  async renewCode(code: string): Promise<NewKeyPair | null> {
    const own = await this.#ports.encryption.rest.own();
    return own && (await this.#load()).renewBackup(this.#me, own.public_key, own.backup, code);
  }

  accept(userId: number): void {
    this.#people.accept(userId);
    for (const keyring of this.#keyrings.values()) keyring.trustChanged();
  }

  verify(userId: number, verified: boolean): void {
    this.#people.verify(userId, verified);
  }

  /** With the key that is offered, where one is. Null while either key is not known. */
  async securityNumber(userId: number): Promise<string | null> {
    const theirs = this.#people.view.get(userId)?.offered ?? this.#people.keyOf(userId);
    if (!this.#pair || theirs === null) return null;
    return (await this.#load()).securityNumber({ userId: this.#me, publicKey: this.#pair.publicKey }, { userId, publicKey: theirs });
  }

  /** Gives up copies that do not open. Rejects with a `Problem`. */
  askAgain(id: number): Promise<void> {
    void this.#keyring(id).giveUp();
    return this.#keyring(id).refresh();
  }

  #keyring(id: number): Keyring {
    let keyring = this.#keyrings.get(id);
    if (!keyring) this.#keyrings.set(id, (keyring = new Keyring(id, this.#context)));
    return keyring;
  }

  #textsOf(id: number): Texts {
    let texts = this.#texts.get(id);
    if (!texts) {
      this.need();
      texts = new Texts(id, (generation) => this.#keyring(id).key(generation), () => this.#load(), () => this.#events.shown(id));
      this.#texts.set(id, texts);
    }
    return texts;
  }

  /** What this device has kept: sessions can be read with it while there is no network. */
  async #recall(): Promise<void> {
    const sessions = await this.#ports.encryption.store.sessions(this.#me).catch(() => new Map<number, never[]>());
    for (const [id, copies] of sessions) {
      this.#encrypted.add(id);
      this.#pinned.add(id);
      this.#keyring(id).restore(copies);
    }
  }

  #askOwn(failures: number): Promise<void> {
    return (this.#asking ??= this.#findOwn(failures).finally(() => (this.#asking = null)));
  }

  async #findOwn(failures: number): Promise<void> {
    const { ciphers, store, rest } = this.#ports.encryption;
    // Also so that nothing changes while somebody is only asking how things are.
    await this.#kept;
    if (!ciphers) {
      this.#become('unsupported', null);
      return;
    }
    const pair = this.#pair ?? (await store.pair(this.#me).catch(() => null));
    // Before the server has answered: without a network what is on this device is what there is.
    if (pair && !this.#pair) this.#become('ready', pair);
    const changes = this.#changes;
    try {
      const own = await rest.own();
      if (changes !== this.#changes) return;
      this.#published = own;
      if (!own) this.#become('none', null);
      else if (pair?.publicKey === own.public_key) this.#become('ready', pair);
      else this.#become('locked', null);
    } catch (error) {
      this.#later(retryWait(Problem.of(error), failures, this.#ports.random), () => void this.#askOwn(failures + 1));
    }
  }

  #become(own: OwnState, pair: KeyPair | null): void {
    if (this.#stopped || (this.#own === own && this.#pair?.publicKey === pair?.publicKey)) return;
    this.#own = own;
    this.#pair = pair;
    this.#changed();
    if (own !== 'ready') return;
    for (const keyring of this.#keyrings.values()) void keyring.open().catch(() => undefined);
    for (const id of this.#texts.keys()) this.#refresh(id);
    this.#events.awake();
  }

  #refresh(id: number): void {
    void this.#keyring(id).keepUp();
  }

  #load(): Promise<Ciphers> {
    const { ciphers } = this.#ports.encryption;
    if (!ciphers) return Promise.reject(keyMissing());
    // What could not be fetched is tried again by whoever needs it next.
    return (this.#ciphers ??= ciphers().catch((error: unknown) => {
      this.#ciphers = null;
      throw Problem.of(error);
    }));
  }

  #later(ms: number, act: () => void): void {
    const cancel = this.#ports.clock.after(ms, () => {
      this.#due.delete(cancel);
      if (!this.#stopped) act();
    });
    this.#due.add(cancel);
  }

  #changed(): void {
    this.#view = null;
    if (!this.#stopped) this.#events.changed();
  }
}
