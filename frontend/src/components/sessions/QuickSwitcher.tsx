import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { writeTo } from '../../state/direct';
import { best, fits } from '../../state/fuzzy';
import { navigate } from '../../state/router';
import { roomPath } from '../../state/routes';
import { useSignedIn, useSync } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { bareName, useUsers } from '../../state/useUsers';
import type { SessionView } from '../../sync/directory';
import type { User } from '../../sync/protocol';
import { Avatar } from '../shared/Avatar';
import { isComposing } from '../shared/composing';
import { Dialog } from '../shared/Dialog';
import { Icon } from '../shared/Icon';
import { MoreBelow } from '../shared/MoreBelow';
import { ProblemNote } from '../shared/ProblemNote';
import { SessionAvatar } from './SessionAvatar';
import './switcher.css';

const mostSessions = 8;
/** People of one's sessions, who come before all others. */
const mostAcquainted = 100;

const nobody: readonly User[] = [];

type Choice = { key: string; session: SessionView } | { key: string; person: User };

interface Props {
  onClose: () => void;
  /** Only people, to write to one of them. */
  people?: boolean;
}

/** Goes to a session, or to a person, by a few letters of the name (the ARIA combobox pattern with a list that is always there). */
export function QuickSwitcher({ onClose, people = false }: Props): ReactNode {
  const id = useId();
  const { user, engine } = useSignedIn();
  const sessions = useSync((state) => state.sessions);
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const { busy, problem, run } = useAction();
  const found = useUsers(text, people);
  const users = found.items ?? nobody;
  const list = useRef<HTMLUListElement>(null);

  const choices = useMemo(
    () => (people ? findPeople(known(sessions ?? [], user), text, users, user) : find(sessions ?? [], text, users, user)),
    [people, sessions, text, users, user],
  );
  const chosen = choices[Math.min(index, choices.length - 1)];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function go(choice: Choice): void {
    if ('session' in choice) {
      onClose();
      navigate(roomPath(choice.session.session.id));
    } else {
      run(async () => {
        await writeTo(engine, choice.person);
        onClose();
      });
    }
  }

  function press(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const at = Math.min(index, choices.length - 1) + step;
      // Not round to the first while there are more after the last.
      if (at < choices.length || !found.more) setIndex((at + choices.length) % Math.max(1, choices.length));
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      go(chosen);
    }
  }

  return (
    <Dialog title={t(people ? 'sessions.writeTo' : 'sessions.goTo')} onClose={onClose}>
      <div className="switcher">
        <div className="switcher-field">
          <Icon name="search" />
          <input
            data-testid="switcher"
            data-autofocus
            role="combobox"
            aria-label={t(people ? 'sessions.personName' : 'sessions.anyName')}
            aria-expanded={choices.length > 0}
            aria-controls={id}
            aria-autocomplete="list"
            aria-activedescendant={chosen ? `${id}-${chosen.key}` : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={t(people ? 'sessions.searchPeople' : 'sessions.searchAll')}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setIndex(0);
            }}
            onKeyDown={press}
          />
        </div>
        <ProblemNote problem={problem} />
        <ul ref={list} id={id} className="switcher-list" role="listbox" aria-label={t('sessions.found')} aria-busy={busy}>
          {choices.map((choice) => (
            <li
              key={choice.key}
              id={`${id}-${choice.key}`}
              role="option"
              className="switcher-item"
              aria-selected={choice === chosen}
              data-testid="switcher-option"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => go(choice)}
            >
              {'session' in choice ? <SessionLine view={choice.session} /> : <PersonLine person={choice.person} />}
            </li>
          ))}
          {found.more && <MoreBelow count={users.length} onReach={found.advance} />}
        </ul>
        {(choices.length === 0 || found.problem) && (
          <p className="switcher-none" role="status">
            {t(found.busy ? 'sessions.searching' : found.problem ? 'sessions.searchFailed' : bareName(text) === '' ? 'sessions.typeName' : 'sessions.nothingFound')}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function SessionLine({ view: { session, unread, mentions } }: { view: SessionView }): ReactNode {
  return (
    <>
      <SessionAvatar session={session} />
      <span className="switcher-name">{session.name}</span>
      {unread > 0 && (
        <span className="badge" data-kind={mentions > 0 ? 'mention' : 'unread'}>
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="visually-hidden">{t('sessions.unreadCount', { count: unread })}</span>
        </span>
      )}
    </>
  );
}

function PersonLine({ person }: { person: User }): ReactNode {
  return (
    <>
      <Avatar name={person.display_name} seed={person.id} />
      <span className="switcher-name">{person.display_name}</span>
      <span className="muted">@{person.username}</span>
    </>
  );
}

/** Sessions by how well they fit, then people; who has a direct session already is found by that. */
function find(sessions: readonly SessionView[], text: string, users: readonly User[], me: User): Choice[] {
  const found: Choice[] = best(sessions, text, (view) => nameOf(view, me), mostSessions).map((session) => ({ key: `s${session.session.id}`, session }));
  const direct = new Set(
    sessions.flatMap(({ session }) => (session.kind === 'direct' ? session.participants.filter((p) => p.id !== me.id).map((p) => p.id) : [])),
  );
  return [...found, ...fitting(users.filter((person) => person.id !== me.id && !direct.has(person.id)), text).map(choiceOf)];
}

/** The people of one's sessions, the best first, and then whom the server has found, in its order: more of them move nobody. */
function findPeople(acquainted: readonly User[], text: string, users: readonly User[], me: User): Choice[] {
  const first = best(acquainted, bareName(text), namesOf, mostAcquainted);
  const known = new Set([me.id, ...first.map((person) => person.id)]);
  return [...first, ...fitting(users.filter((person) => !known.has(person.id)), text)].map(choiceOf);
}

const namesOf = (person: User): string => `${person.display_name} ${person.username}`;
const choiceOf = (person: User): Choice => ({ key: `p${person.id}`, person });

/** Until the answer is there, those of the last one who fit as well. */
function fitting(people: readonly User[], text: string): User[] {
  return people.filter((person) => fits(namesOf(person), bareName(text)));
}

/** A direct session is found by the user name as well. */
function nameOf({ session }: SessionView, me: User): string {
  if (session.kind !== 'direct') return session.name;
  return [session.name, ...session.participants.filter((p) => p.id !== me.id).map((p) => p.username)].join(' ');
}

/** The people of one's sessions, those of the newest first. */
function known(sessions: readonly SessionView[], me: User): User[] {
  const people = new Map<number, User>();
  for (const { session } of sessions) for (const person of session.participants) if (person.id !== me.id) people.set(person.id, person);
  return [...people.values()];
}
