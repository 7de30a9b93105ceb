import type { Language } from '../i18n/languages';
import { currentLocale } from '../i18n/locale';
import type { Key } from '../i18n/t';

/** One emoji, and what it is found by. */
export interface Emoji {
  char: string;
  name: string;
  /** Short names, as in `:tada:`. */
  codes: readonly string[];
  tags: readonly string[];
  group: number;
}

/** What the groups are called. */
export const groups: readonly Key[] = [
  'room.emojiSmileys',
  'room.emojiPeople',
  'room.emojiParts',
  'room.emojiNature',
  'room.emojiFood',
  'room.emojiPlaces',
  'room.emojiActivities',
  'room.emojiObjects',
  'room.emojiSymbols',
  'room.emojiFlags',
];

const loading = new Map<Language, Promise<readonly Emoji[]>>();
let loaded: readonly Emoji[] | null = null;

/** All emoji, as they are called in the language in use. Their names are many, so they are loaded when somebody looks for one. */
export function loadEmoji(): Promise<readonly Emoji[]> {
  const { language } = currentLocale();
  let on = loading.get(language);
  if (!on) {
    on = import('./emojiData').then(async ({ emojiIn }) => (loaded = await emojiIn(language)));
    loading.set(language, on);
    on.catch(() => loading.delete(language));
  }
  return on;
}

/** Those that were loaded; empty before. */
export function knownEmoji(): readonly Emoji[] {
  return loaded ?? [];
}

/** Those that a few letters may mean, the likeliest first. */
export function findEmoji(all: readonly Emoji[], query: string, most = 200): Emoji[] {
  const words = query.toLowerCase().split(/[\s_]+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  const code = words.join('_');
  const ranked: { emoji: Emoji; rank: number }[] = [];
  for (const emoji of all) {
    const rank = rankOf(emoji, code, words);
    if (rank !== null) ranked.push({ emoji, rank });
  }
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, most).map(({ emoji }) => emoji);
}

function rankOf({ codes, name, tags }: Emoji, code: string, words: readonly string[]): number | null {
  if (codes.includes(code)) return 0;
  if (codes.some((c) => c.startsWith(code))) return 1;
  const said = [...name.toLowerCase().split(/[\s:-]+/), ...codes.flatMap((c) => c.split('_'))];
  if (words.every((word) => said.some((s) => s.startsWith(word)))) return 2;
  return words.every((word) => [...said, ...tags].some((s) => s.startsWith(word))) ? 3 : null;
}

/** The emoji of a short name; null when it is none, or they are not loaded. */
export function emojiOf(code: string): string | null {
  return knownEmoji().find((emoji) => emoji.codes.includes(code))?.char ?? null;
}

const recentKey = 'emoji:recent';
const mostRecent = 24;

export function recentEmoji(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((char) => typeof char === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberEmoji(char: string): void {
  const recent = [char, ...recentEmoji().filter((other) => other !== char)].slice(0, mostRecent);
  try {
    localStorage.setItem(recentKey, JSON.stringify(recent));
  } catch {
    // A full or forbidden storage remembers nothing.
  }
}
