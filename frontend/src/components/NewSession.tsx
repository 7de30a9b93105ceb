import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../i18n/t';
import { navigate } from '../state/router';
import { roomPath } from '../state/routes';
import { fieldErrors } from '../state/sentences';
import { useSignedIn } from '../state/sync';
import { useAction } from '../state/useAction';
import type { User } from '../sync/protocol';
import { rest } from '../transport/rest';
import { Dialog } from './Dialog';
import { Field } from './Field';
import { Icon } from './Icon';
import { PeoplePicker } from './PeoplePicker';
import { ProblemNote } from './ProblemNote';

export function NewSession({ onClose }: { onClose: () => void }): ReactNode {
  const { user, engine } = useSignedIn();
  const [name, setName] = useState('');
  const [people, setPeople] = useState<User[]>([]);
  const [search, setSearch] = useState('');
  const { busy, problem, run } = useAction();

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    run(async () => {
      // A name that was typed out but not picked is meant, too; the server knows whether it exists.
      const typed = search.split(/[\s,;]+/).filter((word) => word !== '');
      const usernames = new Set([...people.map((p) => p.username), ...typed.map((word) => word.replace(/^@/, ''))]);
      const session = await rest.create(name.trim(), [...usernames]);
      engine.put(session);
      onClose();
      navigate(roomPath(session.id));
    });
  }

  return (
    <Dialog title={t('sessions.newSession')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Field
          label={t('sessions.name')}
          data-testid="session-name"
          data-autofocus
          required
          maxLength={255}
          placeholder={t('sessions.about')}
          value={name}
          onChange={(e) => setName(e.target.value)}
          errors={fieldErrors(problem, 'name')}
        />
        <PeoplePicker
          label={t('sessions.people')}
          text={search}
          onText={setSearch}
          without={[user.id, ...people.map((p) => p.id)]}
          onPick={(picked) => setPeople([...people, picked])}
        />
        {people.length > 0 && (
          <ul className="chips" aria-label={t('sessions.toAdd')}>
            {people.map((person) => (
              <li key={person.id} className="chip">
                {person.display_name}
                <button
                  type="button"
                  aria-label={t('sessions.doNotAdd', { name: person.display_name })}
                  onClick={() => setPeople(people.filter((p) => p !== person))}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <ProblemNote problem={problem} fields={['name']} />
        <div className="dialog-actions">
          <button className="button" type="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button className="button primary" data-testid="create-session" type="submit" disabled={busy || name.trim() === ''}>
            {t('sessions.create')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
