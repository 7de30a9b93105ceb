import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../src');

/** Classes that a stylesheet says something of wherever they stand: `.a`, `.a:hover`, `.a.b[c]`, but not `.a .b`. */
function ownClasses(css: string): Set<string> {
  const plain = css.replace(/\/\*[^]*?\*\//g, '').replace(/\[[^\]]*\]|::?[a-z-]+(\([^)]*\))?/g, '');
  const selectors = [...plain.matchAll(/([^{};]+)\{/g)].flatMap(([, list = '']) => list.split(','));
  return new Set(selectors.map((selector) => selector.trim()).filter((selector) => /^(\.[\w-]+)+$/.test(selector)));
}

test('no two stylesheets mean different things by one class', () => {
  const owners = new Map<string, string[]>();
  const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
  expect(sheets.length).toBeGreaterThan(20);
  for (const sheet of sheets)
    for (const name of ownClasses(readFileSync(join(root, sheet), 'utf8'))) owners.set(name, [...(owners.get(name) ?? []), sheet]);
  // `.room:has(> .panel)`: the panel makes room for itself.
  owners.delete('.room');
  expect([...owners].filter(([, files]) => files.length > 1)).toEqual([]);
});
