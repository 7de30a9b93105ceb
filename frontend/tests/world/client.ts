import { SyncEngine } from '../../src/sync/engine';
import type { OutboxStorage, StoredMessage } from '../../src/sync/ports';
import type { User } from '../../src/sync/protocol';
import { VirtualClock } from './clock';
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

/** One browser tab on one device. */
export class Client {
  readonly storage = new MemoryStorage();
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
        random: this.random,
        newId: () => `${this.user.username}-${++this.#ids}`,
      },
      () => (this.signedOut = true),
    );
    engine.start();
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
