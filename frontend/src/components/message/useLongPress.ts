import { type MouseEvent, type PointerEvent, type TouchEvent, useEffect, useRef } from 'react';

/** Milliseconds, and pixels that a finger may stray meanwhile. */
const holdFor = 500;
const stray = 10;

/** For an element on which a finger rests; a mouse has a pointer that can rest without pressing. */
export function useLongPress(onPress: () => void) {
  const held = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | null>(null);
  const pressed = useRef(false);

  function cancel(): void {
    if (held.current) clearTimeout(held.current.timer);
    held.current = null;
  }

  useEffect(() => cancel, []);

  return {
    onPointerDown: (event: PointerEvent) => {
      cancel();
      pressed.current = false;
      if (event.pointerType !== 'touch' || !event.isPrimary) return;
      const press = () => {
        held.current = null;
        pressed.current = true;
        onPress();
      };
      held.current = { x: event.clientX, y: event.clientY, timer: setTimeout(press, holdFor) };
    },
    onPointerMove: ({ clientX: x, clientY: y }: PointerEvent) => {
      if (held.current && Math.hypot(x - held.current.x, y - held.current.y) > stray) cancel();
    },
    onPointerUp: cancel,
    // The finger scrolls, or the browser has taken it for something of its own.
    onPointerCancel: cancel,
    // Nor the browser's own menu for a link or a picture.
    onContextMenu: (event: MouseEvent) => {
      if (held.current ?? pressed.current) event.preventDefault();
    },
    onTouchEnd: (event: TouchEvent) => {
      // Or what has opened under the finger would take it for a tap.
      if (pressed.current && event.cancelable) event.preventDefault();
    },
  };
}
