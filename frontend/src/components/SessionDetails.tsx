import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { navigate } from '../state/router';
import { useSignedIn, useSync } from '../state/sync';
import { useAction } from '../state/useAction';
import { roles } from '../state/words';
import type { Participant, Role, Session } from '../sync/protocol';
import { rest } from '../transport/rest';
import { Avatar } from './Avatar';
import { Dialog } from './Dialog';
import { Field } from './Field';
import { Icon, type IconName } from './Icon';
import { Invitations } from './Invitations';
import { PeoplePicker } from './PeoplePicker';
import { SessionHistory } from './search/SessionHistory';

/** Name, people and end of a session. */
export function SessionDetails({ session, onClose }: { session: Session; onClose: () => void }): ReactNode {
  const { user, engine } = useSignedIn();
  const online = useSync((state) => state.online.get(session.id));
  const { busy, problem, run } = useAction();
  const [name, setName] = useState(session.name);
  const [search, setSearch] = useState('');
  const [confirming, setConfirming] = useState<'leave' | 'delete' | null>(null);
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

  function end(action: () => Promise<unknown>): void {
    run(async () => {
      await action();
      navigate('/', 'replace');
      engine.forget(session.id);
    });
  }

  function rename(event: SyntheticEvent): void {
    event.preventDefault();
    run(async () => engine.put(await rest.rename(session.id, name.trim())));
  }

  return (
    <Dialog title={owner ? 'People and settings' : 'People'} onClose={onClose}>
      <div className="toggles" role="group" aria-label="For me">
        <Toggle icon="pin" label="Pinned" on={pinned} disabled={busy} onChange={(on) => run(() => engine.prefer(session.id, on, muted))} />
        <Toggle icon="mute" label="Muted" on={muted} disabled={busy} onChange={(on) => run(() => engine.prefer(session.id, pinned, on))} />
      </div>
      {owner && (
        <form className="inline-form" onSubmit={rename}>
          <Field
            label="Name"
            data-testid="rename"
            maxLength={255}
            value={name}
            onChange={(e) => setName(e.target.value)}
            errors={problem?.errors.name}
          />
          <button className="button" type="submit" disabled={busy || name.trim() === '' || name.trim() === session.name}>
            Rename
          </button>
        </form>
      )}
      {owner && (
        <PeoplePicker
          label="Add people"
          text={search}
          onText={setSearch}
          without={session.participants.map((p) => p.id)}
          onPick={(picked) => change(() => rest.addParticipant(session.id, picked.username))}
        />
      )}
      {problem && !problem.errors.name && (
        <p className="alert" role="alert">
          {problem.message}
        </p>
      )}
      <ul className="people" aria-label="People in this session">
        {session.participants.map((person) => (
          <Person
            key={person.id}
            person={person}
            online={online?.has(person.id) === true}
            self={person.id === user.id}
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
      <div className="dialog-end">
        {confirming ? (
          <>
            <p>
              {confirming === 'delete'
                ? 'Delete this session and all its messages, for everyone?'
                : 'Leave this session? Someone in it has to add you again.'}
            </p>
            <div className="dialog-actions">
              <button className="button" onClick={() => setConfirming(null)}>
                Keep
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
                {confirming === 'delete' ? 'Delete for everyone' : 'Leave'}
              </button>
            </div>
          </>
        ) : (
          <>
            {(!direct || session.participant_count === 1) && (
              <button className="button quiet" data-testid="leave-session" onClick={() => setConfirming('leave')}>
                Leave session
              </button>
            )}
            {owner && (
              <button
                className="button quiet"
                data-testid="close-session"
                disabled={busy}
                onClick={() => run(async () => engine.put(await rest.close(session.id, session.is_active)))}
              >
                {session.is_active ? 'Close to writing' : 'Open to writing'}
              </button>
            )}
            {owner && (
              <button className="button quiet danger-text" data-testid="delete-session" onClick={() => setConfirming('delete')}>
                Delete session
              </button>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

interface ToggleProps {
  icon: IconName;
  label: string;
  on: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
}

function Toggle({ icon, label, on, disabled, onChange }: ToggleProps): ReactNode {
  return (
    <button className="toggle" data-testid={`toggle-${label.toLowerCase()}`} aria-pressed={on} disabled={disabled} onClick={() => onChange(!on)}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

interface PersonProps {
  person: Participant;
  online: boolean;
  self: boolean;
  manage: boolean;
  /** Whether roles mean anything here. */
  role: boolean;
  disabled: boolean;
  onRole: (role: Role) => void;
  onRemove: () => void;
}

function Person({ person, online, self, manage, role: hasRole, disabled, onRole, onRemove }: PersonProps): ReactNode {
  return (
    <li className="person">
      <Avatar name={person.display_name} seed={person.id} online={online} />
      <span className="person-name">
        {person.display_name}
        {self && <span className="muted"> (you)</span>}
        <span className="muted">
          @{person.username}
          {online && ' · online'}
        </span>
      </span>
      {manage ? (
        <>
          <select
            aria-label={`Role of ${person.display_name}`}
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
            aria-label={`Remove ${person.display_name}`}
            title="Remove"
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
