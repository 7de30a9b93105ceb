interface Described {
  /** In itself. */
  name: string;
  dir: 'ltr' | 'rtl';
  /** What `<html lang>` says: browsers choose the letters' shapes by it. */
  tag: string;
}

/** The languages that the app is complete in; the first is what all others fall back to. */
export const languages = {
  en: { name: 'English', dir: 'ltr', tag: 'en' },
  de: { name: 'Deutsch', dir: 'ltr', tag: 'de' },
  zh: { name: '简体中文', dir: 'ltr', tag: 'zh-Hans' },
} as const satisfies Record<string, Described>;

export type Language = keyof typeof languages;

export const languageNames = Object.keys(languages) as Language[];

const fallback: Language = 'en';

/** "de-AT" is German; null for what there is no translation into. */
export function languageOf(tag: string): Language | null {
  const [base] = tag.toLowerCase().split(/[-_]/);
  return languageNames.find((known) => known === base) ?? null;
}

/** The first language of those that somebody reads which there is a translation into. */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = languageOf(tag);
    if (language) return language;
  }
  return fallback;
}

/** How dates and numbers are written: as the browser's own region does it, where its language is this one. */
export function regionOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => languageOf(tag) === language) ?? languages[language].tag;
}
