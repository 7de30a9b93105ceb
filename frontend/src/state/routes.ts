export type Route =
  | { page: 'home' }
  | { page: 'room'; id: number }
  | { page: 'login' }
  | { page: 'register' }
  | { page: 'unknown' };

/** Which page an address means; with or without its trailing slash, and under `/chat/` as well as at the root. */
export function parseRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second] = parts[0] === 'chat' ? parts.slice(1) : parts;
  if (first === undefined) return { page: 'home' };
  if (parts.at(-2) === 'room' && first === 'room' && second && /^[1-9]\d{0,14}$/.test(second)) {
    return { page: 'room', id: Number(second) };
  }
  if (parts.length === 1 && (first === 'login' || first === 'register')) return { page: first };
  return { page: 'unknown' };
}

export const roomPath = (id: number) => `/room/${id}/`;

/** Where to go after signing in: the page that asked for it, as long as it is one of ours. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
