import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { leave } from '../../state/auth';
import { fieldErrors } from '../../state/sentences';
import { useSignedIn } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { type Account, accounts } from '../../transport/account';
import { Dialog } from '../shared/Dialog';
import { Field } from '../shared/Field';
import { ProblemNote } from '../shared/ProblemNote';

/** Nobody deletes an account by mistake who has typed its name and the password. */
export function DeleteAccount({ account, onClose }: { account: Account; onClose: () => void }): ReactNode {
  const { engine } = useSignedIn();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useAction();
  const ready = name.trim() === account.username && password !== '';

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (!ready) return;
    run(async () => {
      await accounts.delete(password);
      leave(engine);
    });
  }

  return (
    <Dialog title={t('settings.deleteAsk')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <ul className="plain-list">
          <li>{t('settings.deleteSignedOut')}</li>
          <li>{t('settings.deleteProfile')}</li>
          <li>{t('settings.deleteSessions')}</li>
          <li>{t('settings.deleteMessages')}</li>
          <li>{t('settings.deleteForGoodNote')}</li>
        </ul>
        <Field
          label={t('settings.typeUsername', { username: account.username })}
          data-testid="delete-name"
          data-autofocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={(e) => setName(e.target.value)}
        />
        <Field
          label={t('settings.yourPassword')}
          type="password"
          data-testid="delete-password"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.target.value)}
          errors={fieldErrors(problem, 'password')}
        />
        <ProblemNote problem={problem} fields={['password']} />
        <div className="dialog-actions">
          <button className="button" type="button" onClick={onClose}>
            {t('settings.keepAccount')}
          </button>
          <button className="button danger" type="submit" data-testid="confirm-delete-account" disabled={busy || !ready}>
            {t('settings.deleteForGood')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
