import { type ReactNode, useEffect, useState } from 'react';
import { useAccount } from '../../state/account';
import { useSignedIn } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { admin } from '../../transport/admin';
import { Link } from '../Link';
import { Notice } from '../Notice';
import { ProblemNote } from '../ProblemNote';

const own = {
  not_found: 'This link does not work: there is an administrator already, or the system was started anew since. The newest link is in its output.',
};

/** Makes whoever runs the system, and so could read the link, its first administrator. */
export default function ClaimPage({ token }: { token: string }): ReactNode {
  const { user } = useSignedIn();
  const { store } = useAccount();
  const { busy, problem, run } = useAction();
  const [done, setDone] = useState(false);

  useEffect(() => {
    document.title = 'Administration · Chat';
  }, []);

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
        <Notice title="You are the administrator now">
          <p>You can look after users and sessions, and make others administrators.</p>
          <Link className="button primary" href="/admin/" data-testid="to-admin">
            Go to the administration
          </Link>
        </Notice>
      ) : (
        <Notice title="Become the administrator?">
          <p>
            You are signed in as <strong>@{user.username}</strong>. The first administrator looks after users and sessions, and can make
            others administrators.
          </p>
          <ProblemNote problem={problem} own={own} />
          <button className="button primary" data-testid="claim" disabled={busy} onClick={claim}>
            Become the administrator
          </button>
          <Link className="link" href="/">
            Not now
          </Link>
        </Notice>
      )}
    </main>
  );
}
