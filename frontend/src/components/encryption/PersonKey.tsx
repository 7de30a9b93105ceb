import { lazy, type ReactNode, Suspense, useState } from 'react';
import { withTexts } from '../../i18n/locale';
import { t } from '../../i18n/t';
import type { User } from '../../sync/protocol';
import { Icon } from '../shared/Icon';
import { useKeys } from './useEncryption';
import './personKey.css';

const SecurityNumber = lazy(() => withTexts('encryption', import('./SecurityNumber')));

/** What is known of somebody's key, and the way to compare it. */
export function PersonKey({ person }: { person: User }): ReactNode {
  const { people } = useKeys();
  const [open, setOpen] = useState(false);
  const pin = people.get(person.id);
  const state = !pin ? 'none' : pin.offered !== null ? 'changed' : pin.verified ? 'verified' : 'seen';
  const label = t(
    ({ none: 'sessions.keyNone', changed: 'sessions.keyChanged', verified: 'sessions.keyVerified', seen: 'sessions.keySeen' } as const)[state],
    { name: person.display_name },
  );
  return (
    <>
      <button className="icon-button person-key" data-testid="person-key" data-key={state} aria-label={label} title={label} onClick={() => setOpen(true)}>
        <Icon name={state === 'verified' ? 'shield' : state === 'changed' ? 'alert' : 'key'} />
      </button>
      {open && (
        <Suspense>
          <SecurityNumber person={person} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
