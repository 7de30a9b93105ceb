// @vitest-environment happy-dom
import { act, type KeyboardEvent } from 'react';
import { describe, expect, test } from 'vitest';
import { useCompletion } from '../../src/components/composer/useCompletion';
import type { Participant } from '../../src/sync/protocol';
import { mountHook } from './mount';

const people: Participant[] = ['bob', 'bobby', 'carl'].map((username, i) => ({
  id: i + 2,
  username,
  display_name: username.toUpperCase(),
  role: 'member',
  joined_at: '2026-01-01T00:00:00Z',
}));

function typing(first: string) {
  const taken: string[] = [];
  const args = (text: string): Parameters<typeof useCompletion> => [text, text.length, people, (from, insert) => void taken.push(`${from} ${insert}`)];
  const host = mountHook(useCompletion, args(first));
  const press = (key: string) => {
    let meant = false;
    act(() => {
      meant = host.now().press({ key, preventDefault: () => undefined } as KeyboardEvent);
    });
    return meant;
  };
  return { ...host, type: (text: string) => host.again(...args(text)), press, taken, found: () => host.now().found.map((s) => s.key) };
}

describe('suggestions', () => {
  test('are of the people whose name begins so, and the one that is chosen takes the place of what was typed', () => {
    const { now, press, taken, found } = typing('hi @bo');
    expect(found()).toEqual(['bob', 'bobby']);
    expect(press('ArrowDown')).toBe(true);
    expect(now().at).toBe(1);
    expect(press('Tab')).toBe(true);
    expect(taken).toEqual(['3 @bobby ']);
  });

  test('go round at both ends', () => {
    const { now, press } = typing('@bo');
    press('ArrowUp');
    expect(now().at).toBe(1);
    press('ArrowDown');
    expect(now().at).toBe(0);
  });

  test('leave Enter alone where the name is whole', () => {
    expect(typing('@carl').press('Enter')).toBe(false);
    expect(typing('@car').press('Enter')).toBe(true);
  });

  test('that were closed stay closed for this word, and come back for the next one at the same place', () => {
    const { now, press, type } = typing('@bo');
    expect(press('Escape')).toBe(true);
    expect(now().open).toBe(false);
    type('@bob');
    expect(now().open).toBe(false);
    type('');
    type('@c');
    expect(now().open).toBe(true);
  });
});
