import { describe, expect, test } from 'vitest';
import { asCode, asLink, completable, continued, type Edit, finished, inFence, prefixLines, wrap } from '../src/state/compose';
import { findEmoji, loadEmoji } from '../src/state/emoji';
import { isJumbo, plainText, toHtml } from '../src/state/markdown';
import { splitMentions } from '../src/state/mentions';

/** A text with `|` at the ends of what is selected. */
function parse(marked: string): [text: string, start: number, end: number] {
  const start = marked.indexOf('|');
  const end = marked.lastIndexOf('|');
  return [marked.replaceAll('|', ''), start, end === start ? start : end - 1];
}

function show(text: string, { from, to, insert, select: [start, end] }: Edit): string {
  const after = text.slice(0, from) + insert + text.slice(to);
  return start === end ? `${after.slice(0, start)}|${after.slice(start)}` : `${after.slice(0, start)}|${after.slice(start, end)}|${after.slice(end)}`;
}

describe('formatting', () => {
  test.each([
    ['a |b| c', 'a **|b|** c'],
    ['a **|b|** c', 'a |b| c'],
    ['a | c', 'a **|** c'],
  ])('bold of %s', (before, after) => {
    const [text, start, end] = parse(before);
    expect(show(text, wrap(text, start, end, '**'))).toBe(after);
  });

  test.each([
    ['x |y| z', 'x `|y|` z'],
    ['x |y\nz|', 'x \n```\n|y\nz|\n```'],
  ])('code of %j', (before, after) => {
    const [text, start, end] = parse(before);
    expect(show(text, asCode(text, start, end))).toBe(after);
  });

  test('a link asks for its address', () => {
    const [text, start, end] = parse('see |here|');
    expect(show(text, asLink(text, start, end))).toBe('see [here](|https://|)');
  });

  test.each([
    ['a\n|b\nc|', 'a\n- b\n- c|'],
    ['- |b', 'b|'],
  ])('a list of %j', (before, after) => {
    const [text, start, end] = parse(before);
    expect(show(text, prefixLines(text, start, end, '- '))).toBe(after);
  });
});

describe('the end of a line', () => {
  test.each([
    ['- one|', '- one\n- |'],
    ['  * one|', '  * one\n  * |'],
    ['9. nine|', '9. nine\n10. |'],
    ['- one\n- |', '- one\n|'],
    ['> said|', '> said\n> |'],
    ['```js\n  a();|', '```js\n  a();\n  |'],
  ])('goes on with %j', (before, after) => {
    const [text, at] = parse(before);
    const made = continued(text, at);
    expect(made && show(text, made)).toBe(after);
  });

  test.each(['plain|', 'a - b|', '```\na\n```|', '-no list|'])('is none in %j', (before) => {
    const [text, at] = parse(before);
    expect(continued(text, at)).toBeNull();
  });

  test('knows where a block of code ends', () => {
    expect(inFence('```\na', 5)).toBe(true);
    expect(inFence('````\na\n```\nb', 12)).toBe(true);
    expect(inFence('```\na\n```\nb', 11)).toBe(false);
  });
});

describe('completion', () => {
  test.each([
    ['hi @ad|', { kind: 'mention', from: 3, query: 'ad' }],
    ['@|', { kind: 'mention', from: 0, query: '' }],
    ['(:ta|', { kind: 'emoji', from: 1, query: 'ta' }],
    ['mail@exa|', null],
    ['10:30|', null],
    [':t|', null],
    ['```\n@ad|', null],
  ])('of %j', (before, place) => {
    const [text, at] = parse(before);
    expect(completable(text, at)).toEqual(place);
  });

  test('a short name is done with its second colon', () => {
    expect(finished('so :tada:', 9)).toEqual({ from: 3, code: 'tada' });
    expect(finished('10:30:', 6)).toBeNull();
  });

  test('emoji are found by short name, name and meaning, the likeliest first', async () => {
    const all = await loadEmoji();
    const first = (query: string) => findEmoji(all, query)[0]?.char;
    expect(first('tada')).toBe('🎉');
    expect(first('+1')).toBe('👍️');
    expect(findEmoji(all, 'red heart').map((e) => e.char)).toContain('❤️');
    expect(findEmoji(all, 'qqqq')).toEqual([]);
    expect(new Set(all.map((e) => e.char)).size).toBe(all.length);
  });
});

describe('markdown', () => {
  test.each([
    ['**b** *i* ~~s~~ `c`', '<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>\n'],
    ['a\nb', '<p>a<br>\nb</p>\n'],
    ['<b>x</b>', '<p>&lt;b&gt;x&lt;/b&gt;</p>\n'],
    ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>\n'],
    ['![x](https://a.example/b.png)', '<p>!<a href="https://a.example/b.png">x</a></p>\n'],
    ['see https://example.org/a?b=c#d.', '<p>see <a href="https://example.org/a?b=c#d">https://example.org/a?b=c#d</a>.</p>\n'],
    ['www.example.org readme.md', '<p>www.example.org readme.md</p>\n'],
    ['title\n---', '<p>title<br>\n---</p>\n'],
    ['    pasted', '<p>pasted</p>\n'],
  ])('%j', (text, html) => {
    expect(toHtml(text)).toBe(html);
  });

  test('in one line says the same', () => {
    expect(plainText('**Hello** [there](https://a.example)\n\n- one\n- two\n```\ncode\n```')).toBe('Hello there one two code');
  });

  test('a few emoji alone are large', () => {
    expect(['🎉', '👍🏽 ❤️', '👩‍👩‍👧', '🇩🇪'].map(isJumbo)).toEqual([true, true, true, true]);
    expect(['a🎉', '12', '🎉🎉🎉🎉🎉🎉'].map(isJumbo)).toEqual([false, false, false]);
  });
});

test.each([
  ['@ada hi', ['<ada>', ' hi']],
  ['hi @Ada.', ['hi ', '<Ada>', '.']],
  ['@ada.l and @ada', ['<ada.l>', ' and ', '<ada>']],
  ['mail@ada @adam @nobody', ['mail@ada @adam @nobody']],
])('the mentions in %s', (text, parts) => {
  const known = (name: string) => ['ada', 'ada.l'].includes(name.toLowerCase());
  expect(splitMentions(text, known).map((p) => (p.name === null ? p.text : `<${p.name}>`))).toEqual(parts);
});
