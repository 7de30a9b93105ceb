import { type ReactNode, useCallback, useEffect } from 'react';
import { t } from '../../i18n/t';
import { navigate } from '../../state/router';
import { roomPath } from '../../state/routes';
import { sentence } from '../../state/sentences';
import { useSignedIn } from '../../state/sync';
import { titlePage } from '../../state/title';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { rest } from '../../transport/rest';
import { Link } from '../shared/Link';
import { Notice, Splash } from '../shared/Notice';
import { ProblemNote } from '../shared/ProblemNote';

/** Whoever got a link decides here whether to come in. */
export default function InvitePage({ token }: { token: string }): ReactNode {
  const { user, engine } = useSignedIn();
  const { data, problem } = useLoad(useCallback(() => rest.invited(token), [token]));
  const { busy, problem: refused, run } = useAction();

  useEffect(() => {
    titlePage(t('sessions.invitation'));
  });

  function accept(): void {
    run(async () => {
      const session = await rest.accept(token);
      engine.put(session);
      navigate(roomPath(session.id), 'replace');
    });
  }

  if (problem) {
    return (
      <main className="page" tabIndex={-1}>
        <Notice title={t(problem.code === 'invitation_not_found' ? 'sessions.invitationGone' : 'sessions.invitationUnread')}>
          <p>{sentence(problem, { invitation_not_found: t('sessions.invitationGoneLead') })}</p>
          <Link className="button" href="/">
            {t('app.toSessions')}
          </Link>
        </Notice>
      </main>
    );
  }
  if (!data) return <Splash />;
  return (
    <main className="page" tabIndex={-1}>
      <Notice title={t(data.session_id === undefined ? 'sessions.joinAsk' : 'sessions.joined', { name: data.session_name })}>
        <p>{t('sessions.invitedBy', { count: data.participant_count, name: data.invited_by, username: user.username })}</p>
        <ProblemNote problem={refused} />
        {data.session_id === undefined ? (
          <button className="button primary" data-testid="join" disabled={busy} onClick={accept}>
            {t('sessions.join')}
          </button>
        ) : (
          <Link className="button primary" href={roomPath(data.session_id)}>
            {t('sessions.openIt')}
          </Link>
        )}
        <Link className="link" href="/">
          {t('sessions.notNow')}
        </Link>
      </Notice>
    </main>
  );
}
