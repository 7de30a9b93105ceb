import type { EncryptionPorts, Pin } from './ports';

/** Users in one question. */
const askedAtOnce = 100;

/**
 * The public keys of people. The first one that is seen of somebody is kept on this device; when the server names another later, nothing is
 * sealed for that one before the user has accepted it.
 */
export class People {
  readonly #me: number;
  readonly #ports: EncryptionPorts;
  readonly #changed: () => void;
  #pins: ReadonlyMap<number, Pin> = new Map();
  #loading: Promise<void> | null = null;

  constructor(me: number, ports: EncryptionPorts, changed: () => void) {
    this.#me = me;
    this.#ports = ports;
    this.#changed = changed;
  }

  /** A new map after every change. */
  get view(): ReadonlyMap<number, Pin> {
    return this.#pins;
  }

  load(): Promise<void> {
    return (this.#loading ??= this.#ports.store
      .pins(this.#me)
      .catch(() => [])
      .then((pins) => {
        this.#pins = new Map([...pins.map((pin) => [pin.user_id, pin] as const), ...this.#pins]);
        this.#changed();
      }));
  }

  /** Whose key it is to be sealed for; null when there is none, or another one than was seen first. */
  trusted(userId: number): string | null {
    const pin = this.#pins.get(userId);
    return pin?.offered === null ? pin.public_key : null;
  }

  /** The key that counts as theirs until another one is accepted. */
  keyOf(userId: number): string | null {
    return this.#pins.get(userId)?.public_key ?? null;
  }

  /** Asks the server for the keys of these people. Rejects with a `Problem`. */
  async ask(userIds: readonly number[]): Promise<void> {
    await this.load();
    const others = userIds.filter((id) => id !== this.#me);
    for (let from = 0; from < others.length; from += askedAtOnce) {
      const found = await this.#ports.rest.publicKeys(others.slice(from, from + askedAtOnce));
      for (const { user_id, public_key } of found) this.#seen(user_id, public_key);
    }
  }

  /** The key that is offered is theirs, the user says. */
  accept(userId: number): void {
    const pin = this.#pins.get(userId);
    if (pin?.offered != null) this.#put({ user_id: userId, public_key: pin.offered, verified: false, offered: null });
  }

  verify(userId: number, verified: boolean): void {
    const pin = this.#pins.get(userId);
    if (pin) this.#put({ ...pin, verified });
  }

  #seen(userId: number, publicKey: string): void {
    const pin = this.#pins.get(userId);
    if (!pin) this.#put({ user_id: userId, public_key: publicKey, verified: false, offered: null });
    else if (pin.public_key === publicKey && pin.offered !== null) this.#put({ ...pin, offered: null });
    else if (pin.public_key !== publicKey && pin.offered !== publicKey) this.#put({ ...pin, offered: publicKey });
  }

  #put(pin: Pin): void {
    this.#pins = new Map(this.#pins).set(pin.user_id, pin);
    this.#ports.store.putPin(this.#me, pin).catch(() => undefined);
    this.#changed();
  }
}
