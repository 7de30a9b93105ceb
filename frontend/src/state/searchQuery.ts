import type { Session } from '../sync/protocol';

/** A query as the search box shows it: its operators as parts that can be taken out, and the words between them. */
export interface QueryPart {
  text: string;
  /** Empty for words and phrases. */
  key: string;
  value: string;
}

export const operators = ['from', 'in', 'before', 'after', 'has'] as const;
export type Operator = (typeof operators)[number];

/** Splits a query as the server does; an open quotation mark reaches to the end. */
export function partsOf(query: string): QueryPart[] {
  const parts: QueryPart[] = [];
  for (const match of query.matchAll(/-?(?:(from|in|before|after|has):)?(?:"[^"]*"?|\S+)|\S+/gi)) {
    const [text, key = ''] = match;
    const value = key === '' ? text : text.slice(text.indexOf(':') + 1);
    parts.push({ text, key: key.toLowerCase(), value: value.replaceAll('"', '') });
  }
  return parts;
}

export function without(query: string, index: number): string {
  return partsOf(query)
    .filter((_, i) => i !== index)
    .map((part) => part.text)
    .join(' ');
}

/** The query with this operator; of dates and sessions there is one at most. */
export function withOperator(query: string, key: Operator, value: string): string {
  const quoted = /[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
  const kept = partsOf(query).filter((part) => {
    if (part.key !== key || part.text.startsWith('-')) return true;
    return key === 'has' || key === 'from' ? part.value !== value : false;
  });
  return [...kept.map((part) => part.text), `${key}:${quoted}`].join(' ');
}

/** How `in:` calls a session: by its name, or by its number where another one has the same name, or each of its people another for it. */
export function sessionValue(session: Session, all: readonly Session[]): string {
  const same = all.filter((other) => other.name.toLowerCase() === session.name.toLowerCase());
  return session.kind === 'direct' || same.length > 1 ? String(session.id) : session.name;
}

export function searchAddress(q: string, sort: string): string {
  const parameters = new URLSearchParams();
  if (q !== '') parameters.set('q', q);
  if (sort === 'newest') parameters.set('sort', sort);
  const text = parameters.toString();
  return text === '' ? '/search/' : `/search/?${text}`;
}

export interface Piece {
  text: string;
  marked: boolean;
}

/** How much of a long message is shown around what was found. */
const before = 80;
const most = 320;

/** A message as pieces, with what was found in them marked; of a long one the part around the first find. */
export function piecesOf(content: string, highlights: readonly { start: number; length: number }[]): Piece[] {
  const first = highlights[0]?.start ?? 0;
  const from = content.length <= most || first < before ? 0 : wordStart(content, first - before);
  const to = Math.min(content.length, from + most);
  const pieces: Piece[] = [];
  let at = from;
  for (const { start, length } of highlights) {
    if (start >= to || start < at) continue;
    if (start > at) pieces.push({ text: content.slice(at, start), marked: false });
    at = Math.min(to, start + length);
    pieces.push({ text: content.slice(start, at), marked: true });
  }
  if (at < to) pieces.push({ text: content.slice(at, to), marked: false });
  if (from > 0) pieces.unshift({ text: '…', marked: false });
  if (to < content.length) pieces.push({ text: '…', marked: false });
  return pieces;
}

function wordStart(content: string, at: number): number {
  const space = content.indexOf(' ', at);
  return space >= 0 && space < at + 20 ? space + 1 : at;
}
