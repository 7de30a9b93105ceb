import { useLayoutEffect, useMemo, useState } from 'react';

interface Keyed {
  row: { key: string };
}

/**
 * The items for a list that keeps its place when told at which end they grow or shrink. What changes at both ends at once
 * is given out in two steps.
 */
export function useGrowth<T extends Keyed>(items: readonly T[], span: number): { items: readonly T[]; shift: boolean } {
  const [given, setGiven] = useState({ items, shift: false, span });
  const next = useMemo(() => {
    if (given.items === items) return given;
    return { ...(span === given.span ? step(given.items, items) : { items, shift: false }), span };
  }, [given, items, span]);

  useLayoutEffect(() => {
    // The list has to be given each step: what is only rendered on the way, it never sees.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    if (next !== given) setGiven(next);
  }, [next, given]);

  return next;
}

const first = (items: readonly Keyed[]) => items[0]?.row.key;
const end = (items: readonly Keyed[]) => items.at(-1)?.row.key;

function step<T extends Keyed>(before: readonly T[], after: readonly T[]): { items: readonly T[]; shift: boolean } {
  const shift = first(before) !== first(after) && before.length > 0 && after.length > 0;
  if (!shift || end(before) === end(after)) return { items: after, shift };
  // First what is new at the start, up to the end as it was.
  const known = after.findLastIndex((item) => item.row.key === end(before));
  return known < 0 ? { items: after, shift } : { items: after.slice(0, known + 1), shift };
}
