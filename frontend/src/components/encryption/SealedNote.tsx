import type { ReactNode } from 'react';
import { sealedText } from '../../state/words';
import type { Sealed } from '../../sync/protocol';
import { Icon } from '../shared/Icon';
import './sealedNote.css';

/** In place of what a message says while it cannot be read, or when it must not be believed. */
export function SealedNote({ state }: { state: Sealed }): ReactNode {
  const wrong = state === 'broken' || state === 'plain';
  return (
    <p className="sealed-note" data-testid="sealed" data-sealed={state} data-wrong={wrong}>
      <Icon name={wrong ? 'alert' : state === 'opening' ? 'lock' : 'clock'} />
      {sealedText(state)}
    </p>
  );
}
