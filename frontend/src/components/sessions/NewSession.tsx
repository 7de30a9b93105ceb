import { lazy, type ReactNode, Suspense, type SyntheticEvent, useState } from 'react';
import { withTexts } from '../../i18n/locale';
import { t } from '../../i18n/t';
import { navigate } from '../../state/router';
import { roomPath } from '../../state/routes';
import { fieldErrors } from '../../state/sentences';
import { useSignedIn } from '../../state/sync';
import { useAction } from '../../state/useAction';
import type { User } from '../../sync/protocol';
import { rest } from '../../transport/rest';
import { EncryptionChoice } from '../encryption/EncryptionChoice';
import { useKeys } from '../encryption/useEncryption';
import { PeoplePicker } from '../people/PeoplePicker';
import { Dialog } from '../shared/Dialog';
import { Field } from '../shared/Field';
import { Icon } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';

const KeyDialog = lazy(() => withTexts('encryption', import('../encryption/KeyDialog')));

export function NewSession({ onClose }: { onClose: () => void }): ReactNode {
  const { user, engine } = useSignedIn();
  const [name, setName] = useState('');
  const [people, setPeople] = useState<User[]>([]);
  const [search, setSearch] = useState('');
  const [encrypted, setEncrypted] = useState(false);
  const [needsKey, setNeedsKey] = useState(false);
  const { own } = useKeys();
  const { busy, problem, run } = useAction();

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    // Without a key of one's own one could not read what one writes there.
    if (encrypted && own !== 'ready') setNeedsKey(true);
    else create();
  }

  function create(): void {
    run(async () => {
      // A name that was typed out but not picked is meant, too; the server knows whether it exists.
      const typed = search.split(/[\s,;]+/).filter((word) => word !== '');
      const usernames = new Set([...people.map((p) => p.username), ...typed.map((word) => word.replace(/^@/, ''))]);
      const session = await rest.create(name.trim(), [...usernames], encrypted);
      // Also if the server should say otherwise: from here on nothing goes there in the clear.
      engine.put(encrypted ? { ...session, is_encrypted: true } : session);
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
        <EncryptionChoice on={encrypted} onChange={setEncrypted} />
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
      {needsKey && (
        <Suspense>
          <KeyDialog
            onClose={() => setNeedsKey(false)}
            onReady={() => {
              setNeedsKey(false);
              create();
            }}
          />
        </Suspense>
      )}
    </Dialog>
  );
}
