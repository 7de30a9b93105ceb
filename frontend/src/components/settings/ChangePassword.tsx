import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { accounts } from '../../transport/account';
import { Field } from '../shared/Field';
import { Card } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';

export function ChangePassword({ username }: { username: string }): ReactNode {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [done, setDone] = useState(false);
  const { busy, problem, run } = useAction();

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (current === '' || next === '') return;
    run(async () => {
      await accounts.changePassword(current, next);
      setCurrent('');
      setNext('');
      setDone(true);
    });
  }

  return (
    <Card title={t('settings.password')} lead={t('settings.passwordLead')}>
      <form onSubmit={submit} onChange={() => setDone(false)} noValidate data-testid="password-form">
        {/* Password managers want to know whose password it is. */}
        <input className="visually-hidden" type="text" autoComplete="username" aria-hidden="true" tabIndex={-1} readOnly value={username} />
        <Field
          label={t('settings.currentPassword')}
          type="password"
          data-testid="current-password"
          autoComplete="current-password"
          value={current}
          onChange={(e) => setCurrent(e.target.value)}
          errors={fieldErrors(problem, 'current_password')}
        />
        <Field
          label={t('settings.newPassword')}
          type="password"
          data-testid="new-password"
          autoComplete="new-password"
          value={next}
          onChange={(e) => setNext(e.target.value)}
          errors={fieldErrors(problem, 'new_password')}
          hint={t('settings.passwordHint')}
        />
        <ProblemNote problem={problem} fields={['current_password', 'new_password']} />
        <div className="actions">
          <button className="button primary" type="submit" data-testid="change-password" disabled={busy || current === '' || next === ''}>
            {t('settings.changePassword')}
          </button>
          <span className="saved" role="status">
            {done && t('settings.passwordChanged')}
          </span>
        </div>
      </form>
    </Card>
  );
}
