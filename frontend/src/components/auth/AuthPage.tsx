import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { signedIn } from '../../state/auth';
import { fieldErrors, sentence } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { Problem } from '../../sync/problem';
import { door } from '../../transport/door';
import { Field } from '../shared/Field';
import { Link } from '../shared/Link';
import { ProblemNote } from '../shared/ProblemNote';
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
  const taken = problem?.code === 'username_taken';
  const shown = ['username', 'password', ...(joining ? ['display_name'] : [])];

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
    <AuthCard title={t(joining ? 'auth.createYourAccount' : 'auth.signIn')} onSubmit={() => run(joining ? register : login)}>
      {expired && !joining && !problem && <p className="auth-note">{t('auth.expired')}</p>}
      {!taken && <ProblemNote problem={problem} fields={shown} />}
      <Field
        label={t('auth.username')}
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
        errors={taken ? [sentence(problem)] : fieldErrors(problem, 'username')}
        hint={joining ? t('auth.usernameHint') : undefined}
      />
      {joining && (
        <Field
          label={t('auth.displayNameOptional')}
          name="display_name"
          data-testid="display-name"
          autoComplete="name"
          value={displayName}
          onChange={(e) => setDisplayName(e.target.value)}
          errors={fieldErrors(problem, 'display_name')}
          hint={t('auth.displayNameHint')}
        />
      )}
      <Field
        label={t('auth.password')}
        name="password"
        type="password"
        data-testid="password"
        autoComplete={joining ? 'new-password' : 'current-password'}
        required
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        errors={fieldErrors(problem, 'password')}
        hint={joining ? t('auth.passwordHint') : undefined}
      />
      <button className="button primary wide" data-testid="submit" type="submit" disabled={busy}>
        {t(busy ? 'app.oneMoment' : joining ? 'auth.createAccount' : 'auth.signIn')}
      </button>
      {!joining && <PasskeyButton />}
      <p className="auth-switch">
        {t(joining ? 'auth.haveAccount' : 'auth.newHere')}{' '}
        <Link href={(joining ? '/login/' : '/register/') + location.search}>{t(joining ? 'auth.signIn' : 'auth.createAnAccount')}</Link>
        {!joining && (
          <>
            <br />
            <Link href="/forgot/">{t('auth.forgot')}</Link>
          </>
        )}
      </p>
    </AuthCard>
  );
}
