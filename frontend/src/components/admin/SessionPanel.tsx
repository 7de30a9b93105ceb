import { type ReactNode, useCallback, useState } from 'react';
import { t } from '../../i18n/t';
import { formatAgo, formatNumber, formatStamp } from '../../state/format';
import { navigate } from '../../state/router';
import { adminPath } from '../../state/routes';
import { useLoad } from '../../state/useLoad';
import { roles } from '../../state/words';
import { admin, type ManagedSessionDetail } from '../../transport/admin';
import { Loading } from '../shared/Frame';
import { Link } from '../shared/Link';
import { ProblemNote } from '../shared/ProblemNote';
import { type Act, ActDialog } from './ActDialog';
import { Facts, Panel } from './List';
import { SessionContent } from './SessionContent';
import { SessionTag } from './SessionTag';

interface Props {
  id: number;
  closeHref: string;
  onChanged: (session: ManagedSessionDetail) => void;
  onDeleted: () => void;
}

/** Everything about one session but what is said in it: that takes a reason. */
export function SessionPanel({ id, closeHref, onChanged, onDeleted }: Props): ReactNode {
  const { data: session, problem, put } = useLoad(useCallback(() => admin.session(id), [id]));
  const [act, setAct] = useState<Act | null>(null);
  const [reason, setReason] = useState<string | null>(null);

  function changed(next: ManagedSessionDetail): void {
    put(next);
    onChanged(next);
  }

  if (reason !== null && session) {
    return (
      <Panel title={session.name} closeHref={closeHref}>
        <SessionContent sessionId={id} reason={reason} onBack={() => setReason(null)} />
      </Panel>
    );
  }
  return (
    <Panel title={session?.name ?? t('admin.session')} closeHref={closeHref}>
      {!session && !problem && <Loading />}
      <ProblemNote problem={problem} />
      {session && (
        <>
          <span className="tags">
            <SessionTag open={session.is_active} />
          </span>
          <Facts
            facts={[
              ['admin.started', formatStamp(Date.parse(session.created_at))],
              ['admin.lastActivity', formatAgo(Date.parse(session.updated_at))],
              ['admin.messages', session.messages === null ? t('admin.notKnownNow') : formatNumber(session.messages)],
            ]}
          />
          <div className="side-acts">
            <button
              className="button"
              data-testid="read-messages"
              onClick={() =>
                setAct({
                  title: t('admin.readAsk'),
                  text: t('admin.readLead'),
                  button: t('admin.read'),
                  reasonNeeded: true,
                  run: (why) => {
                    setReason(why);
                    return Promise.resolve();
                  },
                })
              }
            >
              {t('admin.readMessages')}
            </button>
            <button className="button" data-testid={session.is_active ? 'close-session' : 'reopen-session'} onClick={() => setAct(closing(session, changed))}>
              {t(session.is_active ? 'admin.closeSession' : 'admin.reopen')}
            </button>
            <button
              className="button danger-text"
              data-testid="delete-session"
              onClick={() =>
                setAct({
                  title: t('admin.deleteAsk', { name: session.name }),
                  text: t('admin.deleteLead'),
                  button: t('admin.deleteForGood'),
                  danger: true,
                  run: async (why) => {
                    await admin.deleteSession(id, why);
                    onDeleted();
                    navigate(closeHref, 'replace');
                  },
                })
              }
            >
              {t('app.delete')}
            </button>
          </div>
          <h3>{t('admin.people')}</h3>
          <ul className="entries" aria-label={t('admin.peopleHere')}>
            {session.participants.map((person) => (
              <li key={person.id} className="entry">
                <span className="entry-text">
                  <Link className="link" href={adminPath('users', person.id)}>
                    {person.display_name}
                  </Link>
                  <span className="muted">@{person.username}</span>
                </span>
                <span className="muted">{roles[person.role]}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {act && <ActDialog act={act} onClose={() => setAct(null)} />}
    </Panel>
  );
}

function closing(session: ManagedSessionDetail, onChanged: (session: ManagedSessionDetail) => void): Act {
  return session.is_active
    ? {
        title: t('admin.closeAsk', { name: session.name }),
        text: t('admin.closeLead'),
        button: t('admin.closeSession'),
        danger: true,
        run: async (why) => onChanged(await admin.actOnSession(session.id, 'deactivate', why)),
      }
    : {
        title: t('admin.reopenAsk', { name: session.name }),
        text: t('admin.reopenLead'),
        button: t('admin.reopen'),
        run: async (why) => onChanged(await admin.actOnSession(session.id, 'reactivate', why)),
      };
}
