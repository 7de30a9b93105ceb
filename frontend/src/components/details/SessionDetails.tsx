import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { navigate } from '../../state/router';
import { fieldErrors } from '../../state/sentences';
import { useSignedIn, useSync } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { roles } from '../../state/words';
import { Problem } from '../../sync/problem';
import type { Participant, Role, Session } from '../../sync/protocol';
import { rest } from '../../transport/rest';
import { PersonKey } from '../encryption/PersonKey';
import { useEncrypted } from '../encryption/useEncryption';
import { PeoplePicker } from '../people/PeoplePicker';
import { Avatar } from '../shared/Avatar';
import { Field } from '../shared/Field';
import { Icon, type IconName } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';
import { Invitations } from './Invitations';
import { LinkPreviewSetting } from './LinkPreviewSetting';
import { Panel } from './Panel';
import { SessionHistory } from './SessionHistory';
import '../people/people.css';
import './details.css';

/** Name, people and end of a session. */
export function SessionDetails({ session, onClose }: { session: Session; onClose: () => void }): ReactNode {
  const { user, engine } = useSignedIn();
  const online = useSync((state) => state.online.get(session.id));
  const { busy, problem, run } = useAction();
  const [name, setName] = useState(session.name);
  const [search, setSearch] = useState('');
  const [confirming, setConfirming] = useState<'leave' | 'delete' | null>(null);
  const encrypted = useEncrypted(session.id);
  const owner = session.my_role === 'owner';
  const direct = session.kind === 'direct';
  const { pinned, muted } = session.preferences;

  /** The answer to a change of the people is one person; the session that comes of it is read again. */
  function change(action: () => Promise<unknown>): void {
    run(async () => {
      await action();
      engine.put(await rest.session(session.id));
    });
  }

  /** A change of the session as it is seen here; when another owner was faster, what they have made of it is shown first. */
  function amend(action: () => Promise<Session>): void {
    run(async () => {
      try {
        engine.put(await action());
      } catch (error) {
        if (Problem.of(error).code === 'precondition_failed') engine.put(await rest.session(session.id));
        throw error;
      }
    });
  }

  function end(action: () => Promise<unknown>): void {
    run(async () => {
      await action();
      navigate('/', 'replace');
      engine.forget(session.id);
    });
  }

  function rename(event: SyntheticEvent): void {
    event.preventDefault();
    amend(() => rest.rename(session, name.trim()));
  }

  return (
    <Panel title={t(owner ? 'sessions.peopleAndSettings' : 'sessions.people')} onClose={onClose}>
      <div className="toggles" role="group" aria-label={t('sessions.forMe')}>
        <Toggle name="pinned" icon="pin" label={t('sessions.pinned')} on={pinned} disabled={busy} onChange={(on) => run(() => engine.prefer(session.id, on, muted))} />
        <Toggle name="muted" icon="mute" label={t('sessions.toggleMuted')} on={muted} disabled={busy} onChange={(on) => run(() => engine.prefer(session.id, pinned, on))} />
      </div>
      {owner && (
        <form className="inline-form" onSubmit={rename}>
          <Field
            label={t('sessions.name')}
            data-testid="rename"
            maxLength={255}
            value={name}
            onChange={(e) => setName(e.target.value)}
            errors={fieldErrors(problem, 'name')}
          />
          <button className="button" type="submit" disabled={busy || name.trim() === '' || name.trim() === session.name}>
            {t('sessions.rename')}
          </button>
        </form>
      )}
      {owner && (
        <PeoplePicker
          label={t('sessions.addPeople')}
          text={search}
          onText={setSearch}
          without={session.participants.map((p) => p.id)}
          onPick={(picked) => change(() => rest.addParticipant(session.id, picked.username))}
        />
      )}
      <ProblemNote problem={problem} fields={['name']} />
      <ul className="people" aria-label={t('sessions.peopleHere')}>
        {session.participants.map((person) => (
          <Person
            key={person.id}
            person={person}
            online={online?.has(person.id) === true}
            self={person.id === user.id}
            encrypted={encrypted}
            manage={owner && person.id !== user.id}
            role={!direct}
            disabled={busy}
            onRole={(role) => change(() => rest.setRole(session.id, person.id, role))}
            onRemove={() => change(() => rest.removeParticipant(session.id, person.id))}
          />
        ))}
      </ul>
      {owner && <Invitations sessionId={session.id} />}
      {owner && <SessionHistory sessionId={session.id} />}
      {encrypted && <p className="muted">{t('sessions.encryptedNote')}</p>}
      {owner && !encrypted && <LinkPreviewSetting sessionId={session.id} />}
      <div className="dialog-end">
        {confirming ? (
          <>
            <p>{t(confirming === 'delete' ? 'sessions.deleteAsk' : 'sessions.leaveAsk')}</p>
            <div className="dialog-actions">
              <button className="button" onClick={() => setConfirming(null)}>
                {t('sessions.keep')}
              </button>
              <button
                className="button danger"
                data-testid="confirm"
                disabled={busy}
                onClick={() =>
                  end(() =>
                    confirming === 'delete' ? rest.delete(session.id) : rest.removeParticipant(session.id, user.id),
                  )
                }
              >
                {t(confirming === 'delete' ? 'sessions.deleteForEveryone' : 'sessions.leave')}
              </button>
            </div>
          </>
        ) : (
          <>
            {(!direct || session.participant_count === 1) && (
              <button className="button quiet" data-testid="leave-session" onClick={() => setConfirming('leave')}>
                {t('sessions.leaveSession')}
              </button>
            )}
            {owner && (
              <button
                className="button quiet"
                data-testid="close-session"
                disabled={busy}
                onClick={() => amend(() => rest.close(session, session.is_active))}
              >
                {t(session.is_active ? 'sessions.closeToWriting' : 'sessions.openToWriting')}
              </button>
            )}
            {owner && (
              <button className="button quiet danger-text" data-testid="delete-session" onClick={() => setConfirming('delete')}>
                {t('sessions.deleteSession')}
              </button>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}

interface ToggleProps {
  name: string;
  icon: IconName;
  label: string;
  on: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
}

function Toggle({ name, icon, label, on, disabled, onChange }: ToggleProps): ReactNode {
  return (
    <button className="toggle" data-testid={`toggle-${name}`} aria-pressed={on} disabled={disabled} onClick={() => onChange(!on)}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

interface PersonProps {
  person: Participant;
  online: boolean;
  self: boolean;
  /** Whether their key matters. */
  encrypted: boolean;
  manage: boolean;
  /** Whether roles mean anything here. */
  role: boolean;
  disabled: boolean;
  onRole: (role: Role) => void;
  onRemove: () => void;
}

function Person({ person, online, self, encrypted, manage, role: hasRole, disabled, onRole, onRemove }: PersonProps): ReactNode {
  return (
    <li className="person">
      <Avatar name={person.display_name} seed={person.id} online={online} />
      <span className="person-name">
        {person.display_name}
        {self && <span className="muted"> {t('sessions.youMark')}</span>}
        <span className="muted">
          @{person.username}
          {online && ` · ${t('sessions.online')}`}
        </span>
      </span>
      {encrypted && !self && <PersonKey person={person} />}
      {manage ? (
        <>
          <select
            className="small-select"
            aria-label={t('sessions.roleOf', { name: person.display_name })}
            value={person.role}
            disabled={disabled}
            onChange={(e) => onRole(e.target.value as Role)}
          >
            {Object.entries(roles).map(([role, name]) => (
              <option key={role} value={role}>
                {name}
              </option>
            ))}
          </select>
          <button
            className="icon-button"
            aria-label={t('sessions.removeNamed', { name: person.display_name })}
            title={t('app.remove')}
            disabled={disabled}
            onClick={onRemove}
          >
            <Icon name="close" />
          </button>
        </>
      ) : (
        hasRole && <span className="muted">{roles[person.role]}</span>
      )}
    </li>
  );
}
