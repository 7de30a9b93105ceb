import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { navigate } from '../state/router';
import { roomPath } from '../state/routes';
import { useSignedIn } from '../state/sync';
import { useAction } from '../state/useAction';
import type { User } from '../sync/protocol';
import { rest } from '../transport/rest';
import { Dialog } from './Dialog';
import { Field } from './Field';
import { Icon } from './Icon';
import { PeoplePicker } from './PeoplePicker';

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
    <Dialog title="New session" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Field
          label="Name"
          data-testid="session-name"
          data-autofocus
          required
          maxLength={255}
          placeholder="What is it about?"
          value={name}
          onChange={(e) => setName(e.target.value)}
          errors={problem?.errors.name}
        />
        <PeoplePicker
          label="People"
          text={search}
          onText={setSearch}
          without={[user.id, ...people.map((p) => p.id)]}
          onPick={(picked) => setPeople([...people, picked])}
        />
        {people.length > 0 && (
          <ul className="chips" aria-label="People to add">
            {people.map((person) => (
              <li key={person.id} className="chip">
                {person.display_name}
                <button
                  type="button"
                  aria-label={`Do not add ${person.display_name}`}
                  onClick={() => setPeople(people.filter((p) => p !== person))}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        )}
        {problem && !problem.errors.name && (
          <p className="alert" role="alert">
            {Object.values(problem.errors).flat().join(' ') || problem.message}
          </p>
        )}
        <div className="dialog-actions">
          <button className="button" type="button" onClick={onClose}>
            Cancel
          </button>
          <button className="button primary" data-testid="create-session" type="submit" disabled={busy || name.trim() === ''}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}
