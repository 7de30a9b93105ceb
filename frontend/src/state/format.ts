const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const dayThisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dayAnyYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

export const formatTime = (at: number) => time.format(at);
export const formatFull = (at: number) => full.format(at);

/** Calendar days from `at` to `now`, in this device's time zone. */
function daysAgo(at: number, now: number): number {
  return Math.round((new Date(now).setHours(12, 0, 0, 0) - new Date(at).setHours(12, 0, 0, 0)) / 86_400_000);
}

export function formatDay(at: number, now = Date.now()): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return 'Today';
  if (ago === 1) return 'Yesterday';
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? dayThisYear : dayAnyYear).format(at);
}

/** As short as a list has room for. */
export function formatWhen(at: number, now = Date.now()): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return formatTime(at);
  if (ago === 1) return 'Yesterday';
  return (ago > 1 && ago < 7 ? weekday : shortDay).format(at);
}

const stamp = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export const formatStamp = (at: number) => stamp.format(at);
export const formatDate = (at: number) => date.format(at);

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "5 minutes ago", in the largest unit that is full. */
export function formatAgo(at: number, now = Date.now()): string {
  const past = now - at;
  for (const [unit, ms] of units) if (past >= ms) return relative.format(-Math.floor(past / ms), unit);
  return 'just now';
}

/** "12.5 MB"; 1 KB is 1,024 bytes. */
export function formatSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let [size, unit] = [bytes, 0];
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${size >= 100 || unit === 0 ? Math.round(size) : Math.round(size * 10) / 10} ${units[unit]}`;
}
