import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { leave } from '../../state/auth';
import { useSignedIn } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { type Account, accounts } from '../../transport/account';
import { Dialog } from '../Dialog';
import { Field } from '../Field';
import { ProblemNote } from '../ProblemNote';

/** Nobody deletes an account by mistake who has typed its name and the password. */
export function DeleteAccount({ account, onClose }: { account: Account; onClose: () => void }): ReactNode {
  const { engine } = useSignedIn();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useAction();
  const ready = name.trim() === account.username && password !== '';

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (!ready) return;
    run(async () => {
      await accounts.delete(password);
      leave(engine);
    });
  }

  return (
    <Dialog title="Delete your account?" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <ul className="plain-list">
          <li>You are signed out everywhere, and nobody can sign in to this account again. Others can take its user name.</li>
          <li>Your profile, e-mail address, picture, password, passkeys and recovery codes are deleted at once.</li>
          <li>You leave all sessions. Those that only you are in are deleted with their messages; where you are the last owner, the longest-serving moderator or participant takes over.</li>
          <li>What you wrote in sessions with others stays there, signed “Deleted user”.</li>
          <li>It cannot be undone.</li>
        </ul>
        <Field
          label={`Type your user name, ${account.username}`}
          data-testid="delete-name"
          data-autofocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={(e) => setName(e.target.value)}
        />
        <Field
          label="Your password"
          type="password"
          data-testid="delete-password"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.target.value)}
          errors={problem?.errors.password}
        />
        <ProblemNote problem={problem} fields={['password']} />
        <div className="dialog-actions">
          <button className="button" type="button" onClick={onClose}>
            Keep my account
          </button>
          <button className="button danger" type="submit" data-testid="confirm-delete-account" disabled={busy || !ready}>
            Delete for good
          </button>
        </div>
      </form>
    </Dialog>
  );
}
