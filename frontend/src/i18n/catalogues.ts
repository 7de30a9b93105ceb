import type admin from './en/admin.json';
import app from './en/app.json';
import auth from './en/auth.json';
import type encryption from './en/encryption.json';
import errors from './en/errors.json';
import room from './en/room.json';
import type search from './en/search.json';
import sessions from './en/sessions.json';
import type settings from './en/settings.json';
import type { Language } from './languages';

/** English is what is said where a translation has nothing, so what the first view needs of it is always there. */
const core = { app, auth, errors, room, sessions };

/** What only some pages say comes with them. */
interface Later {
  settings: typeof settings;
  admin: typeof admin;
  search: typeof search;
  encryption: typeof encryption;
}

type Texts = typeof core & Later;
type Area = keyof Texts;

/** Of every text: the area and its name there, as in "auth.signIn". One that does not exist does not compile. */
export type Key = { [A in Area]: `${A}.${keyof Texts[A] & string}` }[Area];

export type LaterArea = keyof Later;

type Catalogue = Readonly<Record<string, string>>;

const laterAreas: Readonly<Record<Language, Readonly<Record<LaterArea, () => Promise<{ default: Catalogue }>>>>> = {
  en: {
    settings: () => import('./en/settings.json'),
    admin: () => import('./en/admin.json'),
    search: () => import('./en/search.json'),
    encryption: () => import('./en/encryption.json'),
  },
  de: {
    settings: () => import('./de/settings.json'),
    admin: () => import('./de/admin.json'),
    search: () => import('./de/search.json'),
    encryption: () => import('./de/encryption.json'),
  },
  zh: {
    settings: () => import('./zh/settings.json'),
    admin: () => import('./zh/admin.json'),
    search: () => import('./zh/search.json'),
    encryption: () => import('./zh/encryption.json'),
  },
};

type Areas = Readonly<Record<string, Catalogue>>;

const cores: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ core: Areas }>>> = {
  de: () => import('./de/core'),
  zh: () => import('./zh/core'),
};

/** Every text that is here, by "language area.name". */
const texts = new Map<string, string>();
const here = new Set<string>(['en core']);
/** The areas that a page needed so far: they are loaded with every language that is chosen later. */
const needed = new Set<LaterArea>();

function keep(language: Language, areas: Areas): void {
  for (const [area, catalogue] of Object.entries(areas)) {
    for (const [name, text] of Object.entries(catalogue)) texts.set(`${language} ${area}.${name}`, text);
  }
}

keep('en', core);

async function load(language: Language, part: LaterArea | 'core'): Promise<void> {
  if (here.has(`${language} ${part}`)) return;
  if (part !== 'core') keep(language, { [part]: (await laterAreas[language][part]()).default });
  else if (language !== 'en') keep(language, (await cores[language]()).core);
  here.add(`${language} ${part}`);
}

/** Brings in what has been needed so far, in this language. Rejects when it cannot be had. */
export async function loadLanguage(language: Language): Promise<void> {
  await Promise.all([load(language, 'core'), ...[...needed].flatMap((area) => [load('en', area), load(language, area)])]);
}

/** Brings in an area, in this language and in English. One that cannot be had in this language is read in English. */
export async function loadArea(area: LaterArea, language: Language): Promise<void> {
  needed.add(area);
  const translated = language === 'en' ? null : load(language, area).catch(() => undefined);
  await Promise.all([load('en', area), translated]);
}

/** The text in this language, or else in English; null when there is none. */
export function find(language: Language, key: string): { text: string; language: Language } | null {
  const text = texts.get(`${language} ${key}`);
  if (text !== undefined) return { text, language };
  const english = texts.get(`en ${key}`);
  return english === undefined ? null : { text: english, language: 'en' };
}
