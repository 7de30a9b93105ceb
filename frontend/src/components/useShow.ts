import { type RefObject, useEffect } from 'react';
import { useSignedIn } from '../state/sync';
import type { Message } from '../sync/protocol';

/** Leads the reader to the message `target`, loading what is between. `onShown` hears of the end of it. */
export function useShow(
  ref: RefObject<HTMLElement | null>,
  sessionId: number,
  messages: readonly Message[],
  target: number | null,
  leave: () => void,
  onShown: (found: boolean) => void,
): void {
  const { engine } = useSignedIn();
  const there = target !== null && target >= (messages[0]?.seq ?? Infinity);

  useEffect(() => {
    if (target === null || there) return;
    let wanted = true;
    void engine.reach(sessionId, target).then((found) => {
      if (wanted && !found) onShown(false);
    });
    return () => {
      wanted = false;
    };
  }, [engine, sessionId, target, there, onShown]);

  useEffect(() => {
    if (target === null || !there) return;
    const row = ref.current?.querySelector<HTMLElement>(`[data-seq="${target}"]`);
    leave();
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
    onShown(true);
  }, [ref, target, there, leave, onShown]);
}
