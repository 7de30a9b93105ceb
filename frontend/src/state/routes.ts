export const settingsSections = ['profile', 'notifications', 'security', 'sign-ins', 'data'] as const;
export type SettingsSection = (typeof settingsSections)[number];

export const adminSections = ['overview', 'users', 'sessions', 'audit', 'site'] as const;
export type AdminSection = (typeof adminSections)[number];

export type Route =
  | { page: 'home' }
  | { page: 'room'; id: number }
  | { page: 'login' }
  | { page: 'register' }
  | { page: 'forgot' }
  | { page: 'reset'; token: string }
  | { page: 'settings'; section: SettingsSection }
  /** `id`: what of a list is looked at. */
  | { page: 'admin'; section: AdminSection; id: number | null }
  | { page: 'claim'; token: string }
  | { page: 'search' }
  | { page: 'invite'; token: string }
  | { page: 'unknown' };

/**
 * Which page an address means; with or without its trailing slash, and sessions under `/chat/` as well as at the root.
 * The gateway has a list of the same addresses (gateway/Frontend/WebApp.cs): it says 404 for all others.
 */
export function parseRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second, third] = parts;
  if (first === 'chat') return parseSession(parts.slice(1));
  if (parts.length === 1 && (first === 'login' || first === 'sign-in')) return { page: 'login' };
  if (parts.length === 1 && (first === 'register' || first === 'forgot')) return { page: first };
  if (parts.length === 2 && first === 'reset' && second !== undefined) return { page: 'reset', token: decode(second) };
  if (parts.length === 1 && first === 'search') return { page: 'search' };
  if (parts.length === 2 && first === 'invite' && second !== undefined) return { page: 'invite', token: decode(second) };
  if (first === 'settings' && parts.length <= 2) return parseSettings(second);
  if (first === 'admin' && second === 'claim' && third !== undefined && parts.length === 3) {
    return { page: 'claim', token: decode(third) };
  }
  if (first === 'admin' && parts.length <= 3) return parseAdmin(second, third);
  return parseSession(parts);
}

function parseSession(parts: readonly string[]): Route {
  if (parts.length === 0) return { page: 'home' };
  const id = parts.length === 2 && parts[0] === 'room' ? parseId(parts[1]) : null;
  return id === null ? { page: 'unknown' } : { page: 'room', id };
}

function parseSettings(name = 'profile'): Route {
  const section = settingsSections.find((known) => known === name);
  return section ? { page: 'settings', section } : { page: 'unknown' };
}

function parseAdmin(name: string | undefined, idText: string | undefined): Route {
  const section = name === undefined ? 'overview' : adminSections.find((known) => known === name && known !== 'overview');
  const id = parseId(idText);
  if (!section) return { page: 'unknown' };
  if (idText === undefined) return { page: 'admin', section, id: null };
  return id !== null && section !== 'audit' && section !== 'site' ? { page: 'admin', section, id } : { page: 'unknown' };
}

function parseId(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const roomPath = (id: number) => `/room/${id}/`;
/** Leads to a message in the middle of its session. */
export const messagePath = (id: number, seq: number) => `/room/${id}/?m=${seq}`;
export const invitePath = (token: string) => `/invite/${token}/`;
export const settingsPath = (section: SettingsSection) => `/settings/${section}/`;

export function adminPath(section: AdminSection, id: number | null = null): string {
  return (section === 'overview' ? '/admin/' : `/admin/${section}/`) + (id === null ? '' : `${id}/`);
}

/** Where to go after signing in: the page that asked for it, as long as it is one of ours. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
