import { type ReactNode, useState } from 'react';
import { rich, t } from '../../i18n/t';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { door } from '../../transport/door';
import { Field } from '../shared/Field';
import { Link } from '../shared/Link';
import { ProblemNote } from '../shared/ProblemNote';
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
    <AuthCard title={t(sent ? 'auth.lookIntoMail' : 'auth.forgot')} onSubmit={submit}>
      {sent ? (
        <p className="auth-note" role="status" data-testid="forgot-sent">
          {rich('auth.forgotSent', { login: login.trim(), b: (text) => <strong>{text}</strong> })}
        </p>
      ) : (
        <>
          <p className="auth-note">{t('auth.forgotLead')}</p>
          <ProblemNote problem={problem} fields={['login']} />
          <Field
            label={t('auth.login')}
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
            errors={fieldErrors(problem, 'login')}
          />
          <button className="button primary wide" data-testid="submit" type="submit" disabled={busy || login.trim() === ''}>
            {t(busy ? 'app.oneMoment' : 'auth.sendLink')}
          </button>
        </>
      )}
      <p className="auth-switch">
        {sent && (
          <>
            <button className="text-button" type="button" onClick={() => setSent(false)}>
              {t('auth.tryAnother')}
            </button>
            <br />
          </>
        )}
        <Link href="/login/">{t('auth.backToSignIn')}</Link>
      </p>
    </AuthCard>
  );
}
