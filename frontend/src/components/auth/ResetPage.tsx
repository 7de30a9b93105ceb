import { type ReactNode, useState } from 'react';
import { checkSignedIn } from '../../state/auth';
import { useAction } from '../../state/useAction';
import { door } from '../../transport/door';
import { Field } from '../Field';
import { Link } from '../Link';
import { ProblemNote } from '../ProblemNote';
import { AuthCard } from './AuthCard';

/** Chooses a new password with the link of the letter. */
export default function ResetPage({ token }: { token: string }): ReactNode {
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const { busy, problem, run } = useAction();
  const errors = problem?.errors.new_password ?? problem?.errors.password;

  function submit(): void {
    run(async () => {
      await door.resetPassword(token, password);
      setDone(true);
      // Every sign-in has ended, this browser's as well.
      await checkSignedIn();
    });
  }

  return (
    <AuthCard title={done ? 'Your password is changed' : 'Choose a new password'} onSubmit={submit}>
      {done ? (
        <>
          <p className="auth-note" role="status" data-testid="reset-done">
            You are signed out everywhere. Sign in with the new password.
          </p>
          <Link className="button primary wide" href="/login/">
            Sign in
          </Link>
        </>
      ) : (
        <>
          <p className="auth-note">You will be signed out everywhere, on this device as well.</p>
          {!errors && <ProblemNote problem={problem} />}
          <Field
            label="New password"
            name="password"
            type="password"
            data-testid="password"
            autoComplete="new-password"
            autoFocus
            required
            value={password}
            onChange={(e) => setPassword(e.target.value)}
            errors={errors}
            hint="At least 8 characters."
          />
          <button className="button primary wide" data-testid="submit" type="submit" disabled={busy || password === ''}>
            {busy ? 'One moment…' : 'Change password'}
          </button>
          <p className="auth-switch">
            <Link href="/forgot/">Ask for a new link</Link>
          </p>
        </>
      )}
    </AuthCard>
  );
}
