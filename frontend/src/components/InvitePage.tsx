import { type ReactNode, useCallback, useEffect } from 'react';
import { navigate } from '../state/router';
import { roomPath } from '../state/routes';
import { useSignedIn } from '../state/sync';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { rest } from '../transport/rest';
import { Link } from './Link';
import { Notice, Splash } from './Notice';
import { ProblemNote } from './ProblemNote';

/** Whoever got a link decides here whether to come in. */
export default function InvitePage({ token }: { token: string }): ReactNode {
  const { user, engine } = useSignedIn();
  const { data, problem } = useLoad(useCallback(() => rest.invited(token), [token]));
  const { busy, problem: refused, run } = useAction();

  useEffect(() => {
    document.title = 'Invitation · Chat';
  }, []);

  function accept(): void {
    run(async () => {
      const session = await rest.accept(token);
      engine.put(session);
      navigate(roomPath(session.id), 'replace');
    });
  }

  if (problem) {
    return (
      <main className="page">
        <Notice title={problem.code === 'invitation_not_found' ? 'This invitation is no longer good' : 'The invitation cannot be read'}>
          <p>{problem.code === 'invitation_not_found' ? 'It has expired or was taken back. Ask whoever sent it for a new one.' : problem.message}</p>
          <Link className="button" href="/">
            Go to your sessions
          </Link>
        </Notice>
      </main>
    );
  }
  if (!data) return <Splash />;
  return (
    <main className="page">
      <Notice title={data.session_id === undefined ? `Join “${data.session_name}”?` : `You are in “${data.session_name}” already`}>
        <p>
          {data.invited_by} has sent this invitation. {data.participant_count === 1 ? 'One person is' : `${data.participant_count} people are`} in
          the session; they will see that @{user.username} has come.
        </p>
        <ProblemNote problem={refused} />
        {data.session_id === undefined ? (
          <button className="button primary" data-testid="join" disabled={busy} onClick={accept}>
            Join
          </button>
        ) : (
          <Link className="button primary" href={roomPath(data.session_id)}>
            Open it
          </Link>
        )}
        <Link className="link" href="/">
          Not now
        </Link>
      </Notice>
    </main>
  );
}
