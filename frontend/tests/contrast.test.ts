import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** WCAG 2.2, 1.4.3: what text of normal size needs. */
const NEEDED = 4.5;

const texts = ['--text', '--text-muted', '--accent-text', '--good', '--danger'];
/** What a row of the list of sessions, or a message, can lie on. */
const grounds = ['--bg', '--bg-side', '--bg-raised', '--bg-hover', '--bg-active', '--bg-row', '--bg-mine'];

const css = readFileSync(join(import.meta.dirname, '../src/styles/tokens.css'), 'utf8');
const night = css.indexOf('prefers-color-scheme: dark');
const light = colours(css.slice(0, night));
const dark = { ...light, ...colours(css.slice(night)) };

function colours(part: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', colour = ''] of part.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)) found[name] = colour;
  return found;
}

/** Relative luminance, 0 to 1, as WCAG defines it; not a number without a colour. */
function luminance(colour = ''): number {
  const linear = (at: number) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

describe.each([
  { look: 'light', tokens: light },
  { look: 'dark', tokens: dark },
])('the $look colours', ({ tokens }) => {
  test.each(texts)('let %s be read on every ground', (text) => {
    for (const ground of grounds)
      expect(contrast(luminance(tokens[text]), luminance(tokens[ground])), `${text} on ${ground}`).toBeGreaterThanOrEqual(NEEDED);
  });
});
