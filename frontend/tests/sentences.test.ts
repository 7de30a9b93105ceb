import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import errors from '../src/i18n/en/errors.json';

const catalogue = readFileSync(new URL('../../Chat.ServiceDefaults/Problems/ErrorCode.cs', import.meta.url), 'utf8');
const codes = [...catalogue.matchAll(/ErrorCode \w+ = new\(\s*"(\w+)"/g)].map((match) => match[1] ?? '');

test('every code of the server has a sentence that says what to do', () => {
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => !(code in errors))).toEqual([]);
});

test('no sentence is for a code that the server does not have', () => {
  const own = ['network', 'timeout', 'key_missing', 'push_unreachable', 'rate_limited_seconds', 'rate_limited_minutes'];
  expect(Object.keys(errors).filter((key) => !codes.includes(key) && !own.includes(key) && !key.startsWith('field_'))).toEqual([]);
});

/** What people enter, and what only a program does: who reads of that has found a mistake of this app. */
const ofPrograms = [
  ...['after', 'at', 'backup', 'before_seq', 'client_id', 'context', 'copies', 'credential', 'cursor', 'emoji', 'endpoint', 'expires_in_hours'],
  ...['format', 'generation', 'ids', 'is_admin', 'is_on', 'keys.auth', 'keys.p256dh', 'limit', 'mail', 'muted', 'pinned', 'public_key', 'refresh_token'],
  ...['role', 'seq', 'session_id', 'since_rev', 'sort', 'token', 'tz'],
];

test('every field that people fill in has a sentence that says what may be in it', () => {
  const services = new URL('../../services/', import.meta.url);
  const sources = readdirSync(services, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cs') && !name.includes('/obj/'));
  const shared = readFileSync(new URL('../../Chat.ServiceDefaults/Administration/Reason.cs', import.meta.url), 'utf8');
  const text = [shared, ...sources.map((name) => readFileSync(new URL(name, services), 'utf8'))].join('\n');
  const fields = new Set([...text.matchAll(/(?:FieldErrors\.Of|errors\.Add)\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? ''));
  expect(fields.size).toBeGreaterThan(20);
  expect([...fields].filter((field) => !(`field_${field}` in errors) && !ofPrograms.includes(field)).sort()).toEqual([]);
});
