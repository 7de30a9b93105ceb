import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { OutgoingMessage } from '../../sync/outbox';
import type { Message } from '../../sync/protocol';

/** Pixels from the end that still count as being there. */
const slack = 48;
/** Milliseconds that a scroll may come after the hand that made it. */
const handTime = 500;
const hands = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/**
 * Keeps who is at the end of the newest messages at the end, whatever grows or shrinks there; sending takes the writer
 * to it. The place of anyone else is the list's business.
 * @param live whether the newest messages are what is shown.
 * @param span changes with the element that holds the messages.
 */
export function useFollow(
  ref: RefObject<HTMLElement | null>,
  live: boolean,
  messages: readonly Message[],
  outgoing: readonly OutgoingMessage[],
  me: number,
  span: number,
) {
  const [atEnd, setAtEnd] = useState(true);
  /** The newest message that was there when the reader left the end. */
  const [leftAt, setLeftAt] = useState(0);
  const following = useRef(true);
  const top = useRef(0);
  const height = useRef(0);
  const newest = useRef(0);
  const written = useRef<string | undefined>(undefined);

  const become = useCallback((end: boolean) => {
    if (following.current && !end) setLeftAt(newest.current);
    following.current = end;
    setAtEnd(end);
  }, []);

  const settle = useCallback(() => {
    const element = ref.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
  }, [ref]);

  useLayoutEffect(() => {
    newest.current = messages.at(-1)?.seq ?? 0;
    const last = outgoing.at(-1)?.client_id;
    if (live && last !== undefined && last !== written.current) become(true);
    written.current = last ?? written.current;
    if (!live) become(false);
    settle();
  }, [live, messages, outgoing, settle, become]);

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let touched = -Infinity;
    const touch = () => {
      touched = performance.now();
    };
    const look = () => {
      const end = live && isEnd(element);
      const moved = element.scrollHeight !== height.current && performance.now() - touched > handTime;
      // What grows below does not lead away from the end, nor do rows above that turn out to be smaller; going up does.
      if (end) become(true);
      else if (live && following.current && moved) settle();
      else if (element.scrollTop < top.current - 1) become(false);
      top.current = element.scrollTop;
      height.current = element.scrollHeight;
    };
    // The composer grows, the phone's keyboard opens, pictures come: none of it may lose the end.
    const observer = new ResizeObserver(settle);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    for (const hand of hands) element.addEventListener(hand, touch, { passive: true });
    return () => {
      observer.disconnect();
      for (const hand of hands) element.removeEventListener(hand, touch);
      element.removeEventListener('scroll', look);
    };
  }, [ref, live, span, settle, become]);

  const jump = useCallback(() => {
    become(true);
    settle();
  }, [settle, become]);

  /** The reader is led somewhere else: what comes must not take them back to the end. */
  const leave = useCallback(() => become(false), [become]);

  /** The reader has been led there, which may be the end all the same: what fits into the view does not scroll. */
  const arrive = useCallback(() => {
    if (live && ref.current && isEnd(ref.current)) become(true);
  }, [ref, live, become]);

  const behind = atEnd ? 0 : messages.filter((m) => m.seq > leftAt && m.sender.id !== me).length;
  return { atEnd, behind, leftAt, jump, leave, arrive };
}

function isEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < slack;
}
