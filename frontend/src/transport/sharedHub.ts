import type { CloseReason, HubEvents, HubLink, HubTransport } from '../sync/ports';
import { Problem } from '../sync/problem';

/** What is needed of the tabs' group. */
export interface Group {
  readonly leads: boolean;
  takeOver(): void;
  on(topic: string, hear: (body: unknown, from: string) => void): void;
  post(topic: string, body: unknown, to?: string | null): void;
  onMoved(hear: () => void): void;
}

type Method = 'resume' | 'send' | 'typing' | 'presence';
type Call = { n: number; method: 'connect' | 'close' | Method; argument?: unknown };
type Answer = { n: number; value: unknown } | { n: number; problem: { code: string; detail: string; retryable: boolean; retryAfter: number } };
type News = { name: Exclude<keyof HubEvents, 'closed'>; event: unknown } | { name: 'closed'; event: CloseReason };

/** Milliseconds in which a tab that leads says at least that it has heard; longer sleeps only who was put to sleep. */
const ackTimeout = 5000;

/** The lead is elsewhere now: ask there. */
class Moved extends Error {}

/**
 * One connection for all tabs of a user: the tab that leads has it, the others call and hear through that tab. To each engine it looks
 * like a link of its own; `resume` may be called by each of them, and every event goes to all.
 */
export class SharedHub implements HubTransport {
  readonly #hub: HubTransport;
  readonly #tabs: Group;
  /** Those of this tab's engine. */
  #own: HubEvents | null = null;
  /** While this tab leads: the connection, or its making. */
  #real: Promise<HubLink> | null = null;
  /** Whether another tab has ever asked; until then nobody else needs to be told. */
  #shared = false;
  #calls = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void; acknowledged: () => void }>();
  #last = 0;
  #turn = 0;

  constructor(hub: HubTransport, tabs: Group) {
    this.#hub = hub;
    this.#tabs = tabs;
    tabs.on('call', (body, from) => void this.#serve(body as Call, from));
    tabs.on('ack', (body) => this.#calls.get(body as number)?.acknowledged());
    tabs.on('answer', (body) => this.#answered(body as Answer));
    tabs.on('event', (body) => this.#hear(body as News));
    tabs.onMoved(() => this.#moved());
  }

  async connect(events: HubEvents): Promise<HubLink> {
    const turn = ++this.#turn;
    for (;;) {
      try {
        const link = this.#tabs.leads ? await this.#open(events) : await this.#through(events);
        // Whoever has asked again meanwhile does not want this one any more.
        if (turn !== this.#turn) throw Problem.network();
        this.#own = events;
        return link;
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
      }
    }
  }

  /** The link through the tab that leads. */
  async #through(events: HubEvents): Promise<HubLink> {
    await this.#call({ n: ++this.#last, method: 'connect' });
    const call = <T>(method: Method) => async (argument: unknown): Promise<T> => {
      try {
        return (await this.#call({ n: ++this.#last, method, argument })) as T;
      } catch (error) {
        throw Problem.of(error);
      }
    };
    return {
      resume: call('resume'),
      send: call('send'),
      typing: call('typing'),
      presence: call('presence'),
      close: () => {
        // It is over already, and what there may be now is another one.
        if (this.#own !== events) return;
        this.#own = null;
        // Who finds the connection dead finds it dead for all.
        this.#tabs.post('call', { n: ++this.#last, method: 'close' } satisfies Call);
      },
    };
  }

  #call(call: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#calls.delete(call.n);
        reject(new Moved());
        this.#tabs.takeOver();
      }, ackTimeout);
      const end = <T>(act: (value: T) => void) => (value: T) => {
        clearTimeout(timer);
        this.#calls.delete(call.n);
        act(value);
      };
      this.#calls.set(call.n, { done: end(resolve), failed: end(reject), acknowledged: () => clearTimeout(timer) });
      this.#tabs.post('call', call);
    });
  }

  #answered(answer: Answer): void {
    const waiting = this.#calls.get(answer.n);
    if (!waiting) return;
    if ('value' in answer) {
      waiting.done(answer.value);
      return;
    }
    const { code, detail, retryable, retryAfter } = answer.problem;
    waiting.failed(new Problem(code, detail, retryable, {}, retryAfter));
  }

  #hear(news: News): void {
    if (this.#tabs.leads) return;
    this.#emit(news);
  }

  #emit({ name, event }: News): void {
    const own = this.#own;
    if (!own) return;
    if (name === 'closed') {
      this.#own = null;
      own.closed(event);
    } else {
      // Each name goes with its event: they were one call in the tab that leads.
      (own[name] as (event: unknown) => void)(event);
    }
  }

  /** Another tab leads, or this one does from now on: whatever came through the old one is over. */
  #moved(): void {
    const real = this.#real;
    this.#real = null;
    void real?.then((link) => link.close()).catch(() => undefined);
    for (const { failed } of [...this.#calls.values()]) failed(new Moved());
    this.#emit({ name: 'closed', event: 'moved' });
  }

  /** The connection of this tab, which leads, for its own engine. */
  async #open(events: HubEvents): Promise<HubLink> {
    const link = await this.#connect();
    return {
      ...link,
      close: () => {
        if (this.#own === events) this.#shut(link);
      },
    };
  }

  #connect(): Promise<HubLink> {
    if (this.#real) return this.#real;
    const current = () => this.#real === connecting;
    const tell = (news: News) => {
      if (!current()) return;
      if (news.name === 'closed') this.#real = null;
      if (this.#shared) this.#tabs.post('event', news);
      this.#emit(news);
    };
    const on = (name: Exclude<keyof HubEvents, 'closed'>) => (event: unknown) => tell({ name, event });
    const connecting: Promise<HubLink> = this.#hub.connect({
      messages: on('messages'),
      session: on('session'),
      read: on('read'),
      typing: on('typing'),
      presence: on('presence'),
      person: on('person'),
      signedOut: on('signedOut'),
      closed: (reason) => tell({ name: 'closed', event: reason }),
    });
    this.#real = connecting;
    connecting.catch(() => {
      if (current()) this.#real = null;
    });
    return connecting;
  }

  /** Closes the connection for all tabs. */
  #shut(link: HubLink): void {
    this.#real = null;
    link.close();
    if (this.#shared) this.#tabs.post('event', { name: 'closed', event: 'lost' } satisfies News);
    this.#emit({ name: 'closed', event: 'lost' });
  }

  /** Another tab calls. */
  async #serve(call: Call, from: string): Promise<void> {
    if (!this.#tabs.leads) return;
    const { n } = call;
    this.#shared = true;
    this.#tabs.post('ack', n, from);
    try {
      if (call.method === 'close') {
        if (this.#real) this.#shut(await this.#real);
        return;
      }
      if (call.method !== 'connect' && !this.#real) throw Problem.network();
      const link = await this.#connect();
      const value = call.method === 'connect' ? null : await (link[call.method] as (argument: unknown) => Promise<unknown>)(call.argument);
      this.#tabs.post('answer', { n, value } satisfies Answer, from);
    } catch (error) {
      const { code, message: detail, retryable, retryAfter } = Problem.of(error);
      this.#tabs.post('answer', { n, problem: { code, detail, retryable, retryAfter } } satisfies Answer, from);
    }
  }
}
