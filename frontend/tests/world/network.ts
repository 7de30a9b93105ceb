import type { HubEvents, HubLink, HubTransport, RestTransport } from '../../src/sync/ports';
import { Problem } from '../../src/sync/problem';
import type { User } from '../../src/sync/protocol';
import type { VirtualClock } from './clock';
import type { Server } from './server';

/** How badly the network behaves. Chances in [0, 1], delays in milliseconds. */
export interface Weather {
  maxDelay: number;
  dropEvent: number;
  repeatEvent: number;
  failRequest: number;
  /** The server does it, the answer is lost. */
  loseAnswer: number;
  connected: boolean;
}

export const calm: Weather = {
  maxDelay: 0,
  dropEvent: 0,
  repeatEvent: 0,
  failRequest: 0,
  loseAnswer: 0,
  connected: true,
};

/** What lies between one client and the server. Events and answers may overtake each other. */
export class Network implements HubTransport {
  weather = calm;
  readonly requests: string[] = [];
  readonly rest: RestTransport;
  readonly #links = new Set<() => void>();

  constructor(
    readonly user: User,
    readonly server: Server,
    readonly clock: VirtualClock,
    readonly random: () => number,
  ) {
    this.rest = {
      me: () => this.#call('me', () => (server.signedIn ? user : this.#unknown())),
      sessions: () =>
        this.#call('sessions', () => ({ items: [...server.rooms.values()].map((r) => r.session), more: false })),
      session: (id) => this.#call(`session ${id}`, () => server.room(id).session),
      messages: (id, query) => this.#call(`messages ${id} ${JSON.stringify(query)}`, () => server.messages(id, query)),
    };
  }

  /** Cuts all connections at once. */
  cut(): void {
    for (const close of this.#links) close();
  }

  async connect(events: HubEvents): Promise<HubLink> {
    await this.#call('connect', () => (this.server.signedIn ? null : this.#dead()));
    let open = true;
    let fail: (problem: Problem) => void = () => undefined;
    const dead = new Promise<never>((_, reject) => (fail = reject));
    dead.catch(() => undefined);
    const deliver = (act: () => void) => {
      if (this.random() < this.weather.dropEvent) return;
      const times = this.random() < this.weather.repeatEvent ? 2 : 1;
      for (let i = 0; i < times; i++) this.clock.after(this.#delay(), () => open && act());
    };
    const onMessages: Parameters<Server['onMessages']['add']>[0] = (e) => deliver(() => events.messages(e));
    const onSession: Parameters<Server['onSession']['add']>[0] = (e) => deliver(() => events.session(e));
    const close = (heard: boolean) => {
      if (!open) return;
      open = false;
      this.#links.delete(cut);
      this.server.onMessages.delete(onMessages);
      this.server.onSession.delete(onSession);
      fail(Problem.network());
      if (heard) events.closed();
    };
    const cut = () => close(true);
    this.#links.add(cut);
    return {
      join: () =>
        Promise.race([
          dead,
          this.#call('join', () => {
            this.server.onMessages.add(onMessages);
            this.server.onSession.add(onSession);
            const sessions = [...this.server.rooms].map(([session_id, room]) => ({
              session_id,
              seq: room.messages.length,
              rev: room.rev,
            }));
            return { user_id: this.user.id, sessions };
          }),
        ]),
      send: ({ session_id, content, client_id }) =>
        Promise.race([
          dead,
          this.#call(`send ${content}`, () => this.server.post(this.user, session_id, content, client_id)),
        ]),
      close: () => close(false),
    };
  }

  async #call<T>(what: string, act: () => T): Promise<T> {
    this.requests.push(what);
    await this.clock.sleep(this.#delay());
    this.#may(this.weather.failRequest);
    const answer = act();
    await this.clock.sleep(this.#delay());
    this.#may(this.weather.loseAnswer);
    return answer;
  }

  #may(fail: number): void {
    if (!this.weather.connected || this.random() < fail) throw Problem.network();
  }

  #delay(): number {
    return Math.floor(this.random() * this.weather.maxDelay);
  }

  #unknown(): never {
    throw new Problem('not_signed_in', 'Sign in first.', false);
  }

  /** A refused handshake looks like any other failure. */
  #dead(): never {
    throw Problem.network();
  }
}
