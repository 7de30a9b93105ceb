/** `@username` in a text: at its start, or after something that is no part of a word or an address. */
const mention = /(?<![\p{L}\p{N}_@/.])@([A-Za-z0-9][A-Za-z0-9._-]{1,31})/gu;

export interface TextPart {
  readonly text: string;
  /** What may be a user name, where this part is a mention. */
  readonly name: string | null;
}

/**
 * Splits a text at what may be mentions.
 * @param known says whether somebody has that name, whatever its case: a full stop after a name may be a part of the name or not.
 */
export function splitMentions(text: string, known: (name: string) => boolean): TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(mention)) {
    const name = longest(match[1] ?? '', known);
    if (name === null) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index), name: null });
    parts.push({ text: `@${name}`, name });
    done = match.index + 1 + name.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done), name: null });
  return parts;
}

function longest(name: string, known: (name: string) => boolean): string | null {
  for (let end = name; end.length > 1; end = end.slice(0, -1)) {
    if (known(end)) return end;
    if (!end.endsWith('.')) return null;
  }
  return null;
}
