import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(root, name));

/** The files that one imports, types included; what is loaded later on (`import()`) may lead back. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '(\.[^']+)'/gm)].map(([, path = '']) => {
    const at = join(dirname(file), path);
    return ['.ts', '.tsx', ''].map((end) => at + end).find((name) => existsSync(name)) ?? at;
  });
}

test('no file imports itself by way of others', () => {
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  expect([...imports.values()].flat().length).toBeGreaterThan(500);
  const circles: string[] = [];
  const done = new Set<string>();

  function follow(file: string, way: readonly string[]): void {
    const from = way.indexOf(file);
    if (from >= 0) circles.push([...way.slice(from), file].map((name) => relative(root, name)).join(' -> '));
    if (from >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) follow(next, [...way, file]);
    done.add(file);
  }

  for (const file of files) follow(file, []);
  expect(circles).toEqual([]);
});
