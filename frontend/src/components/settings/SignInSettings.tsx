import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { formatAgo, formatFull } from '../../state/format';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { accounts, type SignIn } from '../../transport/account';
import { Dialog } from '../shared/Dialog';
import { Card, Loading } from '../shared/Frame';
import { Icon } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';
import { TryAgain } from './TryAgain';

/** Where somebody is signed in. What is ended here is ended at once, sockets included. */
export function SignInSettings(): ReactNode {
  const { data: signIns, problem: unread, reload, put } = useLoad(accounts.signIns);
  const { busy, problem, run } = useAction();
  const [asking, setAsking] = useState(false);
  const others = signIns?.filter((signIn) => !signIn.is_current) ?? [];
  const sorted = signIns && [...signIns.filter((signIn) => signIn.is_current), ...others];

  function end(signIn: SignIn): void {
    run(async () => {
      await accounts.endSignIn(signIn.id);
      put((signIns ?? []).filter((other) => other !== signIn));
    });
  }

  function endOthers(): void {
    run(async () => {
      await accounts.endOtherSignIns();
      put((signIns ?? []).filter((signIn) => signIn.is_current));
      setAsking(false);
    });
  }

  return (
    <Card title={t('settings.signInsTitle')} lead={t('settings.signInsLead')}>
      {!sorted && !unread && <Loading />}
      <ProblemNote problem={unread ?? (asking ? null : problem)} />
      {unread && <TryAgain onRetry={reload} />}
      {sorted && (
        <ul className="entries" aria-label={t('settings.signIns')}>
          {sorted.map((signIn) => (
            <li key={signIn.id} className="entry" data-testid="sign-in" data-current={signIn.is_current}>
              <Icon name={signIn.kind === 'token' ? 'key' : 'device'} />
              <span className="entry-text">
                <span>
                  <strong>{signIn.device || t('settings.unknownDevice')}</strong>{' '}
                  {signIn.is_current && (
                    <span className="tag" data-kind="good">
                      {t('settings.thisDevice')}
                    </span>
                  )}
                </span>
                <span className="muted">
                  {signIn.address ? `${signIn.address} · ` : ''}
                  <time dateTime={signIn.last_seen_at} title={formatFull(Date.parse(signIn.last_seen_at))}>
                    {signIn.is_current ? t('settings.activeNow') : t('settings.active', { ago: formatAgo(Date.parse(signIn.last_seen_at)) })}
                  </time>
                  {' · '}
                  <time dateTime={signIn.created_at} title={formatFull(Date.parse(signIn.created_at))}>
                    {t('settings.signedIn', { ago: formatAgo(Date.parse(signIn.created_at)) })}
                  </time>
                </span>
              </span>
              {!signIn.is_current && (
                <button
                  className="button small"
                  data-testid="end-sign-in"
                  aria-label={t('settings.signOutDevice', { device: signIn.device || t('settings.unknownDevice') })}
                  disabled={busy}
                  onClick={() => end(signIn)}
                >
                  {t('settings.signOut')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {sorted && others.length === 0 && <p className="muted">{t('settings.signedInNowhereElse')}</p>}
      {others.length > 0 && (
        <div className="actions">
          <button className="button danger" data-testid="end-other-sign-ins" onClick={() => setAsking(true)}>
            {t('settings.signOutOthers')}
          </button>
        </div>
      )}
      {asking && (
        <Dialog title={t('settings.signOutOthersAsk')} onClose={() => setAsking(false)}>
          <p className="muted">{t('settings.signOutOthersLead', { count: others.length })}</p>
          <ProblemNote problem={problem} />
          <div className="dialog-actions">
            <button className="button" onClick={() => setAsking(false)}>
              {t('app.cancel')}
            </button>
            <button className="button danger" data-testid="confirm" data-autofocus disabled={busy} onClick={endOthers}>
              {t('settings.signOut')}
            </button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
