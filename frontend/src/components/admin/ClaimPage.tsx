import { type ReactNode, useEffect, useState } from 'react';
import { rich, t } from '../../i18n/t';
import { useAccount } from '../../state/account';
import { useSignedIn } from '../../state/sync';
import { titlePage } from '../../state/title';
import { useAction } from '../../state/useAction';
import { admin } from '../../transport/admin';
import { Link } from '../shared/Link';
import { Notice } from '../shared/Notice';
import { ProblemNote } from '../shared/ProblemNote';

/** Makes whoever runs the system, and so could read the link, its first administrator. */
export default function ClaimPage({ token }: { token: string }): ReactNode {
  const { user } = useSignedIn();
  const { store } = useAccount();
  const { busy, problem, run } = useAction();
  const [done, setDone] = useState(false);

  useEffect(() => {
    titlePage(t('admin.title'));
  });

  function claim(): void {
    run(async () => {
      await admin.claim(token);
      await store.load();
      setDone(true);
    });
  }

  return (
    <main className="page">
      {done ? (
        <Notice title={t('admin.claimed')}>
          <p>{t('admin.claimedLead')}</p>
          <Link className="button primary" href="/admin/" data-testid="to-admin">
            {t('admin.toAdministration')}
          </Link>
        </Notice>
      ) : (
        <Notice title={t('admin.claimAsk')}>
          <p>{rich('admin.claimLead', { username: user.username, b: (text) => <strong>{text}</strong> })}</p>
          <ProblemNote problem={problem} own={{ not_found: t('admin.claimFailed') }} />
          <button className="button primary" data-testid="claim" disabled={busy} onClick={claim}>
            {t('admin.claim')}
          </button>
          <Link className="link" href="/">
            {t('admin.notNow')}
          </Link>
        </Notice>
      )}
    </main>
  );
}
