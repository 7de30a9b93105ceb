import { useSyncExternalStore } from 'react';
import { loadArea, type LaterArea, loadLanguage } from './catalogues';
import { bestLanguage, type Language, languageOf, languages, regionOf } from './languages';

/** Whose way of writing is used. */
export interface Locale {
  language: Language;
  /** For `Intl`: the language, with the browser's region where it has one for it. */
  tag: string;
  /** An IANA name; undefined: the device's. */
  timeZone: string | undefined;
}

/** Where a device keeps what was chosen on it, and the time zone of who is signed in: without a network there is no account to ask. */
const storageKey = 'language';
const zoneKey = 'time-zone';

const browserLanguages = (): readonly string[] => (typeof navigator === 'undefined' ? [] : navigator.languages);

let locale: Locale = { language: 'en', tag: regionOf('en', browserLanguages()), timeZone: undefined };
const listeners = new Set<() => void>();
/** The language that was asked for last; an earlier one that arrives late must not win. */
let wanted: Language = 'en';

export const currentLocale = () => locale;

function become(next: Locale): void {
  locale = next;
  for (const listener of listeners) listener();
}

async function change(language: Language): Promise<void> {
  wanted = language;
  await loadLanguage(language);
  if (wanted !== language) return;
  document.documentElement.lang = languages[language].tag;
  document.documentElement.dir = languages[language].dir;
  if (locale.language !== language) become({ ...locale, language, tag: regionOf(language, browserLanguages()) });
}

/** What was chosen on this device; null when nothing was, or when the browser keeps nothing. */
export function chosenLanguage(): Language | null {
  try {
    return languageOf(localStorage.getItem(storageKey) ?? '');
  } catch {
    return null;
  }
}

function remember(language: Language | null): void {
  try {
    if (language) localStorage.setItem(storageKey, language);
    else localStorage.removeItem(storageKey);
  } catch {
    // Then the next visit begins in the browser's language.
  }
}

function keep(timeZone: string | undefined): void {
  try {
    if (timeZone === undefined) localStorage.removeItem(zoneKey);
    else localStorage.setItem(zoneKey, timeZone);
  } catch {
    // Then days begin where the device is until the account has been read.
  }
}

function keptZone(): string | undefined {
  try {
    return knownZone(localStorage.getItem(zoneKey) ?? '');
  } catch {
    return undefined;
  }
}

/**
 * The language of this device: the chosen one, or else the browser's; and the last time zone. Stays in English when the
 * language cannot be loaded.
 */
export async function startLanguage(): Promise<void> {
  locale = { ...locale, timeZone: keptZone() };
  await change(chosenLanguage() ?? bestLanguage(browserLanguages())).catch(() => undefined);
}

/** Chooses a language on this device; null: the browser's. Rejects when it cannot be loaded. */
export async function chooseLanguage(language: Language | null): Promise<void> {
  await change(language ?? bestLanguage(browserLanguages()));
  remember(language);
}

/** What the account says; empty texts say nothing. */
export function followAccount(account: { language?: string; time_zone: string }): void {
  const language = languageOf(account.language ?? '');
  if (language && language !== wanted) chooseLanguage(language).catch(() => undefined);
  const timeZone = knownZone(account.time_zone);
  keep(timeZone);
  if (timeZone !== locale.timeZone) become({ ...locale, timeZone });
}

/** Without an account there is only the device's time zone. */
export function forgetAccount(): void {
  keep(undefined);
  if (locale.timeZone !== undefined) become({ ...locale, timeZone: undefined });
}

/** Browsers throw at names that they do not know. */
function knownZone(name: string): string | undefined {
  if (name === '') return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** A part of the app that is loaded when it is needed, with its texts. */
export async function withTexts<T>(area: LaterArea, part: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([part, loadArea(area, locale.language)]);
  return loaded;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * The language and time zone. The root uses it, so that a change renders everything anew; below, only what is memoized
 * must use it itself.
 */
export function useLocale(): Locale {
  return useSyncExternalStore(subscribe, currentLocale);
}
