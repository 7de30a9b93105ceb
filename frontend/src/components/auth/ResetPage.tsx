import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { checkSignedIn } from '../../state/auth';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { door } from '../../transport/door';
import { Field } from '../shared/Field';
import { Link } from '../shared/Link';
import { ProblemNote } from '../shared/ProblemNote';
import { AuthCard } from './AuthCard';

/** Chooses a new password with the link of the letter. */
export default function ResetPage({ token }: { token: string }): ReactNode {
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const { busy, problem, run } = useAction();
  const errors = fieldErrors(problem, 'new_password') ?? fieldErrors(problem, 'password');

  function submit(): void {
    run(async () => {
      await door.resetPassword(token, password);
      setDone(true);
      // Every sign-in has ended, this browser's as well.
      await checkSignedIn();
    });
  }

  return (
    <AuthCard title={t(done ? 'auth.passwordChanged' : 'auth.chooseNewPassword')} onSubmit={submit}>
      {done ? (
        <>
          <p className="auth-note" role="status" data-testid="reset-done">
            {t('auth.resetDone')}
          </p>
          <Link className="button primary wide" href="/login/">
            {t('auth.signIn')}
          </Link>
        </>
      ) : (
        <>
          <p className="auth-note">{t('auth.resetLead')}</p>
          {!errors && <ProblemNote problem={problem} />}
          <Field
            label={t('auth.newPassword')}
            name="password"
            type="password"
            data-testid="password"
            autoComplete="new-password"
            autoFocus
            required
            value={password}
            onChange={(e) => setPassword(e.target.value)}
            errors={errors}
            hint={t('auth.passwordHint')}
          />
          <button className="button primary wide" data-testid="submit" type="submit" disabled={busy || password === ''}>
            {t(busy ? 'app.oneMoment' : 'auth.changePassword')}
          </button>
          <p className="auth-switch">
            <Link href="/forgot/">{t('auth.askForLink')}</Link>
          </p>
        </>
      )}
    </AuthCard>
  );
}
