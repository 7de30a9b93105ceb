import { describe, expect, test } from 'vitest';
import { nextPath, parseRoute } from '../src/state/routes';
import { dayKey, dayKeyIn } from '../src/state/format';
import { timeline } from '../src/state/timeline';
import type { OutgoingMessage } from '../src/sync/outbox';
import type { Message, User } from '../src/sync/protocol';
import { ada, bob } from './world/server';

test.each([
  ['/', { page: 'home' }],
  ['/chat/', { page: 'home' }],
  ['/chat', { page: 'home' }],
  ['/room/5/', { page: 'room', id: 5 }],
  ['/room/5', { page: 'room', id: 5 }],
  ['/chat/room/5/', { page: 'room', id: 5 }],
  ['/login/', { page: 'login' }],
  ['/register', { page: 'register' }],
  ['/sign-in/', { page: 'login' }],
  ['/forgot/', { page: 'forgot' }],
  ['/reset/a.b%2Bc-_/', { page: 'reset', token: 'a.b+c-_' }],
  ['/reset/', { page: 'unknown' }],
  ['/settings/', { page: 'settings', section: 'profile' }],
  ['/settings/sign-ins', { page: 'settings', section: 'sign-ins' }],
  ['/settings/nothing/', { page: 'unknown' }],
  ['/settings/profile/more/', { page: 'unknown' }],
  ['/admin/', { page: 'admin', section: 'overview', id: null }],
  ['/admin/users/', { page: 'admin', section: 'users', id: null }],
  ['/admin/users/7/', { page: 'admin', section: 'users', id: 7 }],
  ['/admin/sessions/7', { page: 'admin', section: 'sessions', id: 7 }],
  ['/admin/audit/', { page: 'admin', section: 'audit', id: null }],
  ['/admin/audit/7/', { page: 'unknown' }],
  ['/admin/site/', { page: 'admin', section: 'site', id: null }],
  ['/admin/site/7/', { page: 'unknown' }],
  ['/admin/overview/', { page: 'unknown' }],
  ['/admin/users/x/', { page: 'unknown' }],
  ['/admin/users/7/more/', { page: 'unknown' }],
  ['/admin/claim/abc/', { page: 'claim', token: 'abc' }],
  ['/admin/claim/', { page: 'unknown' }],
  ['/chat/settings/', { page: 'unknown' }],
  ['/room/', { page: 'unknown' }],
  ['/room/x/', { page: 'unknown' }],
  ['/room/0/', { page: 'unknown' }],
  ['/room/5/more/', { page: 'unknown' }],
  ['/chat/login/', { page: 'unknown' }],
  ['/chat/chat/', { page: 'unknown' }],
])('the address %s', (path, route) => {
  expect(parseRoute(path)).toEqual(route);
});

test.each([
  ['?next=%2Froom%2F5%2F', '/room/5/'],
  ['', '/'],
  ['?next=https%3A%2F%2Fevil.example', '/'],
  ['?next=%2F%2Fevil.example', '/'],
  ['?next=%2F%5Cevil.example', '/'],
])('after signing in with %s one lands on a page of ours', (search, path) => {
  expect(nextPath(search)).toBe(path);
});

describe('the timeline', () => {
  const noon = new Date(2026, 0, 10, 12).getTime();
  const minutes = 60_000;

  function message(seq: number, sender: User, at: number): Message {
    const timestamp = new Date(at).toISOString();
    return { id: seq, chat_session: 1, seq, rev: seq, posted_rev: seq, client_id: `c${seq}`, sender, content: `m${seq}`, timestamp };
  }

  const shape = (messages: Message[], outgoing: OutgoingMessage[] = []) =>
    timeline(messages, outgoing, ada, dayKey).reduce<string[][]>((days, { row, sender, head, day }) => {
      if (day !== null) days.push([]);
      const groups = days.at(-1) ?? [];
      if (head) groups.push(`${sender.username}: ${row.content}`);
      else groups.push(`${groups.pop() ?? ''} ${row.content}`);
      return days;
    }, []);

  test('groups what one sender wrote in a short time', () => {
    expect(
      shape([
        message(1, bob, noon),
        message(2, bob, noon + 2 * minutes),
        message(3, ada, noon + 3 * minutes),
        message(4, bob, noon + 4 * minutes),
        message(5, bob, noon + 14 * minutes),
      ]),
    ).toEqual([['bob: m1 m2', 'ada: m3', 'bob: m4', 'bob: m5']]);
  });

  test('begins days where the time zone does', () => {
    const noonInUtc = Date.UTC(2026, 0, 10, 12);
    const days = (zone: string) =>
      timeline([message(1, bob, noonInUtc), message(2, bob, noonInUtc + 60_000)], [], ada, dayKeyIn(zone)).map((item) => item.day !== null);
    expect(days('Europe/Berlin')).toEqual([true, false]);
    // Their midnight is UTC's noon.
    const before = timeline([message(1, bob, noonInUtc - 60_000), message(2, bob, noonInUtc)], [], ada, dayKeyIn('Etc/GMT-12'));
    expect(before.map((item) => item.day !== null)).toEqual([true, true]);
  });

  test('begins a new day at midnight', () => {
    const midnight = new Date(2026, 0, 11).getTime();
    expect(shape([message(1, bob, midnight - 1), message(2, bob, midnight)])).toEqual([['bob: m1'], ['bob: m2']]);
  });

  test('puts waiting messages last, on no earlier day, whatever the clock of this device says', () => {
    const outgoing: OutgoingMessage = {
      client_id: 'w',
      session_id: 1,
      content: 'waiting',
      reply_to: null,
      attachments: [],
      created_at: noon - 48 * 60 * minutes,
      state: 'sending',
      kept: true,
      reason: null,
      answer: null,
    };
    expect(shape([message(1, bob, noon)], [outgoing])).toEqual([['bob: m1', 'ada: waiting']]);
  });

  test('gives a message the same key before and after the server has it', () => {
    const sent = message(1, ada, noon);
    const waiting: OutgoingMessage = {
      client_id: 'c1',
      session_id: 1,
      content: 'm1',
      reply_to: null,
      attachments: [],
      created_at: noon,
      state: 'sending',
      kept: true,
      reason: null,
      answer: null,
    };
    const key = (messages: Message[], outgoing: OutgoingMessage[]) =>
      timeline(messages, outgoing, ada, dayKey)[0]?.row.key;
    expect(key([sent], [])).toBe(key([], [waiting]));
  });

  test('marks the first message of others that was not read, and nothing when that is not loaded', () => {
    const messages = [message(3, bob, noon), message(4, ada, noon), message(5, bob, noon), message(6, bob, noon)];
    const fresh = (readUpTo: number | null) => timeline(messages, [], ada, dayKey, readUpTo).filter((item) => item.fresh).map((item) => item.row.seq);
    expect(fresh(3)).toEqual([5]);
    expect(fresh(2)).toEqual([3]);
    expect(fresh(1)).toEqual([]);
    expect(fresh(6)).toEqual([]);
    expect(fresh(null)).toEqual([]);
  });
});
