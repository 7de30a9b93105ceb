import { useEffect, useSyncExternalStore } from 'react';
import { notifications } from '../transport/notifications';
import { allow } from './notifications';
import { type DeviceSubscription, type PushDevice, type PushStatus, PushSwitch } from './pushSwitch';
import { useSignedIn } from './sync';

/** Kept on the device, as the subscription is. */
const key = 'push';

function encode(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const device: PushDevice = {
  obstacle() {
    if (!window.isSecureContext) return 'insecure';
    // There is no service worker in development.
    return 'PushManager' in window && 'Notification' in window && 'serviceWorker' in navigator && import.meta.env.PROD ? null : 'unsupported';
  },
  permission: () => Notification.permission,
  async ask() {
    await allow();
    return Notification.permission;
  },
  async find() {
    // Without TLS there is none.
    const registration = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined;
    return wrap((await registration?.pushManager.getSubscription()) ?? null);
  },
  async subscribe(publicKey) {
    const registration = await navigator.serviceWorker.ready;
    return wrap(await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }));
  },
  kept() {
    const value = localStorage.getItem(key);
    return value === null ? null : (JSON.parse(value) as { user: number; id: number });
  },
  keep(value) {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  },
};

function wrap(subscription: PushSubscription): DeviceSubscription;
function wrap(subscription: PushSubscription | null): DeviceSubscription | null;
function wrap(subscription: PushSubscription | null): DeviceSubscription | null {
  if (!subscription) return null;
  const made = subscription.options.applicationServerKey;
  return {
    isFor: (publicKey) => made === null || encode(made) === publicKey,
    toJSON: () => subscription.toJSON(),
    unsubscribe: () => subscription.unsubscribe(),
  };
}

export const push = new PushSwitch(device, notifications);

/** How it is on this device; null while that is found out. */
export function usePush(): PushStatus | null {
  const { user } = useSignedIn();
  useEffect(() => void push.look(user.id), [user.id]);
  return useSyncExternalStore(push.subscribe, () => push.status);
}
