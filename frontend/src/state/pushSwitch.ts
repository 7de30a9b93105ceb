import { Problem } from '../sync/problem';

/** Whether this device is notified while no page is open, or why it cannot be. */
export type PushStatus =
  | 'on'
  | 'off'
  /** The browser has no push messages, or keeps them from pages like this one. */
  | 'unsupported'
  /** The page came without TLS: browsers give it no service worker. */
  | 'insecure'
  /** The user has told the browser to show no notifications of this site. */
  | 'denied'
  /** The server sends none. */
  | 'unavailable';

/** A subscription as the browser keeps it. */
export interface DeviceSubscription {
  /** Whether it was made for the server of this key. */
  isFor(publicKey: string): boolean;
  toJSON(): PushSubscriptionJSON;
  unsubscribe(): Promise<unknown>;
}

/** What the switch needs of the browser. */
export interface PushDevice {
  /** Why there can be none; null when there can. */
  obstacle(): 'unsupported' | 'insecure' | null;
  permission(): NotificationPermission;
  /** Has the browser ask the user; only ever after a click. */
  ask(): Promise<NotificationPermission>;
  find(): Promise<DeviceSubscription | null>;
  /** Rejects when the push service of the browser cannot be had. */
  subscribe(publicKey: string): Promise<DeviceSubscription>;
  /** Who has turned it on here, and what the server calls it; null: nobody. */
  kept(): { user: number; id: number } | null;
  keep(value: { user: number; id: number } | null): void;
}

/** What it needs of the server. Rejections are `Problem`s. */
export interface PushDoor {
  pushSubscriptions(): Promise<{ public_key: string | null }>;
  addPushSubscription(subscription: PushSubscriptionJSON): Promise<{ id: number }>;
  removePushSubscription(id: number): Promise<unknown>;
}

/**
 * Notifications of one device while no page is open. Three have to agree: the user's wish, which is kept here by user; the browser's subscription; and the server,
 * which forgets it with the sign-in. Whenever somebody is signed in, `keepUp` makes them agree again.
 */
export class PushSwitch {
  /** Null: nobody has looked yet. */
  status: PushStatus | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(
    readonly device: PushDevice,
    readonly door: PushDoor,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Finds out how it is. */
  async look(user: number): Promise<void> {
    this.#become(await this.#find(user));
  }

  async #find(user: number): Promise<PushStatus> {
    const { device } = this;
    const obstacle = device.obstacle();
    if (obstacle) return obstacle;
    if (device.permission() === 'denied') return 'denied';
    const isOn = device.kept()?.user === user && device.permission() === 'granted' && (await device.find()) !== null;
    return isOn ? 'on' : 'off';
  }

  /** To be called by a click: the browser may ask. */
  async turnOn(user: number): Promise<void> {
    const { device } = this;
    const obstacle = device.obstacle();
    if (obstacle) this.#become(obstacle);
    else if ((await device.ask()) === 'granted') this.#become(await this.#register(user));
    else await this.look(user);
  }

  async turnOff(): Promise<void> {
    const kept = this.device.kept();
    await this.forget();
    this.#become('off');
    if (!kept) return;
    try {
      await this.door.removePushSubscription(kept.id);
    } catch (error) {
      if (Problem.of(error).code !== 'push_subscription_not_found') throw error;
    }
  }

  /** Somebody is signed in: what they have turned on here holds again, what somebody else has does not. */
  async keepUp(user: number): Promise<void> {
    const { device } = this;
    const kept = device.kept();
    if (!kept || device.obstacle() !== null) return;
    if (kept.user !== user || device.permission() !== 'granted') await this.forget();
    // Without a network it is as it was.
    else await this.#register(user).catch(() => undefined);
    await this.look(user);
  }

  /** The device is not notified any more, whatever the server thinks. */
  async forget(): Promise<void> {
    this.device.keep(null);
    await (await this.device.find())?.unsubscribe();
  }

  async #register(user: number): Promise<PushStatus> {
    const { device, door } = this;
    const { public_key: key } = await door.pushSubscriptions();
    if (key === null) return 'unavailable';
    let subscription = await device.find();
    // The server has another key than when it was made, as after its database was lost: its messages would not be taken.
    if (subscription && !subscription.isFor(key)) {
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await device.subscribe(key).catch(() => {
      throw new Problem('push_unreachable', 'The push service of this browser cannot be reached.', true);
    });
    const { id } = await door.addPushSubscription(subscription.toJSON());
    device.keep({ user, id });
    return 'on';
  }

  #become(status: PushStatus): void {
    this.status = status;
    for (const listener of this.#listeners) listener();
  }
}
