import { type ReactNode, useState } from 'react';
import { useAction } from '../../state/useAction';
import { door } from '../../transport/door';
import { Field } from '../Field';
import { Link } from '../Link';
import { ProblemNote } from '../ProblemNote';
import { AuthCard } from './AuthCard';

/** Asks for a letter with a link. The answer never says whether there is such an account. */
export default function ForgotPage(): ReactNode {
  const [login, setLogin] = useState('');
  const [sent, setSent] = useState(false);
  const { busy, problem, run } = useAction();

  function submit(): void {
    if (login.trim() === '') return;
    run(async () => {
      await door.forgotPassword(login.trim());
      setSent(true);
    });
  }

  return (
    <AuthCard title={sent ? 'Look into your mail' : 'Forgot your password?'} onSubmit={submit}>
      {sent ? (
        <p className="auth-note" role="status" data-testid="forgot-sent">
          If <strong>{login.trim()}</strong> has an account with an e-mail address, a message with a link is on its way there. The link
          works for one hour, once. Without an address, ask an administrator.
        </p>
      ) : (
        <>
          <p className="auth-note">Tell us who you are, and we send you a link with which you can choose a new one.</p>
          <ProblemNote problem={problem} />
          <Field
            label="User name or e-mail"
            name="login"
            data-testid="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            maxLength={254}
            value={login}
            onChange={(e) => setLogin(e.target.value)}
            errors={problem?.errors.login}
          />
          <button className="button primary wide" data-testid="submit" type="submit" disabled={busy || login.trim() === ''}>
            {busy ? 'One moment…' : 'Send me a link'}
          </button>
        </>
      )}
      <p className="auth-switch">
        {sent && (
          <>
            <button className="text-button" type="button" onClick={() => setSent(false)}>
              Try another name
            </button>
            <br />
          </>
        )}
        <Link href="/login/">Back to sign-in</Link>
      </p>
    </AuthCard>
  );
}
