// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useShow } from '../../src/components/room/useShow';
import type { Item } from '../../src/state/timeline';
import type { Reached } from '../../src/sync/past';
import { mountHook, room } from './mount';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const item = (seq: number) => ({ row: { seq } }) as Item;

function led(reached: Promise<Reached>) {
  const asked: number[] = [];
  const scrolled: number[] = [];
  const heard: Reached[] = [];
  const left = vi.fn();
  const arrived = vi.fn();
  const scroller = document.body.appendChild(document.createElement('div'));
  const { around } = room({
    reach: (_id: number, seq: number) => {
      asked.push(seq);
      return reached;
    },
  });
  const list = { current: { scrollToIndex: (index: number) => scrolled.push(index) } } as unknown as Parameters<typeof useShow>[4];
  const onShown = (what: Reached) => heard.push(what);
  const place = { current: scroller };
  const args = (items: Item[], target: number | null, ready = true): Parameters<typeof useShow> => [items, target, ready, 1, list, place, left, arrived, onShown];
  return { asked, scrolled, heard, left, arrived, scroller, args, around };
}

test('a message that is not loaded is asked for once there is something to begin with', async () => {
  const { asked, heard, args, around } = led(Promise.resolve('gone'));
  const host = mountHook(useShow, args([item(1)], 5, false), around);
  expect(asked).toEqual([]);
  host.again(...args([item(1)], 5));
  await act(() => Promise.resolve());
  expect(asked).toEqual([5]);
  expect(heard).toEqual(['gone']);
});

test('an answer that comes after somebody wants to go elsewhere is none', async () => {
  const { heard, args, around } = led(Promise.resolve('unreachable'));
  const host = mountHook(useShow, args([item(1)], 5), around);
  host.again(...args([item(1)], null));
  await act(() => Promise.resolve());
  expect(heard).toEqual([]);
});

test('a message that is loaded is scrolled to, and has the focus as soon as it is rendered', () => {
  const { scrolled, heard, left, arrived, scroller, args, around } = led(Promise.resolve('there'));
  mountHook(useShow, args([item(4), item(5)], 5), around);
  expect(scrolled).toEqual([1]);
  expect(left).toHaveBeenCalledOnce();
  act(() => void vi.advanceTimersToNextFrame());
  expect(heard).toEqual([]);
  expect(arrived).not.toHaveBeenCalled();
  const row = scroller.appendChild(document.createElement('div'));
  row.dataset.seq = '5';
  row.tabIndex = -1;
  act(() => void vi.advanceTimersToNextFrame());
  act(() => void vi.advanceTimersToNextFrame());
  expect(heard).toEqual(['there']);
  expect(arrived).toHaveBeenCalledOnce();
  expect(document.activeElement).toBe(row);
});
