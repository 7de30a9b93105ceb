import type { Ciphers, SessionKey } from './ports';
import type { Message, Sealed } from './protocol';

interface Outcome {
  readonly state: Sealed | 'open';
  readonly text: string;
}

/** Outcomes that are kept of one session. */
const most = 3000;
const opening: Outcome = { state: 'opening', text: '' };
const waiting: Outcome = { state: 'waiting', text: '' };
const broken: Outcome = { state: 'broken', text: '' };
const form = /^e2e1\.([1-9]\d{0,8})\.[\w-]{38,}$/;

export function generationOf(content: string): number | null {
  const found = form.exec(content);
  return found ? Number(found[1]) : null;
}

/**
 * The texts of one encrypted session. What the server has stays sealed wherever it is held; what is shown is looked up here, and comes as
 * soon as it is opened.
 */
export class Texts {
  readonly #id: number;
  readonly #keyOf: (generation: number) => SessionKey | null;
  readonly #ciphers: () => Promise<Ciphers>;
  readonly #changed: () => void;
  /** By sender, client id and content: whatever of these is changed is another text. */
  readonly #outcomes = new Map<string, Outcome>();
  readonly #shown = new WeakMap<Message, { outcome: Outcome; message: Message }>();
  #lists = new WeakMap<readonly Message[], readonly Message[]>();
  #waiting = new Map<string, Message>();
  #working: Promise<void> | null = null;

  constructor(id: number, keyOf: (generation: number) => SessionKey | null, ciphers: () => Promise<Ciphers>, changed: () => void) {
    this.#id = id;
    this.#keyOf = keyOf;
    this.#ciphers = ciphers;
    this.#changed = changed;
  }

  /** The message as it is to be shown: the same object as long as nothing about it changes. */
  show(message: Message): Message {
    if (message.deleted_at !== undefined) return message;
    const outcome = this.#outcomeOf(message);
    const known = this.#shown.get(message);
    if (known?.outcome === outcome) return known.message;
    const shown = { ...message, content: outcome.text };
    // Whatever else comes with it, the sender has not written.
    delete shown.attachments;
    delete shown.link_preview;
    if (outcome.state !== 'open') shown.sealed = outcome.state;
    this.#shown.set(message, { outcome, message: shown });
    return shown;
  }

  showAll(messages: readonly Message[]): readonly Message[] {
    let shown = this.#lists.get(messages);
    if (!shown) {
      shown = messages.map((message) => this.show(message));
      this.#lists.set(messages, shown);
    }
    return shown;
  }

  /** Resolves when it is known what the message says, or that it cannot be known now. */
  async open(message: Message): Promise<Message> {
    while (this.show(message).sealed === 'opening') await (this.#working ?? Promise.resolve());
    return this.show(message);
  }

  /** There are keys that were not there before. */
  tryAgain(): void {
    for (const [name, outcome] of this.#outcomes) if (outcome === waiting) this.#outcomes.delete(name);
    this.#renew();
  }

  #renew(): void {
    this.#lists = new WeakMap();
    this.#changed();
  }

  #outcomeOf(message: Message): Outcome {
    const name = `${message.sender.id} ${message.client_id ?? ''} ${message.content}`;
    let outcome = this.#outcomes.get(name);
    if (outcome) return outcome;
    const generation = generationOf(message.content);
    if (generation === null) outcome = { state: 'plain', text: '' };
    else outcome = this.#keyOf(generation) ? opening : waiting;
    this.#keep(name, outcome);
    if (outcome === opening) {
      this.#waiting.set(name, message);
      this.#working ??= this.#work().finally(() => (this.#working = null));
    }
    return outcome;
  }

  #keep(name: string, outcome: Outcome): void {
    this.#outcomes.set(name, outcome);
    if (this.#outcomes.size <= most) return;
    for (const oldest of [...this.#outcomes.keys()].slice(0, most / 4)) this.#outcomes.delete(oldest);
  }

  /** Opens all that wait, those together that came together, so that they appear at once. */
  async #work(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const some = [...this.#waiting];
      this.#waiting = new Map();
      const outcomes = await Promise.all(some.map(([, message]) => this.#openOne(message)));
      some.forEach(([name], i) => this.#keep(name, outcomes[i] ?? broken));
      this.#renew();
    }
  }

  async #openOne({ sender, client_id, content }: Message): Promise<Outcome> {
    const generation = generationOf(content);
    const key = generation === null ? null : this.#keyOf(generation);
    if (generation === null || !key) return waiting;
    try {
      const ciphers = await this.#ciphers();
      const of = { session_id: this.#id, sender_id: sender.id, client_id: client_id ?? '', generation };
      const text = await ciphers.openText(key, of, content);
      return text === null ? broken : { state: 'open', text };
    } catch {
      return waiting;
    }
  }
}
