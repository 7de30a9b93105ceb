import { call } from './http';

/** How the user is told of what they miss. */
export interface Notifications {
  mail: {
    wanted: boolean;
    /** The user has an e-mail address, and the server sends mail. */
    possible: boolean;
  };
}

export interface PushSubscriptions {
  /** Base64url; null where the server pushes nothing. */
  public_key: string | null;
  subscriptions: { id: number; created_at: string }[];
}

const path = '/api/users/me/push-subscriptions/';

/** Rejections are `Problem`s. */
export const notifications = {
  mine: (signal?: AbortSignal) => call<Notifications>('GET', '/api/users/me/notifications/', undefined, signal),
  setMail: (mail: boolean) => call<Notifications>('PUT', '/api/users/me/notifications/', { mail }),

  pushSubscriptions: () => call<PushSubscriptions>('GET', path),
  addPushSubscription: (subscription: PushSubscriptionJSON) => call<{ id: number }>('POST', path, subscription),
  removePushSubscription: (id: number) => call<undefined>('DELETE', `${path}${id}/`),
};
