import { useSyncExternalStore } from 'react';
import { t } from '../i18n/t';
import type { News } from '../sync/state';
import type { TabGroup } from '../transport/tabs';
import { navigate } from './router';
import { parseRoute, roomPath } from './routes';
import { excerpt } from './words';

/** Which messages make a notification. `mine`: those of direct sessions, and those that mention this user. */
export type Wanted = 'all' | 'mine' | 'none';

/** Kept on the device: whether to be disturbed differs from one to the next. */
const key = 'notifications';
const declinedKey = 'notifications-declined';

export interface NotificationState {
  wanted: Wanted;
  /** What the browser says; `unsupported` where it has none. */
  permission: NotificationPermission | 'unsupported';
  /** The user does not want to be asked. */
  declined: boolean;
}

const supported = 'Notification' in window;
const listeners = new Set<() => void>();
let state = read();

function read(): NotificationState {
  const stored = localStorage.getItem(key);
  const wanted = stored === 'all' || stored === 'none' ? stored : 'mine';
  return { wanted, permission: supported ? Notification.permission : 'unsupported', declined: localStorage.getItem(declinedKey) !== null };
}

function changed(): void {
  state = read();
  for (const listener of listeners) listener();
}

// Another tab of this browser has changed it.
window.addEventListener('storage', changed);

export function useNotifications(): NotificationState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

export function want(wanted: Wanted): void {
  localStorage.setItem(key, wanted);
  changed();
}

/** Not now, and not again by itself; the settings still can. */
export function decline(): void {
  localStorage.setItem(declinedKey, '1');
  changed();
}

/** Has the browser ask; only ever after a click. */
export async function allow(): Promise<void> {
  if (supported) await Notification.requestPermission();
  changed();
}

/** What each other tab shows: a session that somebody looks at in any of them needs no notification. */
const views = new Map<string, number>();

function shownHere(): number | null {
  const route = parseRoute(location.pathname);
  return document.visibilityState === 'visible' && document.hasFocus() && route.page === 'room' ? route.id : null;
}

/** Tells the other tabs what is looked at here. */
export function tellView(tabs: TabGroup | null): void {
  tabs?.post('view', shownHere());
}

/** Keeps the other tabs told of what is looked at here, and hears it of them. @returns how to stop. */
export function shareView(tabs: TabGroup | null): () => void {
  if (!tabs) return () => undefined;
  const tell = () => tellView(tabs);
  tabs.on('view', (body, from) => {
    if (typeof body === 'number') views.set(from, body);
    else views.delete(from);
  });
  const events = ['focus', 'blur'] as const;
  for (const event of events) window.addEventListener(event, tell);
  document.addEventListener('visibilitychange', tell);
  // Nobody looks at a page that goes.
  const leave = () => tabs.post('view', null);
  window.addEventListener('pagehide', leave);
  // Whoever has just come knows of no other.
  tabs.on('hello', tell);
  tabs.post('hello', null);
  return () => {
    window.removeEventListener('pagehide', leave);
    for (const event of events) window.removeEventListener(event, tell);
    document.removeEventListener('visibilitychange', tell);
  };
}

/** Notifies of a message, if the user wants that and does not see it anyway. Of several tabs only the one that leads does. */
export function notify({ session, message, mention }: News, tabs: TabGroup | null): void {
  if (state.permission !== 'granted' || state.wanted === 'none' || tabs?.leads === false) return;
  if (session.preferences.muted || (state.wanted === 'mine' && !mention && session.kind !== 'direct')) return;
  if (shownHere() === session.id || [...views.values()].includes(session.id)) return;
  const title = session.kind === 'direct' ? session.name : t('sessions.notifyIn', { name: message.sender.display_name, session: session.name });
  void show(title, { body: excerpt(message), tag: `chat-${session.id}`, icon: '/icon-192.png', data: { path: roomPath(session.id) } });
}

async function show(title: string, options: NotificationOptions): Promise<void> {
  // Phones only take them from the service worker, which also answers the click when this tab has gone meanwhile.
  const registration = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration().catch(() => undefined) : undefined;
  if (registration?.active) {
    await registration.showNotification(title, options).catch(() => undefined);
    return;
  }
  const notification = new Notification(title, options);
  notification.onclick = () => {
    window.focus();
    navigate((options.data as { path: string }).path);
    notification.close();
  };
}
