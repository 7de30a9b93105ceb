import { describe, expect, test } from 'vitest';
import { groupsOfFour, outline, recoveryFile } from '../src/state/codes';
import { formatAgo } from '../src/state/format';
import { qrModules } from '../src/state/qr';
import { sentence } from '../src/state/sentences';
import { describeZone, searchZones, timeZones, zoneOffset, zoneTime } from '../src/state/timeZones';
import { Problem } from '../src/sync/problem';

/** In the northern summer. */
const july = Date.UTC(2026, 6, 1, 12);

describe('time zones', () => {
  const all = timeZones();
  const names = (question: string) => searchZones(all, question, july).map((zone) => zone.name);

  test('are all that the browser knows, and UTC', () => {
    expect(all.map((zone) => zone.name)).toEqual(expect.arrayContaining(['UTC', 'Europe/Paris', 'America/New_York']));
  });

  test('have a place and a region', () => {
    expect(describeZone('America/Argentina/Buenos_Aires')).toMatchObject({ place: 'Buenos Aires', region: 'America, Argentina' });
    expect(describeZone('UTC')).toMatchObject({ place: 'UTC', region: '' });
  });

  test.each([
    ['new york', 'America/New_York'],
    ['york new', 'America/New_York'],
    ['NEW_YORK', 'America/New_York'],
    ['europe par', 'Europe/Paris'],
    ['Europe/Paris', 'Europe/Paris'],
    ['são paulo', 'America/Sao_Paulo'],
    ['kathmandu', 'Asia/Kathmandu'],
    ['kolkata', 'Asia/Kolkata'],
  ])('are found by the beginnings of their words: %s', (question, name) => {
    expect(names(question)[0]).toBe(name);
  });

  test('are found by the offset that is in force', () => {
    expect(names('utc+2')).toContain('Europe/Paris');
    expect(names('+2')).toContain('Europe/Paris');
    expect(names('UTC−4')).toContain('America/New_York');
    expect(names('utc+1')).not.toContain('Europe/Paris');
  });

  test('that do not fit are not found', () => {
    expect(names('aris')).toEqual([]);
    expect(names('paris nowhere')).toEqual([]);
  });

  test('have an offset and a time of day', () => {
    expect(zoneOffset('Europe/Paris', july)).toBe('UTC+2');
    expect(zoneOffset('America/New_York', july)).toBe('UTC−4');
    expect(zoneTime('Asia/Tokyo', july)).toMatch(/^(21:00|9:00\sPM)$/);
    expect(zoneOffset('Mars/Olympus', july)).toBe('');
    expect(zoneTime('Mars/Olympus', july)).toBe('');
  });
});

describe('a problem as a sentence', () => {
  test('tells how long to wait', () => {
    const limited = (ms: number) => sentence(new Problem('rate_limited', 'Too many requests.', true, {}, ms));
    expect(limited(30_000)).toBe('Too many attempts. Try again in 30 seconds.');
    expect(limited(1000)).toBe('Too many attempts. Try again in 1 second.');
    expect(limited(600_000)).toBe('Too many attempts. Try again in 10 minutes.');
    expect(limited(0)).toBe('Too many attempts. Try again in a little while.');
  });

  test('goes by the code, the place before the rest, else by what the server says', () => {
    const problem = new Problem('invalid_reset_token', 'The link is used, expired or unknown.', false);
    expect(sentence(problem)).toContain('Ask for a new one');
    expect(sentence(problem, { invalid_reset_token: 'Here it means this.' })).toBe('Here it means this.');
    expect(sentence(new Problem('brand_new', 'As the server says.', false))).toBe('As the server says.');
    expect(sentence(new Problem('validation_failed', 'A value breaks a rule.', false, { limit: ['At most 200.'] }))).toBe('At most 200.');
  });
});

test('a secret is shown as people type it', () => {
  expect(groupsOfFour('JBSWY3DPEHPK3PXPAB')).toBe('JBSW Y3DP EHPK 3PXP AB');
  expect(groupsOfFour('')).toBe('');
});

test('the file of recovery codes has them all and says where they work', () => {
  const file = recoveryFile(['aaaa-bbbb', 'cccc-dddd'], ['Recovery codes for Chat at chat.example', 'Each works once.']);
  expect(file).toBe('Recovery codes for Chat at chat.example\nEach works once.\n\naaaa-bbbb\ncccc-dddd\n');
});

test('a QR code is square, has a margin, and a finder in three corners', () => {
  const modules = qrModules('otpauth://totp/Chat:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Chat');
  const size = modules.length;
  expect(modules.every((row) => row.length === size)).toBe(true);
  expect(modules.slice(0, 2).flat()).not.toContain(true);
  const finderAt = (x: number, y: number) => modules[y]?.slice(x, x + 7).every(Boolean) === true && modules[y + 1]?.[x + 1] === false;
  expect([finderAt(2, 2), finderAt(size - 9, 2), finderAt(2, size - 9), finderAt(size - 9, size - 9)]).toEqual([true, true, true, false]);
});

test('the outline of a QR code is one bar for each run', () => {
  expect(
    outline([
      [true, true, false, true],
      [false, false, false, false],
      [false, true, true, true],
    ]),
  ).toBe('M0 0h2v1H0zM3 0h1v1H3zM1 2h3v1H1z');
});

test.each([
  [0, 'just now'],
  [59_000, 'just now'],
  [-5000, 'just now'],
  [60_000, '1 minute ago'],
  [3 * 3_600_000 + 59 * 60_000, '3 hours ago'],
  [86_400_000, 'yesterday'],
  [45 * 86_400_000, 'last month'],
  [800 * 86_400_000, '2 years ago'],
])('%d milliseconds ago is "%s"', (past, words) => {
  expect(formatAgo(july - past, july)).toBe(words);
});
