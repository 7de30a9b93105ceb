import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { Avatar } from '../shared/Avatar';
import type { Suggestion } from './useCompletion';

interface Props {
  id: string;
  found: readonly Suggestion[];
  at: number;
  onTake: (i: number) => void;
}

export const optionId = (id: string, i: number) => `${id}-${i}`;

/** What could be meant, above what is being typed. The focus stays in the text. */
export function Completion({ id, found, at, onTake }: Props): ReactNode {
  return (
    <ul className="completion" id={id} role="listbox" aria-label={t('room.suggestions')} data-testid="completion">
      {found.map(({ key, sign, label, note }, i) => (
        <li
          key={key}
          id={optionId(id, i)}
          role="option"
          aria-selected={i === at}
          className="completion-option"
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(i);
          }}
        >
          {typeof sign === 'string' ? <span className="emoji">{sign}</span> : <Avatar {...sign} />}
          <span>{label}</span>
          <span className="muted">{note}</span>
        </li>
      ))}
    </ul>
  );
}
