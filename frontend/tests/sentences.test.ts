import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import errors from '../src/i18n/en/errors.json';

const catalogue = readFileSync(new URL('../../Chat.ServiceDefaults/Problems/ErrorCode.cs', import.meta.url), 'utf8');
const codes = [...catalogue.matchAll(/ErrorCode \w+ = new\("(\w+)"/g)].map((match) => match[1] ?? '');

test('every code of the server has a sentence that says what to do', () => {
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => !(code in errors))).toEqual([]);
});

test('no sentence is for a code that the server does not have', () => {
  const own = ['network', 'timeout', 'key_missing', 'push_unreachable', 'rate_limited_seconds', 'rate_limited_minutes'];
  expect(Object.keys(errors).filter((key) => !codes.includes(key) && !own.includes(key) && !key.startsWith('field_'))).toEqual([]);
});
