import { act, type ReactNode, useLayoutEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { type RoomActions, RoomActionsContext } from '../../src/components/room/RoomActions';
import { SignedIn, type SignedInUser } from '../../src/state/sync';
import type { Message } from '../../src/sync/protocol';
import { ada, bob } from '../world/server';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

/** Renders into the document; `show` renders something else in its place. */
export function mount(element: ReactNode) {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  const show = (next: ReactNode) => act(() => root.render(next));
  show(element);
  return {
    place,
    show,
    end: () => {
      act(() => root.unmount());
      place.remove();
    },
  };
}

/** A hook in a component of its own: `now()` is what it last returned, `again` calls it with other arguments. */
export function mountHook<A extends readonly unknown[], T>(hook: (...args: A) => T, args: A, around: (inside: ReactNode) => ReactNode = (inside) => inside) {
  let last: { value: T } | null = null;
  function Host({ given }: { given: A }): ReactNode {
    const value = hook(...given);
    useLayoutEffect(() => {
      last = { value };
    });
    return null;
  }
  const { show, end } = mount(around(<Host given={args} />));
  return {
    now: (): T => {
      if (!last) throw new Error('Nothing was rendered.');
      return last.value;
    },
    again: (...next: A) => show(around(<Host given={next} />)),
    end,
  };
}

/** Ada's room, as far as a test says what is in it. */
export function room(engine: object, actions: Partial<RoomActions> = {}) {
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const signedIn = { user: ada, engine, subscribe } as unknown as SignedInUser;
  return {
    around: (inside: ReactNode) => (
      <SignedIn value={signedIn}>
        <RoomActionsContext value={actions as RoomActions}>{inside}</RoomActionsContext>
      </SignedIn>
    ),
  };
}

export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: 1_000_000 + seq,
    chat_session: 1,
    seq,
    rev: seq,
    posted_rev: seq,
    client_id: null,
    sender: bob,
    content: `m${seq}`,
    timestamp: new Date(Date.UTC(2026, 0, 10, 12, seq)).toISOString(),
    ...change,
  };
}
