import { ciphers } from '../../src/crypto/ciphers';
import type { EncryptionPorts, KeyPair, KeyStore, KeyTransport, NewCopy, Pin } from '../../src/sync/ports';
import { Problem } from '../../src/sync/problem';
import type { KeyCopy, OwnKey, SessionEvent, SessionKeys } from '../../src/sync/protocol';
import { calm, type Network } from './network';

/** What a device keeps of keys. */
export class MemoryKeys implements KeyStore {
  pairOf: KeyPair | null = null;
  readonly pinned = new Map<number, Pin>();
  readonly kept = new Map<number, readonly KeyCopy[]>();

  pair(): Promise<KeyPair | null> {
    return Promise.resolve(this.pairOf);
  }

  putPair(_userId: number, pair: KeyPair): Promise<void> {
    this.pairOf = pair;
    return Promise.resolve();
  }

  pins(): Promise<Pin[]> {
    return Promise.resolve([...this.pinned.values()]);
  }

  putPin(_userId: number, pin: Pin): Promise<void> {
    this.pinned.set(pin.user_id, pin);
    return Promise.resolve();
  }

  sessions(): Promise<Map<number, readonly KeyCopy[]>> {
    return Promise.resolve(new Map(this.kept));
  }

  putSession(_userId: number, sessionId: number, copies: readonly KeyCopy[]): Promise<void> {
    this.kept.set(sessionId, copies);
    return Promise.resolve();
  }
}

interface Ring {
  generation: number;
  is_stale: boolean;
  /** By generation and user. */
  copies: Map<number, Map<number, { copy: string; made_by: number }>>;
}

/** The server's part of encryption, as docs/api.md describes it. */
export class KeyServer {
  readonly own = new Map<number, OwnKey>();
  /** What an answer to a user waits for, on its way back. */
  onTheWay: (userId: number, what: string) => Promise<void> = () => Promise.resolve();
  readonly #rings = new Map<number, Ring>();

  /** @param members who is in a session, by id. */
  constructor(
    readonly members: (sessionId: number) => readonly number[],
    readonly tell: (event: SessionEvent) => void,
  ) {}

  left(sessionId: number, userId: number): void {
    const ring = this.#ring(sessionId);
    ring.is_stale = ring.generation > 0;
    for (const holders of ring.copies.values()) holders.delete(userId);
  }

  keys(sessionId: number, userId: number): SessionKeys {
    const { generation, is_stale, copies } = this.#ring(sessionId);
    const own = [...copies].flatMap(([n, holders]) => {
      const copy = holders.get(userId);
      return copy ? [{ generation: n, ...copy }] : [];
    });
    const missing = [...copies]
      .filter(([, holders]) => holders.size > 0)
      .flatMap(([n, holders]) => this.members(sessionId).filter((id) => !holders.has(id)).map((id) => ({ generation: n, user_id: id })));
    return { generation, is_stale, copies: own, missing };
  }

  add(sessionId: number, userId: number, generation: number, added: readonly NewCopy[], isNew: boolean): SessionKeys {
    const ring = this.#ring(sessionId);
    const holders = ring.copies.get(generation) ?? new Map<number, { copy: string; made_by: number }>();
    if (isNew ? generation !== ring.generation + 1 || !added.some((one) => one.user_id === userId) : !holders.has(userId)) {
      throw new Problem('key_generation_conflict', 'Ask again.', false);
    }
    if (isNew) Object.assign(ring, { generation, is_stale: false });
    ring.copies.set(generation, holders);
    for (const { user_id, copy } of added) {
      if (!holders.has(user_id) || user_id === userId) holders.set(user_id, { copy, made_by: userId });
    }
    if (added.some((one) => one.user_id !== userId)) this.tell({ session_id: sessionId, change: 'keys', version: 1 });
    return this.keys(sessionId, userId);
  }

  giveUp(sessionId: number, userId: number): void {
    const ring = this.#ring(sessionId);
    const removed = [...ring.copies.values()].filter((holders) => holders.delete(userId)).length;
    if (removed > 0) ring.is_stale = ring.generation > 0;
    if (ring.generation > 0) this.tell({ session_id: sessionId, change: 'keys', version: 1 });
  }

  #ring(sessionId: number): Ring {
    const ring = this.#rings.get(sessionId) ?? { generation: 0, is_stale: false, copies: new Map() };
    this.#rings.set(sessionId, ring);
    return ring;
  }
}

/** One user's way to that server; in calm weather time need not pass. */
export function keyTransport(server: KeyServer, userId: number, network?: Network): KeyTransport {
  const call = async <T>(what: string, act: () => T): Promise<T> => {
    await Promise.resolve();
    const answer = network && network.weather !== calm ? await network.call(what, act) : act();
    await server.onTheWay(userId, what);
    return answer;
  };
  return {
    own: () => call('own', () => server.own.get(userId) ?? null),
    setOwn: (public_key, backup, replaces) =>
      call('setOwn', () => {
        const known = server.own.get(userId)?.public_key;
        if (known !== undefined && known !== public_key && known !== replaces) throw new Problem('encryption_key_exists', 'There is one.', false);
        server.own.set(userId, { public_key, backup });
        return { public_key, backup };
      }),
    publicKeys: (ids) =>
      call('publicKeys', () =>
        ids.flatMap((user_id) => {
          const key = server.own.get(user_id);
          return key ? [{ user_id, public_key: key.public_key }] : [];
        }),
      ),
    keys: (id) => call('keys', () => server.keys(id, userId)),
    makeKeys: (id, generation, copies) => call(`makeKeys ${generation}`, () => server.add(id, userId, generation, copies, true)),
    addKeys: (id, generation, copies) => call(`addKeys ${generation}`, () => server.add(id, userId, generation, copies, false)),
    giveUpKeys: (id) => call('giveUpKeys', () => server.giveUp(id, userId)),
  };
}

/** Real cryptography, and a device. */
export function encryptionPorts(server: KeyServer, userId: number, store = new MemoryKeys(), network?: Network): EncryptionPorts & { store: MemoryKeys } {
  return { ciphers: () => Promise.resolve(ciphers), store, rest: keyTransport(server, userId, network) };
}
