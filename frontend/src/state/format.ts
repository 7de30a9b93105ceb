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
