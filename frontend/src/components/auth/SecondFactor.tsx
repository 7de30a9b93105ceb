import { type ReactNode, useState } from 'react';
import { signedIn } from '../../state/auth';
import { useAction } from '../../state/useAction';
import { door } from '../../transport/door';
import { Field } from '../Field';
import { ProblemNote } from '../ProblemNote';
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
      title="One more step"
      onSubmit={() => run(async () => signedIn(await door.login({ username, password, code: typed })))}
    >
      <p className="auth-note">
        {recovering
          ? 'Type one of the recovery codes that you kept when you set up two-factor sign-in. Each works once.'
          : 'Open your authenticator app and type the code that it shows for Chat.'}
      </p>
      <ProblemNote problem={problem} />
      <Field
        key={recovering ? 'recovery' : 'app'}
        label={recovering ? 'Recovery code' : 'Code'}
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
        {busy ? 'One moment…' : 'Sign in'}
      </button>
      <p className="auth-switch">
        <button className="text-button" type="button" data-testid="use-recovery-code" onClick={turn}>
          {recovering ? 'Use the authenticator app' : 'Use a recovery code'}
        </button>
        <br />
        <button className="text-button" type="button" onClick={onBack}>
          Back
        </button>
      </p>
    </AuthCard>
  );
}
