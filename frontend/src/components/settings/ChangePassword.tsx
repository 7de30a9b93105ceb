import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { useAction } from '../../state/useAction';
import { accounts } from '../../transport/account';
import { Field } from '../Field';
import { Card } from '../Frame';
import { ProblemNote } from '../ProblemNote';

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
    <Card title="Password" lead="A new password signs you out on all other devices.">
      <form onSubmit={submit} onChange={() => setDone(false)} noValidate data-testid="password-form">
        {/* Password managers want to know whose password it is. */}
        <input className="visually-hidden" type="text" autoComplete="username" aria-hidden="true" tabIndex={-1} readOnly value={username} />
        <Field
          label="Current password"
          type="password"
          data-testid="current-password"
          autoComplete="current-password"
          value={current}
          onChange={(e) => setCurrent(e.target.value)}
          errors={problem?.errors.current_password}
        />
        <Field
          label="New password"
          type="password"
          data-testid="new-password"
          autoComplete="new-password"
          value={next}
          onChange={(e) => setNext(e.target.value)}
          errors={problem?.errors.new_password}
          hint="At least 8 characters."
        />
        <ProblemNote problem={problem} fields={['current_password', 'new_password']} />
        <div className="actions">
          <button className="button primary" type="submit" data-testid="change-password" disabled={busy || current === '' || next === ''}>
            Change password
          </button>
          <span className="saved" role="status">
            {done && 'Your password is changed'}
          </span>
        </div>
      </form>
    </Card>
  );
}
