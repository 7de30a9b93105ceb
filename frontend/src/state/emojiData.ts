import data from 'emojibase-data/en/compact.json';
import codes from 'emojibase-data/en/shortcodes/github.json';
import more from 'emojibase-data/en/shortcodes/iamcal.json';
import type { Language } from '../i18n/languages';
import type { Emoji } from './emoji';

const list = (found: string | string[] | undefined): string[] => (found === undefined ? [] : [found].flat());
const named = (names: object, hexcode: string) => list((names as Record<string, string | string[] | undefined>)[hexcode]);

/** In the order of Unicode's charts, without the parts that are no emoji alone. */
const all: readonly Emoji[] = data
  .filter((emoji) => emoji.group !== undefined && emoji.group !== 2)
  .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  .map((emoji) => ({
    char: emoji.unicode,
    name: emoji.label,
    codes: [...new Set([...named(codes, emoji.hexcode), ...named(more, emoji.hexcode)])],
    tags: emoji.tags ?? [],
    group: emoji.group ?? 0,
  }));

type Named = readonly { unicode: string; label: string; tags?: string[] }[];

const translations: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: Named }>>> = {
  de: () => import('emojibase-data/de/compact.json'),
  zh: () => import('emojibase-data/zh/compact.json'),
};

/** All emoji by their names in a language; the English ones find them, too. */
export async function emojiIn(language: Language): Promise<readonly Emoji[]> {
  if (language === 'en') return all;
  const names = new Map((await translations[language]()).default.map((emoji) => [emoji.unicode, emoji]));
  return all.map((emoji) => {
    const { label = emoji.name, tags = [] } = names.get(emoji.char) ?? {};
    return { ...emoji, name: label, tags: [...tags, ...emoji.name.toLowerCase().split(' '), ...emoji.tags] };
  });
}
