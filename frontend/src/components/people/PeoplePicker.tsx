import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { useUsers } from '../../state/useUsers';
import type { User } from '../../sync/protocol';
import { Avatar } from '../shared/Avatar';
import { isComposing } from '../shared/composing';
import { MoreBelow } from '../shared/MoreBelow';
import '../shared/suggestions.css';
import './people.css';

interface Props {
  label: string;
  text: string;
  onText: (text: string) => void;
  /** Ids that are not offered. */
  without: readonly number[];
  onPick: (user: User) => void;
}

/** Finds people by the beginning of their name (the ARIA combobox pattern, with a list of suggestions). */
export function PeoplePicker({ label, text, onText, without, onPick }: Props): ReactNode {
  const id = useId();
  const [index, setIndex] = useState(0);
  const q = text.trim();
  const found = useUsers(text);
  const users = q === '' ? [] : (found.items ?? []);
  const offered = users.filter((user) => !without.includes(user.id));
  const chosen = offered[Math.min(index, offered.length - 1)];
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function pick(user: User): void {
    onPick(user);
    onText('');
    setIndex(0);
  }

  function press(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === 'Enter' && q !== '') {
      // Enter never submits a half-typed name.
      event.preventDefault();
      if (chosen) pick(chosen);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const at = Math.min(index, offered.length - 1) + step;
      // Not round to the first while there are more after the last.
      if (at < offered.length || !found.more) setIndex((at + offered.length) % Math.max(1, offered.length));
    } else if (event.key === 'Escape' && q !== '') {
      event.preventDefault();
      event.stopPropagation();
      onText('');
    }
  }

  return (
    <div className="field people-picker">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        data-testid="people-search"
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={t('sessions.searchByName')}
        value={text}
        onChange={(event) => {
          onText(event.target.value);
          setIndex(0);
        }}
        onKeyDown={press}
      />
      <ul ref={list} id={`${id}-list`} className="suggestions" role="listbox" aria-label={t('sessions.peopleFound')} hidden={offered.length === 0}>
        {offered.map((user) => (
          <li
            key={user.id}
            id={`${id}-${user.id}`}
            role="option"
            aria-selected={user === chosen}
            data-testid="people-option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(user)}
          >
            <Avatar name={user.display_name} seed={user.id} />
            <span>{user.display_name}</span>
            <span className="muted">@{user.username}</span>
          </li>
        ))}
        {found.more && <MoreBelow count={users.length} onReach={found.advance} />}
      </ul>
      {q !== '' && !found.busy && !found.more && offered.length === 0 && <p className="field-note">{t('sessions.nobodyToAdd')}</p>}
    </div>
  );
}
