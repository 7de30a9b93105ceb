/** One emoji, and what it is found by. */
export interface Emoji {
  char: string;
  name: string;
  /** Short names, as in `:tada:`. */
  codes: readonly string[];
  tags: readonly string[];
  group: number;
}

export const groups = ['Smileys', 'People', 'Parts', 'Animals and nature', 'Food and drink', 'Places', 'Activities', 'Objects', 'Symbols', 'Flags'];

let loading: Promise<readonly Emoji[]> | null = null;
let loaded: readonly Emoji[] | null = null;

/** All emoji. Their names are many, so they are loaded when somebody looks for one. */
export function loadEmoji(): Promise<readonly Emoji[]> {
  loading ??= import('./emojiData').then(
    ({ all }) => (loaded = all),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
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
