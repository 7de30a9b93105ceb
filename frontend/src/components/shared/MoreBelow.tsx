import { type ReactNode, useEffect, useRef } from 'react';
import './moreBelow.css';

interface Props {
  /** How many are above. */
  count: number;
  onReach: () => void;
}

/** The end of a list that goes on elsewhere: says when it comes into view, or nearly, also if what was loaded did not fill the list. */
export function MoreBelow({ count, onReach }: Props): ReactNode {
  const end = useRef<HTMLLIElement>(null);
  const reach = useRef(onReach);
  useEffect(() => {
    reach.current = onReach;
  });

  useEffect(() => {
    if (!end.current) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.at(-1)?.isIntersecting) reach.current();
      },
      { root: end.current.parentElement, rootMargin: '0px 0px 200px' },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
    // What is still in view after more was loaded is looked at anew.
  }, [count]);

  return <li ref={end} className="more-below" role="none" aria-hidden="true" />;
}
