// @vitest-environment happy-dom
import { useLayoutEffect } from 'react';
import { expect, test } from 'vitest';
import { useGrowth } from '../../src/components/room/useGrowth';
import { mountHook } from './mount';

const items = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => ({ row: { key: `${from + i}` } }));

/** What the list is given, one rendering after the other. */
function following() {
  const given: string[] = [];
  function useNoted(list: readonly { row: { key: string } }[], span: number): void {
    const { items: now, shift } = useGrowth(list, span);
    useLayoutEffect(() => {
      given.push(`${now[0]?.row.key}-${now.at(-1)?.row.key}${shift ? ' from the start' : ''}`);
    });
  }
  const host = mountHook(useNoted, [items(10, 20), 0]);
  return { become: (list: ReturnType<typeof items>, span = 0) => host.again(list, span), taken: () => given.splice(0) };
}

test('a list that grows at one end is told at which', () => {
  const { become, taken } = following();
  taken();
  become(items(10, 21));
  expect(taken().at(-1)).toBe('10-21');
  become(items(5, 21));
  expect(taken().at(-1)).toBe('5-21 from the start');
  become(items(8, 21));
  expect(taken().at(-1)).toBe('8-21 from the start');
});

test('what changes at both ends at once is given out in two steps', () => {
  const { become, taken } = following();
  taken();
  become(items(5, 25));
  const steps = taken();
  expect(steps.indexOf('5-20 from the start')).toBeGreaterThanOrEqual(0);
  expect(steps.at(-1)).toBe('5-25');
});

test('another part of the history is taken as it is', () => {
  const { become, taken } = following();
  taken();
  become(items(1, 30), 1);
  expect(taken()).not.toContain('1-20 from the start');
});
