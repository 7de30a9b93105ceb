import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { signedIn } from '../../state/auth';
import { useAction } from '../../state/useAction';
import { door } from '../../transport/door';
import { Field } from '../shared/Field';
import { ProblemNote } from '../shared/ProblemNote';
import { AuthCard } from './AuthCard';

interface Props {
  username: string;
  password: string;
  onBack: () => void;
}

/** The second step of a sign-in: a code of the authenticator app, or a recovery code when the device is not at hand. */
export function SecondFactor({ username, password, onBack }: Props): ReactNode {
  const [recovering, setRecovering] = useState(false);
  const [code, setCode] = useState('');
  const { busy, problem, run, clear } = useAction();
  const typed = code.replace(/\s/g, '');

  function turn(): void {
    setRecovering(!recovering);
    setCode('');
    clear();
  }

  return (
    <AuthCard
      title={t('auth.oneMoreStep')}
      onSubmit={() => run(async () => signedIn(await door.login({ username, password, code: typed })))}
    >
      <p className="auth-note">{t(recovering ? 'auth.recoveryLead' : 'auth.codeLead')}</p>
      <ProblemNote problem={problem} />
      <Field
        key={recovering ? 'recovery' : 'app'}
        label={t(recovering ? 'auth.recoveryCode' : 'auth.code')}
        name="code"
        data-testid="code"
        className="code-input"
        autoComplete="one-time-code"
        inputMode={recovering ? 'text' : 'numeric'}
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        value={code}
        onChange={(e) => setCode(e.target.value)}
      />
      <button className="button primary wide" data-testid="submit" type="submit" disabled={busy || typed === ''}>
        {t(busy ? 'app.oneMoment' : 'auth.signIn')}
      </button>
      <p className="auth-switch">
        <button className="text-button" type="button" data-testid="use-recovery-code" onClick={turn}>
          {t(recovering ? 'auth.useApp' : 'auth.useRecoveryCode')}
        </button>
        <br />
        <button className="text-button" type="button" onClick={onBack}>
          {t('auth.back')}
        </button>
      </p>
    </AuthCard>
  );
}
