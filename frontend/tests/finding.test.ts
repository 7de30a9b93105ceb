import { describe, expect, test } from 'vitest';
import { best, score } from '../src/state/fuzzy';
import { arrange, attention } from '../src/state/sessionList';
import { Directory, type SessionView } from '../src/sync/directory';
import { names } from '../src/sync/mentions';
import { Server } from './world/server';

describe('a mention', () => {
  test.each(['@ada', 'hello @ADA!', '(@ada)', '@ada: look', 'ask @ada.', '@ada, @bob', '„@ada“'])('is in "%s"', (text) => {
    expect(names(text, 'ada')).toBe(true);
  });

  test.each(['ada', '@adam', 'x@ada', '@ada-l', '@ada_l', '@ada.l', 'me@ada.org', '@@ada', 'a.@ada', '@ada7'])('is not in "%s"', (text) => {
    expect(names(text, 'ada')).toBe(false);
  });

  test('takes a dot in a name for a dot', () => {
    expect(names('@a-b', 'a-b')).toBe(true);
  expect([names('@a.b', 'a.b'), names('@axb', 'a.b')]).toEqual([true, false]);
  });
});

describe('finding by a few letters', () => {
  const all = ['Quarterly planning', 'Lunch', 'Planning poker', 'Plan B', 'Übersetzung'];
  const find = (typed: string) => best(all, typed, (name) => name, 9);

  test('puts beginnings first, then beginnings of words, then letters apart', () => {
    expect(find('plan')).toEqual(['Plan B', 'Planning poker', 'Quarterly planning']);
    expect(find('qp')).toEqual(['Quarterly planning']);
    expect(find('uber')).toEqual(['Übersetzung']);
    expect(find('zz')).toEqual([]);
    expect(find('')).toEqual(all);
  });

  test('never finds what lacks a letter', () => {
    expect(score('Lunch', 'lunchx')).toBe(0);
  });
});

describe('the list', () => {
  const server = new Server();
  const view = (id: number, change: Partial<SessionView>, preferences = {}, kind: 'group' | 'direct' = 'group'): SessionView => {
    const session = server.create(id);
    return { session: { ...session, kind, preferences: { ...session.preferences, ...preferences } }, last: null, unread: 0, mentions: 0, ...change };
  };
  const views = [
    view(1, { unread: 3 }),
    view(2, { unread: 5, mentions: 1 }, { muted: true }),
    view(3, {}, { pinned: true }),
    view(4, { unread: 2 }, {}, 'direct'),
  ];
  const ids = (list: readonly SessionView[]) => list.map((v) => v.session.id);

  test('is filtered, with the pinned ones first and the open one in any case', () => {
    expect(ids(arrange(views, 'all', null).pinned)).toEqual([3]);
    expect(ids(arrange(views, 'all', null).others)).toEqual([1, 2, 4]);
    expect(ids(arrange(views, 'unread', null).others)).toEqual([1, 2, 4]);
    expect(ids(arrange(views, 'mentions', 1).others)).toEqual([1, 2]);
    expect(ids(arrange(views, 'direct', null).others)).toEqual([4]);
  });

  test('asks for attention, of muted sessions only for what is meant for the user', () => {
    expect(attention(views)).toEqual({ unread: 6, mentions: 3 });
  });
});

test('preferences go by their own version, whatever brings them', () => {
  const server = new Server();
  const directory = new Directory();
  const first = server.create(1);
  directory.put(first);
  directory.prefer(1, { pinned: true, muted: false, version: 1 });
  server.rename(1, 'renamed');
  // A list that was read before the change of the preferences.
  directory.put({ ...server.room(1).session, preferences: first.preferences });
  expect(directory.session(1)).toMatchObject({ name: 'renamed', preferences: { pinned: true } });
  directory.put({ ...first, preferences: { pinned: false, muted: true, version: 2 } });
  expect(directory.session(1)).toMatchObject({ name: 'renamed', preferences: { pinned: false, muted: true } });
});
