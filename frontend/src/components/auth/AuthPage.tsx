import { type ReactNode, type SyntheticEvent, useEffect, useState } from 'react';
import { signedIn } from '../state/auth';
import { useAction } from '../state/useAction';
import { rest } from '../transport/rest';
import { Field } from './Field';
import { Icon } from './Icon';
import { Link } from './Link';
import './auth.css';

/** Sign-in and sign-up: two forms that differ in little. */
export function AuthPage({ page, expired }: { page: 'login' | 'register'; expired: boolean }): ReactNode {
  const joining = page === 'register';
  const [username, setUsername] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useAction();
  const title = joining ? 'Create your account' : 'Sign in';
  const fieldErrors: Record<string, readonly string[]> = { ...problem?.errors };
  if (problem?.code === 'username_taken') fieldErrors.username = [problem.message];
  const shown = ['username', 'password', ...(joining ? ['display_name'] : [])];
  const general = problem && !shown.some((name) => name in fieldErrors);

  useEffect(() => {
    document.title = `${title} · Chat`;
  }, [title]);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    run(async () => {
      const name = displayName.trim();
      const user = joining
        ? await rest.register({ username: username.trim(), password, ...(name ? { display_name: name } : {}) })
        : await rest.login(username.trim(), password);
      signedIn(user);
    });
  }

  return (
    <main className="page auth">
      <form className="auth-card" onSubmit={submit} noValidate>
        <span className="notice-mark">
          <Icon name="bubble" />
        </span>
        <h1>{title}</h1>
        {expired && !joining && !problem && <p className="auth-note">You were signed out. Sign in to go on where you were.</p>}
        {general && (
          <p className="alert" role="alert">
            {problem.message}
          </p>
        )}
        <Field
          label="User name"
          name="username"
          data-testid="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          maxLength={32}
          value={username}
          onChange={(e) => setUsername(e.target.value)}
          errors={fieldErrors.username}
          {...(joining ? { hint: 'Letters, digits, dot, underscore and hyphen.' } : {})}
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
          {...(joining ? { hint: 'At least 8 characters.' } : {})}
        />
        <button className="button primary wide" data-testid="submit" type="submit" disabled={busy}>
          {busy ? 'One moment…' : joining ? 'Create account' : 'Sign in'}
        </button>
        <p className="auth-switch">
          {joining ? 'Already have an account?' : 'New here?'}{' '}
          <Link href={(joining ? '/login/' : '/register/') + location.search}>{joining ? 'Sign in' : 'Create an account'}</Link>
        </p>
      </form>
    </main>
  );
}
