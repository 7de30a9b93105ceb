export interface TextPart {
  text: string;
  href: string | null;
}

/** Splits a text at its web addresses. Only http and https become links. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+/gi)) {
    const address = withoutTail(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index), href: null });
    parts.push({ text: address, href: address });
    done = match.index + address.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done), href: null });
  return parts;
}

/** Punctuation at the end belongs to the sentence, and so does a bracket that was opened before the address. */
function withoutTail(address: string): string {
  let end = address.replace(/[.,;:!?'*_~]+$/, '');
  if (end.endsWith(')') && !end.includes('(')) end = end.slice(0, -1);
  return end === address ? address : withoutTail(end);
}
