/** A change of a text: what is between `from` and `to` becomes `insert`, and then this is selected. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  select: readonly [number, number];
}

/** Puts a mark around what is selected, or takes it away again. */
export function wrap(text: string, start: number, end: number, mark: string): Edit {
  const size = mark.length;
  const chosen = text.slice(start, end);
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    return { from: start - size, to: end + size, insert: chosen, select: [start - size, end - size] };
  }
  return { from: start, to: end, insert: mark + chosen + mark, select: [start + size, end + size] };
}

/** What is selected as code: within its line or as a block of lines. */
export function asCode(text: string, start: number, end: number): Edit {
  if (!text.slice(start, end).includes('\n')) return wrap(text, start, end, '`');
  const before = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
  const insert = `${before}\`\`\`\n${text.slice(start, end)}\n\`\`\``;
  return { from: start, to: end, insert, select: [start + before.length + 4, start + before.length + 4 + (end - start)] };
}

/** What is selected as the words of a link; its address is asked for by selecting where it goes. */
export function asLink(text: string, start: number, end: number): Edit {
  const words = text.slice(start, end) || 'text';
  const at = start + words.length + 3;
  return { from: start, to: end, insert: `[${words}](https://)`, select: [at, at + 8] };
}

/** Puts something before each of the selected lines, or takes it away when all of them have it. */
export function prefixLines(text: string, start: number, end: number, prefix: string): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const all = lines.every((line) => line.startsWith(prefix));
  const insert = lines.map((line) => (all ? line.slice(prefix.length) : prefix + line)).join('\n');
  return { from, to, insert, select: [from + insert.length, from + insert.length] };
}

const fence = /^ {0,3}(```+|~~~+)/;
const item = /^(\s*)(?:([-*+])|(\d{1,9})([.)]))(\s+)(.*)$/;
const quote = /^((?:>\s?)+)(.*)$/;

/** Whether the place is inside a block of code that has begun. */
export function inFence(text: string, at: number): boolean {
  let open: string | null = null;
  for (const line of text.slice(0, at).split('\n')) {
    const mark = fence.exec(line)?.[1];
    if (mark === undefined) continue;
    if (open === null) open = mark;
    else if (mark.startsWith(open)) open = null;
  }
  return open !== null;
}

/**
 * What a line's end does within a block of code, a list or a quote: goes on with it, or ends it when its last line is empty.
 * Null: the place is in none of them.
 */
export function continued(text: string, at: number): Edit | null {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(from, at);
  const insertion = (insert: string): Edit => ({ from: at, to: at, insert, select: [at + insert.length, at + insert.length] });
  if (inFence(text, at)) return insertion(`\n${/^\s*/.exec(line)?.[0] ?? ''}`);
  const listed = item.exec(line);
  const quoted = quote.exec(line);
  const rest = listed?.[6] ?? quoted?.[2];
  if (rest === undefined) return null;
  if (rest.trim() === '') return { from, to: at, insert: '', select: [from, from] };
  if (!listed) return insertion(`\n${quoted?.[1] ?? ''}`);
  const [, indent = '', bullet, number, dot = '', space = ' '] = listed;
  return insertion(`\n${indent}${bullet ?? `${Number(number) + 1}${dot}`}${space}`);
}

/** What is being typed that could be completed. */
export interface Completable {
  kind: 'mention' | 'emoji';
  /** Where it begins, with its sign. */
  from: number;
  query: string;
}

export function completable(text: string, at: number): Completable | null {
  const before = text.slice(0, at);
  if (inFence(text, at)) return null;
  const mention = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,32})$/u.exec(before);
  if (mention) return { kind: 'mention', from: at - (mention[1]?.length ?? 0) - 1, query: mention[1] ?? '' };
  const emoji = /(?:^|[\s(])(:[a-z0-9_+-]{2,32})$/i.exec(before);
  return emoji ? { kind: 'emoji', from: at - (emoji[1]?.length ?? 0), query: (emoji[1] ?? '').slice(1) } : null;
}

/** A short name that was typed to its end. */
export function finished(text: string, at: number): { from: number; code: string } | null {
  const typed = /(?:^|[\s(]):([a-z0-9_+-]{2,32}):$/i.exec(text.slice(0, at));
  return typed ? { from: at - (typed[1]?.length ?? 0) - 2, code: (typed[1] ?? '').toLowerCase() } : null;
}
