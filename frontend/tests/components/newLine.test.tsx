// @vitest-environment happy-dom
import { act } from 'react';
import { expect, test } from 'vitest';
import { useNewLine } from '../../src/components/room/useNewLine';
import type { Message } from '../../src/sync/protocol';
import { ada } from '../world/server';
import { message, mountHook, room } from './mount';

function reading(stop: { seq: number; unread: number } | null) {
  const shown: number[] = [];
  const { around } = room({ state: {}, stoppedAt: () => stop }, { show: (seq) => shown.push(seq) });
  const host = mountHook(useNewLine, [1, [message(1), message(2), message(3)], true, 0], around);
  const line = () => {
    const found = host.now();
    return found && { seq: found.seq, unread: found.unread };
  };
  return { ...host, line, shown, become: (newest: Message[], atEnd = true, leftAt = 0) => host.again(1, newest, atEnd, leftAt) };
}

function look(state: 'visible' | 'hidden') {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

test('the line is where the reader had stopped, and leads below it', () => {
  const { line, now, shown } = reading({ seq: 1, unread: 2 });
  expect(line()).toEqual({ seq: 1, unread: 2 });
  now()?.show();
  expect(shown).toEqual([2]);
});

test('there is none when all was read', () => {
  expect(reading({ seq: 3, unread: 0 }).line()).toBeNull();
  expect(reading(null).line()).toBeNull();
});

test('it moves to where the reader looked away, once somebody else has written', () => {
  const { line, become } = reading({ seq: 3, unread: 0 });
  const before = [message(1), message(2), message(3)];
  look('hidden');
  become([...before, message(4, { sender: ada })]);
  expect(line()).toBeNull();
  become([...before, message(4, { sender: ada }), message(5)]);
  expect(line()).toEqual({ seq: 3, unread: 1 });
  look('visible');
  expect(line()).toEqual({ seq: 3, unread: 1 });
});

test('it is where the reader scrolled back from, and does not count what was deleted', () => {
  const { line, become } = reading({ seq: 1, unread: 2 });
  become([message(1), message(2), message(3), message(4), message(5, { deleted_at: '2026-01-10T13:00:00Z' })], false, 3);
  expect(line()).toEqual({ seq: 3, unread: 1 });
});
