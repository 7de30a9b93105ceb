import { type ReactNode, useState } from 'react';
import { formatAgo, formatFull } from '../../state/format';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { accounts, type SignIn } from '../../transport/account';
import { Dialog } from '../Dialog';
import { Card, Loading } from '../Frame';
import { Icon } from '../Icon';
import { ProblemNote } from '../ProblemNote';
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
    <Card title="Where you are signed in" lead="Something you do not know? Sign it out, and change your password.">
      {!sorted && !unread && <Loading />}
      <ProblemNote problem={unread ?? (asking ? null : problem)} />
      {unread && <TryAgain onRetry={reload} />}
      {sorted && (
        <ul className="entries" aria-label="Sign-ins">
          {sorted.map((signIn) => (
            <li key={signIn.id} className="entry" data-testid="sign-in" data-current={signIn.is_current}>
              <Icon name={signIn.kind === 'token' ? 'key' : 'device'} />
              <span className="entry-text">
                <span>
                  <strong>{signIn.device || 'Unknown device'}</strong>{' '}
                  {signIn.is_current && (
                    <span className="tag" data-kind="good">
                      This device
                    </span>
                  )}
                </span>
                <span className="muted">
                  {signIn.address ? `${signIn.address} · ` : ''}
                  <time dateTime={signIn.last_seen_at} title={formatFull(Date.parse(signIn.last_seen_at))}>
                    {signIn.is_current ? 'active now' : `active ${formatAgo(Date.parse(signIn.last_seen_at))}`}
                  </time>
                  {' · '}
                  <time dateTime={signIn.created_at} title={formatFull(Date.parse(signIn.created_at))}>
                    signed in {formatAgo(Date.parse(signIn.created_at))}
                  </time>
                </span>
              </span>
              {!signIn.is_current && (
                <button
                  className="button small"
                  data-testid="end-sign-in"
                  aria-label={`Sign out ${signIn.device || 'this device'}`}
                  disabled={busy}
                  onClick={() => end(signIn)}
                >
                  Sign out
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {sorted && others.length === 0 && <p className="muted">You are signed in nowhere else.</p>}
      {others.length > 0 && (
        <div className="actions">
          <button className="button danger" data-testid="end-other-sign-ins" onClick={() => setAsking(true)}>
            Sign out everywhere else
          </button>
        </div>
      )}
      {asking && (
        <Dialog title="Sign out everywhere else?" onClose={() => setAsking(false)}>
          <p className="muted">
            {others.length === 1 ? 'One other sign-in ends' : `${others.length} other sign-ins end`} at once. You stay signed in here.
          </p>
          <ProblemNote problem={problem} />
          <div className="dialog-actions">
            <button className="button" onClick={() => setAsking(false)}>
              Cancel
            </button>
            <button className="button danger" data-testid="confirm" data-autofocus disabled={busy} onClick={endOthers}>
              Sign out
            </button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
