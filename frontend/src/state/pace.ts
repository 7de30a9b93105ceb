/** Milliseconds. Frames do not come while the tab is hidden, but its title still counts what is unread. */
const atLatest = 100;

type Subscribe = (listener: () => void) => () => void;

/**
 * The same changes, told at most once for each frame: a busy session changes more often than anyone can see, and every
 * telling renders.
 */
export function paced(subscribe: Subscribe): Subscribe {
  const listeners = new Set<() => void>();
  let due = false;

  function tell(): void {
    if (!due) return;
    due = false;
    for (const listener of listeners) listener();
  }

  subscribe(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(tell);
    setTimeout(tell, atLatest);
  });
  return (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
}
