import type { Ciphers, Clock, EncryptionPorts, KeyPair, NewCopy, SessionKey } from './ports';
import { Problem } from './problem';
import { type KeyCopy, maxCopies, type SessionKeys } from './protocol';
import type { People } from './people';

/** Milliseconds within which one of those who could hand on a key does, so that not all do at once. */
const handOnWithin = 1500;
/** Makers of a new generation that may be faster before this one gives up for now. */
const tries = 4;

export interface KeyringContext {
  readonly me: number;
  readonly ports: EncryptionPorts;
  readonly people: People;
  readonly clock: Clock;
  readonly random: () => number;
  readonly ciphers: () => Promise<Ciphers>;
  /** This user's own pair; null while it is not on this device. */
  readonly pair: () => KeyPair | null;
  /** Everybody who is in the session, as of now. */
  readonly participants: (sessionId: number) => Promise<readonly number[]>;
  readonly changed: () => void;
  /** There are keys that were not there before. */
  readonly arrived: (sessionId: number) => void;
}

/** What waits for a key waits as for the network: it goes on by itself. */
export function keyMissing(): Problem {
  return new Problem('key_missing', 'The key of this session has not come yet.', true);
}

/**
 * The keys of one encrypted session: opens the copies that are for this user, hands keys on to participants who have none, and makes a new
 * generation for what is written when the newest may be known outside.
 *
 * Invariants: one number is one key, here and on the server; whoever is removed is handed none; nothing is sealed for a public key that has
 * changed and was not accepted.
 */
export class Keyring {
  readonly #id: number;
  readonly #context: KeyringContext;
  readonly #keys = new Map<number, SessionKey>();
  #answer: SessionKeys | null = null;
  /** Counts what was heard that changes the answer, and how much of that the answer knows: one that is still on its way says nothing. */
  #heard = 1;
  #known = 0;
  #refreshing: Promise<void> | null = null;
  #handingOn: (() => void) | null = null;
  /** Copies that do not open, as they are. */
  readonly #unopened = new Map<number, string>();
  #asked = false;

  constructor(id: number, context: KeyringContext) {
    this.#id = id;
    this.#context = context;
  }

  /** Begins with what this device has kept. */
  restore(copies: readonly KeyCopy[]): void {
    this.#answer ??= { generation: 0, is_stale: true, copies: [...copies], missing: [] };
  }

  key(generation: number): SessionKey | null {
    return this.#keys.get(generation) ?? null;
  }

  /** Whether there are copies for this user that their key does not open: another one sealed for an earlier key. */
  get stuck(): boolean {
    return this.#unopened.size > 0;
  }

  /** Something has changed: what is known is asked for again when it is needed. */
  noticed(): void {
    this.#heard++;
  }

  /** Nothing was heard since the last answer was asked for. */
  get #fresh(): boolean {
    return this.#known === this.#heard;
  }

  stop(): void {
    this.#handingOn?.();
  }

  /** Opens the copies that are here. */
  async open(): Promise<void> {
    if (this.#answer) await this.#openCopies(this.#answer.copies);
  }

  /** Brings the keys up to date; does what others need. Rejects with a `Problem`. */
  refresh(): Promise<void> {
    return (this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null)));
  }

  async #refresh(): Promise<void> {
    if (!this.#context.pair()) return;
    const heard = this.#heard;
    await this.#take(await this.#context.ports.rest.keys(this.#id));
    this.#known = heard;
  }

  /** The key for what is written now. Rejects with a `Problem` that says whether waiting helps. */
  async forWriting(): Promise<{ generation: number; key: SessionKey }> {
    if (!this.#context.pair()) throw keyMissing();
    for (let n = 0; n < tries; n++) {
      if (!this.#fresh) await this.refresh();
      const answer = this.#answer;
      if (!answer || !this.#fresh) continue;
      const { generation } = answer;
      if (generation > 0 && !answer.is_stale) {
        const key = this.#keys.get(generation);
        if (!key) throw keyMissing();
        return { generation, key };
      }
      await this.#make(generation + 1);
    }
    throw keyMissing();
  }

  /** Makes the first generation, so that the others have it when they write. */
  async begin(): Promise<void> {
    await this.refresh();
    if (this.#answer?.generation === 0) await this.#make(1);
  }

  /** The user has accepted a key: copies that it made may open now, and who has it may be handed keys. */
  trustChanged(): void {
    this.#unopened.clear();
    void this.refresh().catch(() => undefined);
  }

  /** Gives up copies that do not open; the others make new ones. */
  async askAgain(): Promise<void> {
    this.#unopened.clear();
    await this.#context.ports.rest.giveUpKeys(this.#id);
    this.noticed();
    await this.refresh();
  }

  /** This user has another pair: seals for it what the earlier one had opened. */
  async sealAnew(): Promise<void> {
    for (const [generation, key] of this.#keys) await this.#keepForMyself(generation, key);
  }

  async #make(generation: number): Promise<void> {
    const { me, ports, people } = this.#context;
    const [ciphers, participants] = [await this.#context.ciphers(), await this.#context.participants(this.#id)];
    await people.ask(participants);
    const key = await ciphers.makeKey();
    const others = participants.filter((id) => id !== me && people.trusted(id) !== null);
    // Its maker's own copy makes the generation; the others' are handed on with it as far as they fit.
    const copies = await this.#copiesOf(generation, key, [me, ...others]);
    try {
      const answer = await ports.rest.makeKeys(this.#id, generation, copies.slice(0, maxCopies));
      this.#keys.set(generation, key);
      for (let from = maxCopies; from < copies.length; from += maxCopies) {
        await ports.rest.addKeys(this.#id, generation, copies.slice(from, from + maxCopies));
      }
      this.#context.arrived(this.#id);
      await this.#take(answer);
    } catch (error) {
      this.noticed();
      // Another participant was faster: theirs is as good.
      if (Problem.of(error).code !== 'key_generation_conflict') throw error;
    }
  }

  async #copiesOf(generation: number, key: SessionKey, userIds: readonly number[]): Promise<NewCopy[]> {
    const { me, people } = this.#context;
    const [ciphers, pair] = [await this.#context.ciphers(), this.#context.pair()];
    if (!pair) throw keyMissing();
    const copies: NewCopy[] = [];
    for (const id of userIds) {
      const recipient = id === me ? pair.publicKey : people.trusted(id);
      if (recipient === null) continue;
      const of = { session_id: this.#id, generation, user_id: id, made_by: me };
      copies.push({ user_id: id, copy: await ciphers.sealKey(key, of, pair, recipient) });
    }
    return copies;
  }

  async #take(answer: SessionKeys): Promise<void> {
    const { me, ports } = this.#context;
    this.#answer = answer;
    ports.store.putSession(me, this.#id, answer.copies).catch(() => undefined);
    await this.#openCopies(answer.copies);
    const none = answer.generation > 0 && answer.copies.length === 0;
    // Only this device knows that it could open copies now; asked once, they come when somebody is there.
    if (none && !this.#asked) {
      this.#asked = true;
      ports.rest.giveUpKeys(this.#id).catch(() => undefined);
    }
    this.#handOnSoon();
  }

  async #openCopies(copies: readonly KeyCopy[]): Promise<void> {
    const { me, people } = this.#context;
    const pair = this.#context.pair();
    const closed = copies.filter((copy) => !this.#keys.has(copy.generation) && this.#unopened.get(copy.generation) !== copy.copy);
    if (!pair || closed.length === 0) return;
    const ciphers = await this.#context.ciphers();
    await people.load();
    const strangers = closed.map((copy) => copy.made_by).filter((id) => id !== me && people.keyOf(id) === null);
    if (strangers.length > 0) await people.ask([...new Set(strangers)]).catch(() => undefined);
    const opened: number[] = [];
    for (const { generation, copy, made_by } of closed) {
      const maker = made_by === me ? pair.publicKey : people.keyOf(made_by);
      const of = { session_id: this.#id, generation, user_id: me, made_by };
      const key = maker === null ? null : await ciphers.openKey(copy, of, pair, maker);
      if (key) {
        this.#keys.set(generation, key);
        this.#unopened.delete(generation);
        opened.push(generation);
        // Opens from now on whatever becomes of the key of whoever made it.
        if (made_by !== me) void this.#keepForMyself(generation, key).catch(() => undefined);
      } else if (made_by === me || people.view.get(made_by)?.offered == null) {
        // What a key has made that is not accepted yet may open once it is.
        this.#unopened.set(generation, copy);
      }
    }
    if (opened.length > 0) this.#context.arrived(this.#id);
    this.#context.changed();
  }

  async #keepForMyself(generation: number, key: SessionKey): Promise<void> {
    const { me, ports } = this.#context;
    const answer = await ports.rest.addKeys(this.#id, generation, await this.#copiesOf(generation, key, [me]));
    ports.store.putSession(me, this.#id, answer.copies).catch(() => undefined);
  }

  #handOnSoon(): void {
    const { clock, random } = this.#context;
    if (this.#handingOn || this.#lacking().length === 0) return;
    this.#handingOn = clock.after(handOnWithin * random(), () => {
      this.#handingOn = null;
      // What cannot be done now is done when somebody asks again.
      this.#handOn().catch(() => undefined);
    });
  }

  #lacking(): { generation: number; user_id: number }[] {
    return (this.#answer?.missing ?? []).filter(({ generation, user_id }) => user_id !== this.#context.me && this.#keys.has(generation));
  }

  async #handOn(): Promise<void> {
    if (!this.#fresh) await this.refresh();
    const lacking = this.#lacking();
    if (lacking.length === 0) return;
    const { ports, people } = this.#context;
    // Those whom this user can see to be in the session, and nobody else whom the server may name.
    const present = new Set(await this.#context.participants(this.#id));
    await people.ask([...new Set(lacking.map((one) => one.user_id))]);
    for (const generation of new Set(lacking.map((one) => one.generation))) {
      const key = this.#keys.get(generation);
      const holders = lacking.filter((one) => one.generation === generation && present.has(one.user_id) && people.trusted(one.user_id) !== null);
      if (!key || holders.length === 0) continue;
      const copies = await this.#copiesOf(generation, key, holders.map((one) => one.user_id));
      await ports.rest.addKeys(this.#id, generation, copies.slice(0, maxCopies));
    }
  }
}
