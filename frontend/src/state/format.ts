import { currentLocale, type Locale } from '../i18n/locale';
import { t } from '../i18n/t';

const styles = {
  time: { hour: 'numeric', minute: '2-digit' },
  weekday: { weekday: 'long' },
  dayThisYear: { weekday: 'long', day: 'numeric', month: 'long' },
  dayAnyYear: { day: 'numeric', month: 'long', year: 'numeric' },
  shortDay: { day: 'numeric', month: 'short' },
  full: { dateStyle: 'full', timeStyle: 'short' },
  stamp: { dateStyle: 'medium', timeStyle: 'short' },
  date: { dateStyle: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Formats are dear to make: they are kept until the language or the time zone is another one. */
let madeFor: Locale | null = null;
let dates = new Map<string, Intl.DateTimeFormat>();
let number = new Intl.NumberFormat('en');
let percent = number;
let relative = new Intl.RelativeTimeFormat('en');
let names = new Intl.ListFormat('en');
/** "2026-11-23" in the time zone. */
let dayOf = dayKeyIn(undefined);

function renew(): Locale {
  const locale = currentLocale();
  if (madeFor === locale) return locale;
  madeFor = locale;
  dates = new Map();
  number = new Intl.NumberFormat(locale.tag);
  percent = new Intl.NumberFormat(locale.tag, { style: 'percent', maximumFractionDigits: 0 });
  relative = new Intl.RelativeTimeFormat(locale.tag, { numeric: 'auto' });
  names = new Intl.ListFormat(locale.tag);
  dayOf = dayKeyIn(locale.timeZone);
  return locale;
}

function format(style: keyof typeof styles, at: number): string {
  const { tag, timeZone } = renew();
  let made = dates.get(style);
  if (!made) dates.set(style, (made = new Intl.DateTimeFormat(tag, { ...styles[style], timeZone })));
  return made.format(at);
}

export const formatTime = (at: number) => format('time', at);
export const formatFull = (at: number) => format('full', at);
export const formatStamp = (at: number) => format('stamp', at);
export const formatDate = (at: number) => format('date', at);

/** The calendar day in the account's time zone: the same text for all times of that day. */
export function dayKey(at: number): string {
  renew();
  return dayOf(at);
}

/** Says of a time what calendar day it is in a time zone; undefined: the device's. */
export function dayKeyIn(timeZone: string | undefined): (at: number) => string {
  const days = new Intl.DateTimeFormat('sv', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => days.format(at);
}

/** When a day began in the account's time zone; NaN for what is no day. */
export function startOfDay(day: string): number {
  const halfDay = 15 * 3_600_000;
  let [before, at] = [Date.parse(day) - halfDay, Date.parse(day) + halfDay];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (dayKey(middle) >= day) at = middle;
    else before = middle;
  }
  return at;
}

/** Calendar days from `at` to `now`. */
function daysAgo(at: number, now: number): number {
  return Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(at))) / 86_400_000);
}

export function formatDay(at: number, now = Date.now()): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return t('app.today');
  if (ago === 1) return t('app.yesterday');
  return format(dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4) ? 'dayThisYear' : 'dayAnyYear', at);
}

/** As short as a list has room for. */
export function formatWhen(at: number, now = Date.now()): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return formatTime(at);
  if (ago === 1) return t('app.yesterday');
  return format(ago > 1 && ago < 7 ? 'weekday' : 'shortDay', at);
}

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "5 minutes ago", in the largest unit that is full. */
export function formatAgo(at: number, now = Date.now()): string {
  renew();
  const past = now - at;
  for (const [unit, ms] of units) if (past >= ms) return relative.format(-Math.floor(past / ms), unit);
  return t('app.justNow');
}

export function formatNumber(value: number): string {
  renew();
  return number.format(value);
}

/** 0.5 is "50%". */
export function formatPercent(share: number): string {
  renew();
  return percent.format(share);
}

/** "Ada, Bob and Carl" */
export function formatList(items: readonly string[]): string {
  renew();
  return names.format(items);
}

/** "12.5 MB"; 1 KB is 1,024 bytes. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return t('app.bytes', { size: bytes });
  const units = ['KB', 'MB', 'GB'];
  let [size, unit] = [bytes / 1024, 0];
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${formatNumber(size >= 100 ? Math.round(size) : Math.round(size * 10) / 10)} ${units[unit]}`;
}
