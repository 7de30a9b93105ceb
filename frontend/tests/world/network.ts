import type { CloseReason, HubEvents, HubLink, HubTransport, RestTransport } from '../../src/sync/ports';
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
  readonly #listening = new Set<HubEvents>();
  readonly #links = new Set<(reason: CloseReason) => void>();

  constructor(
    readonly user: User,
    readonly server: Server,
    readonly clock: VirtualClock,
    readonly random: () => number,
  ) {
    const messageOf = (messageId: number) => ({ id: Math.floor(messageId / 1_000_000), seq: messageId % 1_000_000 });
    this.rest = {
      me: () => this.call('me', () => (server.signedIn ? user : this.#unknown())),
      sessions: () =>
        this.call('sessions', () => ({ items: [...server.rooms.values()].map((r) => r.session), more: false })),
      session: (id) => this.call(`session ${id}`, () => server.room(id).session),
      messages: (id, query) => this.call(`messages ${id} ${JSON.stringify(query)}`, () => server.messages(id, query)),
      standing: (id) => this.call(`standing ${id}`, () => server.standing(user, id)),
      markers: (id) => this.call(`markers ${id}`, () => server.markers(id)),
      markRead: (id, seq) => this.call(`read ${id} ${seq}`, () => server.markRead(user, id, seq)),
      prefer: (id, pinned, muted) => this.call(`prefer ${id}`, () => server.prefer(id, pinned, muted)),
      edit: (messageId, content) =>
        this.call(`edit ${messageId}`, () => server.edit(messageOf(messageId).id, messageOf(messageId).seq, content)),
      deleteMessage: (messageId) =>
        this.call(`delete ${messageId}`, () => void server.delete(messageOf(messageId).id, messageOf(messageId).seq)),
      react: (messageId, emoji, on) =>
        this.call(`react ${messageId} ${emoji}`, () =>
          server.react(user, messageOf(messageId).id, messageOf(messageId).seq, emoji, on),
        ),
    };
  }

  /** Cuts all connections at once. */
  cut(reason: CloseReason = 'lost'): void {
    for (const close of this.#links) close(reason);
  }

  /** What gets lost without harm, at once. */
  signal(tell: (events: HubEvents) => void): void {
    for (const events of this.#listening) tell(events);
  }

  async connect(events: HubEvents): Promise<HubLink> {
    await this.call('connect', () => (this.server.signedIn ? null : this.#dead()));
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
    const onRead: Parameters<Server['onRead']['add']>[0] = (e) => deliver(() => events.read(e));
    const onPerson: Parameters<Server['onPerson']['add']>[0] = (e) => deliver(() => events.person(e));
    const close = (reason: CloseReason | null) => {
      if (!open) return;
      open = false;
      this.#links.delete(cut);
      this.#listening.delete(events);
      this.server.onMessages.delete(onMessages);
      this.server.onSession.delete(onSession);
      this.server.onRead.delete(onRead);
      this.server.onPerson.delete(onPerson);
      fail(Problem.network());
      if (reason) events.closed(reason);
    };
    const cut = (reason: CloseReason) => close(reason);
    this.#links.add(cut);
    this.#listening.add(events);
    return {
      resume: (held) =>
        Promise.race([
          dead,
          this.call('resume', () => {
            this.server.onMessages.add(onMessages);
            this.server.onSession.add(onSession);
            this.server.onRead.add(onRead);
            this.server.onPerson.add(onPerson);
            return this.server.heads();
          }).then(async (heads) => {
            await this.clock.sleep(this.#delay());
            const answer = this.server.resume(this.user, held, heads);
            await this.clock.sleep(this.#delay());
            return answer;
          }),
        ]),
      send: ({ session_id, content, client_id, reply_to, attachments }) =>
        Promise.race([
          dead,
          this.call(`send ${content}`, () => this.server.post(this.user, session_id, content, client_id, reply_to, attachments)),
        ]),
      typing: (id) => Promise.race([dead, this.call(`typing ${id}`, () => undefined)]),
      presence: (id) => Promise.race([dead, this.call(`presence ${id}`, () => ({ session_id: id, online: [this.user.id] }))]),
      close: () => close(null),
    };
  }

  /** A request, as the weather has it. */
  async call<T>(what: string, act: () => T): Promise<T> {
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
