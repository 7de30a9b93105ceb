import { useEffect } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useSignedIn } from '../../state/sync';
import type { Item } from '../../state/timeline';
import type { Reached } from '../../sync/past';

/** Frames that a message may take to be rendered after the list went to it. */
const frames = 30;

/** Leads the reader to the message `target`, wherever in the history it is. `onShown` hears of the end of it. */
export function useShow(
  items: readonly Item[],
  target: number | null,
  ready: boolean,
  sessionId: number,
  list: { readonly current: VirtualizerHandle | null },
  scroller: { readonly current: HTMLElement | null },
  leave: () => void,
  arrive: () => void,
  onShown: (reached: Reached) => void,
): void {
  const { engine } = useSignedIn();
  const index = target === null ? -1 : items.findIndex((item) => item.row.seq === target);

  useEffect(() => {
    if (target === null || index >= 0 || !ready) return;
    let wanted = true;
    void engine.reach(sessionId, target).then((reached) => {
      if (wanted && reached !== 'there') onShown(reached);
    });
    return () => {
      wanted = false;
    };
  }, [engine, sessionId, target, index, ready, onShown]);

  useEffect(() => {
    if (target === null || index < 0) return;
    leave();
    list.current?.scrollToIndex(index, { align: 'center' });
    let frame = 0;
    let tries = 0;
    const focus = () => {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-seq="${target}"]`);
      row?.focus({ preventScroll: true });
      // As long as the list has not measured it, it is not there, or hidden: it cannot have the focus.
      if ((!row || document.activeElement !== row) && ++tries < frames) frame = requestAnimationFrame(focus);
      else {
        arrive();
        onShown('there');
      }
    };
    frame = requestAnimationFrame(focus);
    return () => cancelAnimationFrame(frame);
  }, [list, scroller, target, index, leave, arrive, onShown]);
}
