import { type ReactNode, useCallback } from 'react';
import { rich, t } from '../../i18n/t';
import { useAccount } from '../../state/account';
import { settingsPath } from '../../state/routes';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { notifications } from '../../transport/notifications';
import { Card } from '../shared/Frame';
import { Link } from '../shared/Link';
import { ProblemNote } from '../shared/ProblemNote';
import { TryAgain } from './TryAgain';

/** Whether to be told by mail of what was missed. */
export function MailNotifications(): ReactNode {
  const { account } = useAccount();
  const { data, problem, reload, put } = useLoad(useCallback((signal: AbortSignal) => notifications.mine(signal), []));
  const { busy, problem: refused, run } = useAction();
  const mail = data?.mail;

  function note(): ReactNode {
    if (!mail || mail.possible || !account) return t('settings.mailNote');
    if (account.email !== null) return t('settings.mailNoServer');
    return rich('settings.mailNoAddress', { a: (inside) => <Link href={settingsPath('profile')}>{inside}</Link> });
  }

  return (
    <Card title={t('settings.notifyMail')} lead={t('settings.notifyMailLead')} data-testid="mail-notifications">
      {problem && !data ? (
        <>
          <ProblemNote problem={problem} />
          <TryAgain onRetry={reload} />
        </>
      ) : (
        <div className="choice">
          <input
            id="mail-notifications"
            type="checkbox"
            data-testid="mail"
            aria-describedby="mail-notifications-note"
            aria-busy={busy}
            checked={mail?.wanted === true && mail.possible}
            disabled={!mail?.possible}
            onChange={(event) => {
              const on = event.target.checked;
              run(async () => put(await notifications.setMail(on)));
            }}
          />
          <span>
            <label htmlFor="mail-notifications">{t('settings.mailTitle')}</label>
            <span className="muted" id="mail-notifications-note">
              {note()}
            </span>
          </span>
        </div>
      )}
      <ProblemNote problem={refused} />
    </Card>
  );
}
