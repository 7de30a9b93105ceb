import data from 'emojibase-data/en/compact.json';
import codes from 'emojibase-data/en/shortcodes/github.json';
import more from 'emojibase-data/en/shortcodes/iamcal.json';
import type { Emoji } from './emoji';

const list = (found: string | string[] | undefined): string[] => (found === undefined ? [] : [found].flat());
const named = (names: object, hexcode: string) => list((names as Record<string, string | string[] | undefined>)[hexcode]);

/** In the order of Unicode's charts, without the parts that are no emoji alone. */
export const all: readonly Emoji[] = data
  .filter((emoji) => emoji.group !== undefined && emoji.group !== 2)
  .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  .map((emoji) => ({
    char: emoji.unicode,
    name: emoji.label,
    codes: [...new Set([...named(codes, emoji.hexcode), ...named(more, emoji.hexcode)])],
    tags: emoji.tags ?? [],
    group: emoji.group ?? 0,
  }));
