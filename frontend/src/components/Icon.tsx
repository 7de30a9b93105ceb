import type { ReactNode } from 'react';

const paths = {
  compose: 'M12 20h8M4 20h3L18.5 8.500a2.1 2.1 0 0 0-3-3L4 17v3Z',
  send: 'M5 12h13M12.5 5.5 19 12l-6.5 6.5',
  back: 'M15 5.5 8.5 12l6.5 6.5',
  people:
    'M9 11.500a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.500ZM3 19c.5-3 2.8-4.7 6-4.700s5.5 1.7 6 4.700' +
    'M15.5 5.300a3.25 3.25 0 0 1 0 6M17.5 14.700c2 .6 3.2 2.1 3.5 4.3',
  leave: 'M14 5H6.500A1.5 1.5 0 0 0 5 6.500v11A1.5 1.5 0 0 0 6.5 19H14M10.5 12H20M16.5 8.5 20 12l-3.5 3.5',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v13M5.5 12.5 12 19l6.5-6.5',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.500l3 1.5',
  check: 'M5 12.5 10 17.5 19.5 7',
  smile: 'M12 20.500a8.5 8.500 0 1 0 0-17 8.5 8.500 0 0 0 0 17ZM8.500 14c.8 1.300 2 2 3.500 2s2.700-.7 3.500-2M9 9.500v.1M15 9.500v.1',
  reply: 'M9.500 7 4.500 12l5 5M5 12h9c3 0 5 2 5 5.500',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 11v5M13.500 11v5',
  alert: 'M12 8v5M12 16.200v.1M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z',
  bubble:
    'M12 4.500c-4.7 0-8.5 3-8.5 7 0 2.2 1.1 4.1 2.9 5.400L5.8 20.500l4-2c.7.1 1.4.2 2.2.2 4.7 0 8.5-3.1 8.5-7.100s-3.8-7.1-8.5-7.100Z',
};

/** A drawing that says nothing a label does not say. */
export function Icon({ name }: { name: keyof typeof paths }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
