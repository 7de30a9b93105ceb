import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { Field } from '../shared/Field';
import { ProblemNote } from '../shared/ProblemNote';

interface Props {
  lead: string;
  button: string;
  danger?: boolean;
  onCancel: () => void;
  onPassword: (password: string) => Promise<void>;
}

/** Asks for the password before something that a stranger at an unlocked device must not do. */
export function PasswordForm({ lead, button, danger = false, onCancel, onPassword }: Props): ReactNode {
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useAction();

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (password !== '') run(() => onPassword(password));
  }

  return (
    <form onSubmit={submit} noValidate>
      <p className="muted">{lead}</p>
      <Field
        label={t('settings.yourPassword')}
        type="password"
        data-testid="confirm-password"
        data-autofocus
        autoFocus
        autoComplete="current-password"
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        errors={fieldErrors(problem, 'password')}
      />
      <ProblemNote problem={problem} fields={['password']} />
      <div className="dialog-actions">
        <button className="button" type="button" onClick={onCancel}>
          {t('app.cancel')}
        </button>
        <button className={`button ${danger ? 'danger' : 'primary'}`} type="submit" data-testid="confirm" disabled={busy || password === ''}>
          {button}
        </button>
      </div>
    </form>
  );
}
