import { SyncEngine } from '../../src/sync/engine';
import type { DeletionStorage, HistoryStore, KeptRoom, KeptSession, OutboxStorage, StoredDeletion, StoredMessage } from '../../src/sync/ports';
import type { User } from '../../src/sync/protocol';
import { VirtualClock } from './clock';
import { encryptionPorts, MemoryKeys } from './keys';
import { Network } from './network';
import { seeded } from './random';
import { ada, Server } from './server';

/** Storage that outlives a reload. */
export class MemoryStorage implements OutboxStorage {
  readonly messages = new Map<string, StoredMessage>();

  all(userId: number): Promise<StoredMessage[]> {
    return Promise.resolve([...this.messages.values()].filter((m) => m.user_id === userId));
  }

  put(message: StoredMessage): Promise<void> {
    this.messages.set(message.client_id, message);
    return Promise.resolve();
  }

  delete(clientId: string): Promise<void> {
    this.messages.delete(clientId);
    return Promise.resolve();
  }
}

/** What the disk keeps: copies, as IndexedDB makes them. */
export class MemoryDeletions implements DeletionStorage {
  items = new Map<number, StoredDeletion>();

  all(): Promise<StoredDeletion[]> {
    return Promise.resolve([...this.items.values()]);
  }

  has(_userId: number, messageId: number): Promise<boolean> {
    return Promise.resolve(this.items.has(messageId));
  }

  put(deletion: StoredDeletion): Promise<void> {
    this.items.set(deletion.message_id, deletion);
    return Promise.resolve();
  }

  delete(_userId: number, messageId: number): Promise<void> {
    this.items.delete(messageId);
    return Promise.resolve();
  }
}

export class MemoryHistory implements HistoryStore {
  list: readonly KeptSession[] | null = null;
  readonly rooms = new Map<number, KeptRoom>();

  putList(_userId: number, list: readonly KeptSession[]): Promise<void> {
    this.list = structuredClone(list);
    return Promise.resolve();
  }

  room(_userId: number, sessionId: number): Promise<KeptRoom | null> {
    return Promise.resolve(structuredClone(this.rooms.get(sessionId)) ?? null);
  }

  putRoom(_userId: number, sessionId: number, room: KeptRoom): Promise<void> {
    this.rooms.set(sessionId, structuredClone(room));
    return Promise.resolve();
  }

  dropRoom(_userId: number, sessionId: number): Promise<void> {
    this.rooms.delete(sessionId);
    return Promise.resolve();
  }

  dropOtherRooms(_userId: number, sessionIds: ReadonlySet<number>): Promise<void> {
    for (const id of this.rooms.keys()) if (!sessionIds.has(id)) this.rooms.delete(id);
    return Promise.resolve();
  }
}

/** One browser tab on one device. */
export class Client {
  readonly storage = new MemoryStorage();
  deletions = new MemoryDeletions();
  readonly history = new MemoryHistory();
  readonly keys = new MemoryKeys();
  signedOut = false;
  engine: SyncEngine;
  #ids = 0;

  constructor(
    readonly network: Network,
    readonly random: () => number,
    readonly user: User,
  ) {
    this.engine = this.#start();
  }

  /** What is left is the storage; everything else starts again. */
  reload(): void {
    this.engine.stop();
    this.network.cut();
    this.engine = this.#start();
  }

  contents(sessionId: number): string[] {
    return this.engine.state.rooms.get(sessionId)?.messages.map((m) => m.content) ?? [];
  }

  outgoing(): string[] {
    return this.engine.state.outgoing.map((m) => `${m.state} ${m.content}`);
  }

  #start(): SyncEngine {
    const engine = new SyncEngine(
      this.user,
      {
        hub: this.network,
        rest: this.network.rest,
        clock: this.network.clock,
        storage: this.storage,
        deletions: this.deletions,
        history: this.history,
        encryption: encryptionPorts(this.network.server.keys, this.user.id, this.keys, this.network),
        tabs: null,
        random: this.random,
        newId: () => `${this.user.username}-${++this.#ids}`,
      },
      () => (this.signedOut = true),
    );
    engine.start(this.history.list);
    return engine;
  }
}

/** A server, and Ada's tab. */
export function world(seed = 1) {
  const clock = new VirtualClock();
  const server = new Server();
  const random = seeded(seed);
  const network = new Network(ada, server, clock, random);
  const open = () => new Client(network, random, ada);
  return { clock, server, random, network, open };
}
