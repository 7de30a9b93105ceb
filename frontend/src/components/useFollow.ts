import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { OutgoingMessage } from '../sync/outbox';
import type { Message } from '../sync/protocol';

/** Pixels from the end that still count as being there. */
const slack = 48;

interface Anchor {
  seq: string;
  top: number;
}

/**
 * Keeps the reader's place in a log that grows at both ends: who is at the end stays at the end, anyone else keeps
 * the message they look at where it is. Sending takes the writer to the end.
 */
export function useFollow(
  ref: RefObject<HTMLElement | null>,
  messages: readonly Message[],
  outgoing: readonly OutgoingMessage[],
  me: number,
) {
  const [atEnd, setAtEnd] = useState(true);
  /** The last message that was there when the reader left the end. */
  const [leftAt, setLeftAt] = useState(0);
  const following = useRef(true);
  const anchor = useRef<Anchor | null>(null);
  const newest = useRef(0);
  const written = useRef<string | undefined>(undefined);

  const remember = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < slack;
    if (following.current && !end) setLeftAt(newest.current);
    following.current = end;
    setAtEnd(end);
    anchor.current = end ? null : firstVisible(element);
  }, [ref]);

  const settle = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    if (following.current) element.scrollTop = element.scrollHeight;
    else if (anchor.current) {
      const row = element.querySelector(`[data-seq="${anchor.current.seq}"]`);
      if (row) element.scrollTop += row.getBoundingClientRect().top - anchor.current.top;
    }
  }, [ref]);

  useLayoutEffect(() => {
    newest.current = messages.at(-1)?.seq ?? 0;
    const last = outgoing.at(-1)?.client_id;
    if (last !== undefined && last !== written.current) following.current = true;
    written.current = last ?? written.current;
    settle();
    remember();
  }, [messages, outgoing, settle, remember]);

  useEffect(() => {
    const element = ref.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    // The composer grows, the phone's keyboard opens, a window is resized: none of it may lose the place.
    const observer = new ResizeObserver(settle);
    observer.observe(element);
    observer.observe(content);
    element.addEventListener('scroll', remember, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', remember);
    };
  }, [ref, settle, remember]);

  const jump = useCallback(() => {
    following.current = true;
    settle();
    remember();
  }, [settle, remember]);

  /** The reader is led somewhere else: what comes must not take them back to the end. */
  const leave = useCallback(() => {
    if (following.current) setLeftAt(newest.current);
    following.current = false;
    anchor.current = null;
  }, []);

  const behind = atEnd ? 0 : messages.filter((m) => m.seq > leftAt && m.sender.id !== me).length;
  return { atEnd, behind, jump, leave };
}

/** The first message that is not above the view, by halving: the rows are in the order of their place. */
function firstVisible(element: HTMLElement): Anchor | null {
  const rows = element.querySelectorAll<HTMLElement>('[data-seq]');
  const edge = element.getBoundingClientRect().top;
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && row.getBoundingClientRect().bottom < edge) low = middle + 1;
    else high = middle;
  }
  const row = rows[low];
  return row?.dataset.seq === undefined ? null : { seq: row.dataset.seq, top: row.getBoundingClientRect().top };
}
