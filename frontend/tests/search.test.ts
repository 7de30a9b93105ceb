import { describe, expect, it } from 'vitest';
import { partsOf, piecesOf, searchAddress, withOperator, without } from '../src/state/searchQuery';

describe('a query', () => {
  it('is split as the server does', () => {
    const parts = partsOf('one "two words" -three from:ada in:"Project X" -has:link https://example.com:80/x');
    expect(parts.map((part) => [part.key, part.value])).toEqual([
      ['', 'one'],
      ['', 'two words'],
      ['', '-three'],
      ['from', 'ada'],
      ['in', 'Project X'],
      ['has', 'link'],
      ['', 'https://example.com:80/x'],
    ]);
  });

  it('gets and loses operators and nothing else', () => {
    expect(withOperator('one two', 'in', 'Project X')).toBe('one two in:"Project X"');
    expect(withOperator('one in:a "b c"', 'in', 'z')).toBe('one "b c" in:z');
    expect(withOperator('one from:a', 'from', 'b')).toBe('one from:a from:b');
    expect(withOperator('one has:link', 'has', 'link')).toBe('one has:link');
    expect(without('one in:"a b" two', 1)).toBe('one two');
  });

  it('is an address', () => {
    expect(searchAddress('a&b "c d"', 'best')).toBe('/search/?q=a%26b+%22c+d%22');
    expect(searchAddress('', 'newest')).toBe('/search/?sort=newest');
  });
});

describe('a hit', () => {
  it('is shown whole when it is short, with marks', () => {
    expect(piecesOf('find me, me!', [{ start: 5, length: 2 }, { start: 9, length: 2 }])).toEqual([
      { text: 'find ', marked: false },
      { text: 'me', marked: true },
      { text: ', ', marked: false },
      { text: 'me', marked: true },
      { text: '!', marked: false },
    ]);
  });

  it('is shown around the find when it is long', () => {
    const content = `${'word '.repeat(400)}needle${' word'.repeat(400)}`;
    const pieces = piecesOf(content, [{ start: 2000, length: 6 }]);
    expect(pieces.find((piece) => piece.marked)?.text).toBe('needle');
    expect(pieces[0]?.text).toBe('…');
    expect(pieces.at(-1)?.text).toBe('…');
    expect(pieces.map((piece) => piece.text).join('').length).toBeLessThan(400);
  });
});
