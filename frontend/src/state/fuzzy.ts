/** Without accents and case: what people type is seldom what it is called. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/**
 * How well a name fits what was typed: 0 when its letters do not appear in it in that order; more for what stands together and for
 * the beginnings of words.
 */
export function score(name: string, typed: string): number {
  const [text, wanted] = [plain(name), plain(typed.trim())];
  if (wanted === '') return 1;
  const at = text.indexOf(wanted);
  // All of it in one piece, best at the beginning of the name or of a word.
  if (at >= 0) return 1000 - Math.min(at, 100) + (starts(text, at) ? 500 : 0) - Math.min(text.length - wanted.length, 100);
  let points = 100;
  let from = 0;
  for (const letter of wanted.replaceAll(/\s/g, '')) {
    const found = text.indexOf(letter, from);
    if (found < 0) return 0;
    points += starts(text, found) ? 8 : found === from ? 4 : -Math.min(found - from, 6);
    from = found + 1;
  }
  return Math.max(1, points);
}

function starts(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

/** Whether the letters appear in the name in that order. */
export function fits(name: string, typed: string): boolean {
  return score(name, typed) > 0;
}

/** The best first; equally good ones in their order. */
export function best<T>(items: readonly T[], typed: string, nameOf: (item: T) => string, most: number): T[] {
  return items
    .map((item, index) => ({ item, index, points: score(nameOf(item), typed) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);
}
