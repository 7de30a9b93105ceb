import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { directionOf } from '../src/i18n/direction';
import { bestLanguage, type Language, languageNames, languages, regionOf } from '../src/i18n/languages';
import { t } from '../src/i18n/t';
import { dayKey, startOfDay } from '../src/state/format';

const source = join(import.meta.dirname, '../src');
const folder = join(source, 'i18n');

type Catalogue = Record<string, string>;
type Node = IntlMessageFormat['getAst'] extends () => (infer N)[] ? N : never;

const areas = readdirSync(join(folder, 'en'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

function read(language: Language): Catalogue {
  const all: Catalogue = {};
  for (const area of areas) {
    const texts = JSON.parse(readFileSync(join(folder, language, `${area}.json`), 'utf8')) as Catalogue;
    for (const [name, text] of Object.entries(texts)) all[`${area}.${name}`] = text;
  }
  return all;
}

const catalogues = Object.fromEntries(languageNames.map((name) => [name, read(name)])) as Record<Language, Catalogue>;
const english = catalogues.en;
const others = languageNames.filter((name) => name !== 'en');

/** Numbers of kinds in `IntlMessageFormat`'s syntax tree. */
const kinds = { literal: 0, plural: 6 };
function is(node: Node, kind: number): boolean {
  const type: number = node.type;
  return type === kind;
}

/** Everything below some part of a message, itself included. */
function walk(nodes: readonly Node[], visit: (node: Node) => void): void {
  for (const node of nodes) {
    visit(node);
    if ('options' in node) for (const option of Object.values(node.options)) walk(option.value, visit);
    if ('children' in node) walk(node.children, visit);
  }
}

/** What a text has places for: "count", "b" of "<b>". */
function placeholders(text: string, language: Language): string[] {
  const names = new Set<string>();
  walk(new IntlMessageFormat(text, language).getAst(), (node) => {
    if (!is(node, kinds.literal) && 'value' in node) names.add(node.value);
  });
  return [...names].sort();
}

describe.each(others)('the translation into %s', (language) => {
  const translated = catalogues[language];

  test('has every text, and none that is not there in English', () => {
    expect(Object.keys(translated)).toEqual(Object.keys(english));
  });

  test('has the same placeholders', () => {
    const ours = Object.entries(translated).map(([key, text]) => [key, placeholders(text, language)]);
    expect(ours).toEqual(Object.entries(english).map(([key, text]) => [key, placeholders(text, 'en')]));
  });

  test('says nothing in English', () => {
    // The same in both: names of things, and words that one language took from the other.
    const same: Record<string, readonly string[]> = {
      de: [
        'admin.name',
        'app.moderator',
        'auth.code',
        'room.code',
        'room.codeIn',
        'room.link',
        'search.link',
        'sessions.name',
        'sessions.online',
        'sessions.onlineNames',
        'settings.name',
        'settings.passkeys',
      ],
      zh: ['sessions.searchKeys', 'sessions.shortcut'],
    };
    const untouched = Object.entries(translated).filter(([key, text]) => text === english[key] && /\p{L}{3,}/u.test(text.replace(/\{\w+\}|<\/?\w+>|CPU/g, '')));
    expect(untouched.map(([key]) => key).sort()).toEqual(same[language]);
  });
});

describe.each(languageNames)('plurals in %s', (language) => {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();

  test('have a form for each number', () => {
    const wrong: string[] = [];
    for (const [key, text] of Object.entries(catalogues[language])) {
      walk(new IntlMessageFormat(text, language).getAst(), (node) => {
        if (!is(node, kinds.plural) || !('options' in node)) return;
        const forms = Object.keys(node.options).filter((form) => !form.startsWith('='));
        // What is always more than one needs no form for one.
        if (key === 'app.andMore' && forms.includes('other')) return;
        if (forms.sort().join() !== [...pluralCategories].sort().join()) wrong.push(`${key}: ${forms.join()}`);
      });
    }
    expect(wrong).toEqual([]);
  });
});

/** Every file of the app, parsed. */
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));

function each(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => each(child, visit));
}

/** The literal keys that an expression may come out as. */
function keysOf(expression: ts.Expression): string[] {
  if (ts.isStringLiteral(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression)) return [...keysOf(expression.whenTrue), ...keysOf(expression.whenFalse)];
  return [];
}

test('every text is used', () => {
  const used = new Set<string>();
  for (const file of files) each(file, (node) => ts.isStringLiteralLike(node) && used.add(node.text));
  // Sentences for codes and fields are found by what the server says.
  expect(Object.keys(english).filter((key) => !used.has(key) && !key.startsWith('errors.'))).toEqual([]);
});

test('every text gets the values that it has places for', () => {
  const wrong: string[] = [];
  for (const file of files) {
    each(file, (node) => {
      if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || !['t', 'rich'].includes(node.expression.text)) return;
      const [key, values] = node.arguments;
      const given = values && ts.isObjectLiteralExpression(values) ? values.properties.map((one) => one.name?.getText() ?? '…') : [];
      for (const name of key ? keysOf(key) : []) {
        const needed = placeholders(english[name] ?? '', 'en');
        if (needed.join() !== given.sort().join()) wrong.push(`${file.fileName}: ${name} needs ${needed.join(', ') || 'nothing'}`);
      }
    });
  }
  expect(wrong).toEqual([]);
});

test('styles go by the direction of the text, not by left and right', () => {
  const sided = /(^|[\s-])(left|right)\s*:(?! 50%)|:\s*(left|right)\s*;|(margin|padding|border)-(left|right)\b|-(left|right)-radius/m;
  const wrong = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.css') && sided.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(wrong).toEqual([]);
});

describe('the language', () => {
  test('is the first that somebody reads and we have', () => {
    expect(bestLanguage(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(bestLanguage(['zh-Hant-TW'])).toBe('zh');
    expect(bestLanguage(['fr', 'tlh'])).toBe('en');
    expect(bestLanguage([])).toBe('en');
  });

  test('is written as the browser’s region writes it', () => {
    expect(regionOf('en', ['de-AT', 'en-GB'])).toBe('en-GB');
    expect(regionOf('de', ['en-GB'])).toBe('de');
  });

  test('has a name in itself', () => {
    expect(languageNames.map((name) => languages[name].name)).toEqual(['English', 'Deutsch', '简体中文']);
  });
});

test.each([
  ['en', 1, 'One recovery code is left.'],
  ['en', 1234, '1,234 recovery codes are left.'],
  ['de', 0, 'Kein Wiederherstellungscode ist übrig.'],
  ['de', 1, 'Ein Wiederherstellungscode ist übrig.'],
  ['de', 1234, '1.234 Wiederherstellungscodes sind übrig.'],
  ['zh', 1, '还剩 1 个恢复代码。'],
] as const)('in %s, %d is told as it is said there', (language, count, words) => {
  expect(new IntlMessageFormat(catalogues[language]['settings.codesLeft'] ?? '', language).format({ count })).toBe(words);
});

test('a day begins at midnight in the time zone of the device or the account', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const began = startOfDay(dayKey(now));
  expect(dayKey(began)).toBe(dayKey(now));
  expect(dayKey(began - 1)).not.toBe(dayKey(now));
  expect(startOfDay('no day')).toBeNaN();
});

test('what is put into a sentence keeps its own direction', () => {
  expect(t('sessions.said', { name: 'Bob', text: 'hello' })).toBe('Bob: hello');
  expect(t('sessions.said', { name: 'דנה', text: 'hello' })).toBe('\u2068דנה\u2069: hello');
  expect([directionOf('@bob שלום'), directionOf('12, שלום bob'), directionOf('…')]).toEqual(['ltr', 'rtl', 'ltr']);
});
