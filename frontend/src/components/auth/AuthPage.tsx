import { type ReactNode, useState } from 'react';
import { signedIn } from '../../state/auth';
import { useAction } from '../../state/useAction';
import { Problem } from '../../sync/problem';
import { door } from '../../transport/door';
import { Field } from '../Field';
import { Link } from '../Link';
import { ProblemNote } from '../ProblemNote';
import { AuthCard } from './AuthCard';
import { PasskeyButton } from './PasskeyButton';
import { SecondFactor } from './SecondFactor';

/** Sign-in and sign-up: two forms that differ in little. */
export function AuthPage({ page, expired }: { page: 'login' | 'register'; expired: boolean }): ReactNode {
  const joining = page === 'register';
  const [username, setUsername] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [asked, setAsked] = useState(false);
  const { busy, problem, run } = useAction();
  const fieldErrors: Record<string, readonly string[]> = { ...problem?.errors };
  if (problem?.code === 'username_taken') fieldErrors.username = [problem.message];
  const shown = ['username', 'password', ...(joining ? ['display_name'] : [])];
  const general = problem && !shown.some((name) => name in fieldErrors) ? problem : null;

  async function login(): Promise<void> {
    try {
      signedIn(await door.login({ username: username.trim(), password }));
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'second_factor_required')) throw error;
      setAsked(true);
    }
  }

  async function register(): Promise<void> {
    const name = displayName.trim();
    signedIn(await door.register({ username: username.trim(), password, ...(name ? { display_name: name } : {}) }));
  }

  if (asked) return <SecondFactor username={username.trim()} password={password} onBack={() => setAsked(false)} />;
  return (
    <AuthCard title={joining ? 'Create your account' : 'Sign in'} onSubmit={() => run(joining ? register : login)}>
      {expired && !joining && !problem && <p className="auth-note">You were signed out. Sign in to go on where you were.</p>}
      <ProblemNote problem={general} />
      <Field
        label="User name"
        name="username"
        data-testid="username"
        autoComplete={joining ? 'username' : 'username webauthn'}
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        maxLength={32}
        value={username}
        onChange={(e) => setUsername(e.target.value)}
        errors={fieldErrors.username}
        hint={joining ? 'Letters, digits, dot, underscore and hyphen.' : undefined}
      />
      {joining && (
        <Field
          label="Display name (optional)"
          name="display_name"
          data-testid="display-name"
          autoComplete="name"
          value={displayName}
          onChange={(e) => setDisplayName(e.target.value)}
          errors={fieldErrors.display_name}
          hint="How others see you."
        />
      )}
      <Field
        label="Password"
        name="password"
        type="password"
        data-testid="password"
        autoComplete={joining ? 'new-password' : 'current-password'}
        required
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        errors={fieldErrors.password}
        hint={joining ? 'At least 8 characters.' : undefined}
      />
      <button className="button primary wide" data-testid="submit" type="submit" disabled={busy}>
        {busy ? 'One moment…' : joining ? 'Create account' : 'Sign in'}
      </button>
      {!joining && <PasskeyButton />}
      <p className="auth-switch">
        {joining ? 'Already have an account?' : 'New here?'}{' '}
        <Link href={(joining ? '/login/' : '/register/') + location.search}>{joining ? 'Sign in' : 'Create an account'}</Link>
        {!joining && (
          <>
            <br />
            <Link href="/forgot/">Forgot your password?</Link>
          </>
        )}
      </p>
    </AuthCard>
  );
}
