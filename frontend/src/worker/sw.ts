// A module, so that this `self` is its own.
export {};

declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build: the files of the first view and their common hash. */
declare const __FILES__: string[];
declare const __VERSION__: string;

const cacheName = `chat-${__VERSION__}`;
/** Milliseconds. A network that takes longer to bring a page of a few kilobytes is as good as none. */
const patience = 4000;
/** Addresses that are no pages of the app. */
const elsewhere = /^\/(api|hubs|ws|docs|assets|openapi\.json|\.well-known)(\/|$)/;

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Past the browser's own cache, so that the page and its files are of one version.
  await cache.addAll(['/', ...__FILES__].map((path) => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' })));
  await self.skipWaiting();
}

self.addEventListener('activate', (event) => {
  event.waitUntil(activate());
});

/** Open pages may still load parts of the version before; older ones go. */
async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith('chat-') && name !== cacheName);
  for (const name of old.slice(0, -1)) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (!elsewhere.test(pathname)) event.respondWith(page(request));
  } else if (pathname.startsWith('/assets/') || __FILES__.includes(pathname)) {
    event.respondWith(file(request, pathname.startsWith('/assets/')));
  }
});

/** The server's page; the one that is kept only when there is no server. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.match('/', { cacheName });
  const abort = new AbortController();
  const timer = kept && setTimeout(() => abort.abort(), patience);
  try {
    const answer = await fetch(request, { signal: abort.signal });
    return answer.status >= 500 && kept ? kept : answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @param forEver the name has the content's hash in it: it never changes, and stays for pages that are open. */
async function file(request: Request, forEver: boolean): Promise<Response> {
  if (!forEver) return fetch(request).catch(async () => (await caches.match(request)) ?? Response.error());
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(cacheName)).put(request, answer.clone()).catch(() => undefined);
  return answer;
}

/** What a message of the server says (services/Accounts/Push/PushNews.cs). */
interface News {
  title: string;
  body: string;
  tag: string;
  path: string;
}

self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(notify(event.data.json() as News));
});

/** A page that is seen notifies by itself, and knows better what is looked at. One in the background may do so, too: of the same tag there is one notification. */
async function notify({ title, body, tag, path }: News): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some((page) => page.visibilityState === 'visible')) return;
  await self.registration.showNotification(title, { body, tag, icon: '/icon-192.png', data: { path } });
}

self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew(event));
});

/** The browser has given up a subscription, and may have made a new one: the server is told of that one. */
async function renew({ oldSubscription, newSubscription }: PushSubscriptionChangeEvent): Promise<void> {
  // Turned off by the page, which has told the server.
  if (!oldSubscription && !newSubscription) return;
  const path = '/api/users/me/push-subscriptions/';
  const answer = await fetch(path);
  // Nobody is signed in any more.
  if (!answer.ok) return;
  const { public_key: key } = (await answer.json()) as { public_key: string | null };
  if (key === null) return;
  const subscription = newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(subscription) });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { path: string }).path));
});

async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const [first] = pages.filter((client) => client.visibilityState === 'visible').concat(pages);
  if (!first) {
    await self.clients.openWindow(path);
    return;
  }
  await first.focus().catch(() => undefined);
  first.postMessage({ open: path });
}
