import type { Ciphers, Clock, EncryptionPorts, KeyPair, NewCopy, SessionKey } from './ports';
import { Problem } from './problem';
import { type KeyCopy, maxCopies, type SessionKeys } from './protocol';
import type { People } from './people';
import { retryWait } from './timing';

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
  /** What has failed is tried again at a time: bringing the keys up to date, and handing them on. */
  #retry: (() => void) | null = null;
  #failures = 0;
  #failuresToHandOn = 0;
  /** Copies that do not open, as they are. */
  readonly #unopened = new Map<number, string>();
  /** What is to be done with the copies of an earlier pair before anything else. */
  #owed: 'sealAnew' | 'giveUp' | null = null;
  /** The first generation is to be made, if there is none. */
  #begins = false;
  #asked = false;
  #stopped = false;

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
    this.#stopped = true;
    this.#handingOn?.();
    this.#retry?.();
  }

  /** Opens the copies that are here. */
  async open(): Promise<void> {
    if (this.#answer) await this.#openCopies(this.#answer.copies);
  }

  /** Brings the keys up to date; does what others need. Rejects with a `Problem`. */
  refresh(): Promise<void> {
    return (this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null)));
  }

  /** The same, again and again until it has succeeded: others may wait for what is to be done. Resolves after the first time. */
  async keepUp(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      const problem = Problem.of(error);
      if (this.#stopped || this.#retry || !problem.retryable) return;
      this.#retry = this.#context.clock.after(retryWait(problem, this.#failures++, this.#context.random), () => {
        this.#retry = null;
        void this.keepUp();
      });
    }
  }

  /** What is heard while an answer is on its way may not be in it: then it is asked for once more. */
  async #refresh(): Promise<void> {
    do {
      if (!this.#context.pair() || this.#stopped) return;
      const heard = this.#heard;
      await this.#payOff();
      await this.#take(await this.#context.ports.rest.keys(this.#id));
      this.#known = heard;
      if (this.#begins && this.#answer?.generation === 0) await this.#make(1);
      this.#begins = false;
    } while (!this.#fresh);
    this.#failures = 0;
    this.#retry?.();
    this.#retry = null;
  }

  /** Does what an earlier pair has left to be done. What the server refuses it will not do later either. */
  async #payOff(): Promise<void> {
    const owed = this.#owed;
    this.#owed = null;
    try {
      if (owed === 'sealAnew') for (const [generation, key] of this.#keys) await this.#keepForMyself(generation, key).catch(throwIfRetryable);
      else if (owed === 'giveUp') await this.#giveUp();
    } catch (error) {
      this.#owed ??= owed;
      throw error;
    }
  }

  async #giveUp(): Promise<void> {
    await this.#context.ports.rest.giveUpKeys(this.#id).catch(throwIfRetryable);
    this.#asked = true;
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
  begin(): void {
    this.#begins = true;
    void this.keepUp();
  }

  /** The user has accepted a key: copies that it made may open now, and who has it may be handed keys. */
  trustChanged(): void {
    this.#unopened.clear();
    void this.keepUp();
  }

  /** This user has another pair: what the earlier one has opened is sealed for the new one. */
  sealAnew(): Promise<void> {
    return this.#owe('sealAnew');
  }

  /** Gives up copies that do not open; the others make new ones. */
  giveUp(): Promise<void> {
    return this.#owe('giveUp');
  }

  #owe(what: 'sealAnew' | 'giveUp'): Promise<void> {
    this.#owed = what;
    this.#unopened.clear();
    this.noticed();
    return this.keepUp();
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
    this.#handOnIn(handOnWithin * this.#context.random());
    // Only this device knows that it could open copies now; asked once, they come when somebody is there.
    if (answer.generation > 0 && answer.copies.length === 0 && !this.#asked) await this.#giveUp();
  }

  async #openCopies(copies: readonly KeyCopy[]): Promise<void> {
    const { me, people } = this.#context;
    const pair = this.#context.pair();
    const closed = copies.filter((copy) => !this.#keys.has(copy.generation) && this.#unopened.get(copy.generation) !== copy.copy);
    if (!pair || closed.length === 0) return;
    const ciphers = await this.#context.ciphers();
    await people.load();
    const strangers = closed.map((copy) => copy.made_by).filter((id) => id !== me && people.keyOf(id) === null);
    const asking = strangers.length > 0 ? people.ask([...new Set(strangers)]) : Promise.resolve();
    const unanswered = await asking.then(() => null, (error: unknown) => Problem.of(error));
    const opened: number[] = [];
    for (const { generation, copy, made_by } of closed) {
      const maker = made_by === me ? pair.publicKey : people.keyOf(made_by);
      if (maker === null && unanswered) continue;
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
    if (unanswered) throw unanswered;
  }

  async #keepForMyself(generation: number, key: SessionKey): Promise<void> {
    const { me, ports } = this.#context;
    const answer = await ports.rest.addKeys(this.#id, generation, await this.#copiesOf(generation, key, [me]));
    ports.store.putSession(me, this.#id, answer.copies).catch(() => undefined);
  }

  #handOnIn(ms: number): void {
    const { clock, random } = this.#context;
    if (this.#handingOn || this.#stopped || this.#lacking().length === 0) return;
    this.#handingOn = clock.after(ms, () => {
      this.#handingOn = null;
      this.#handOn().then(
        () => (this.#failuresToHandOn = 0),
        (error: unknown) => {
          const problem = Problem.of(error);
          if (problem.retryable) this.#handOnIn(retryWait(problem, this.#failuresToHandOn++, random));
        },
      );
    });
  }

  #lacking(): { generation: number; user_id: number }[] {
    return (this.#answer?.missing ?? []).filter(({ generation, user_id }) => user_id !== this.#context.me && this.#keys.has(generation));
  }

  async #handOn(): Promise<void> {
    const { ports, people, pair } = this.#context;
    if (!this.#fresh) await this.refresh();
    const lacking = this.#lacking();
    if (lacking.length === 0 || !pair() || this.#stopped) return;
    // Those whom this user can see to be in the session, and nobody else whom the server may name.
    const present = new Set(await this.#context.participants(this.#id));
    await people.ask([...new Set(lacking.map((one) => one.user_id))]);
    for (const generation of new Set(lacking.map((one) => one.generation))) {
      const key = this.#keys.get(generation);
      const holders = lacking.filter((one) => one.generation === generation && present.has(one.user_id) && people.trusted(one.user_id) !== null);
      if (!key || holders.length === 0) continue;
      const copies = await this.#copiesOf(generation, key, holders.map((one) => one.user_id));
      this.#answer = await ports.rest.addKeys(this.#id, generation, copies.slice(0, maxCopies));
    }
  }
}

function throwIfRetryable(error: unknown): void {
  const problem = Problem.of(error);
  if (problem.retryable) throw problem;
}
