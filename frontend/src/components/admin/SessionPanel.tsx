import { type ReactNode, useCallback, useState } from 'react';
import { formatAgo, formatStamp } from '../../state/format';
import { navigate } from '../../state/router';
import { adminPath } from '../../state/routes';
import { useLoad } from '../../state/useLoad';
import { roles } from '../../state/words';
import { admin, type ManagedSessionDetail } from '../../transport/admin';
import { Loading } from '../Frame';
import { Link } from '../Link';
import { ProblemNote } from '../ProblemNote';
import { type Act, ActDialog } from './ActDialog';
import { Facts, Panel } from './List';
import { SessionContent } from './SessionContent';
import { SessionTag } from './Sessions';

interface Props {
  id: number;
  onChanged: (session: ManagedSessionDetail) => void;
  onDeleted: () => void;
}

/** Everything about one session but what is said in it: that takes a reason. */
export function SessionPanel({ id, onChanged, onDeleted }: Props): ReactNode {
  const { data: session, problem, put } = useLoad(useCallback(() => admin.session(id), [id]));
  const [act, setAct] = useState<Act | null>(null);
  const [reason, setReason] = useState<string | null>(null);

  function changed(next: ManagedSessionDetail): void {
    put(next);
    onChanged(next);
  }

  if (reason !== null && session) {
    return (
      <Panel title={session.name} closeHref={adminPath('sessions')}>
        <SessionContent sessionId={id} reason={reason} onBack={() => setReason(null)} />
      </Panel>
    );
  }
  return (
    <Panel title={session?.name ?? 'Session'} closeHref={adminPath('sessions')}>
      {!session && !problem && <Loading />}
      <ProblemNote problem={problem} />
      {session && (
        <>
          <span className="tags">
            <SessionTag open={session.is_active} />
          </span>
          <Facts
            facts={{
              Started: formatStamp(Date.parse(session.created_at)),
              'Last activity': formatAgo(Date.parse(session.updated_at)),
              Messages: session.messages?.toLocaleString() ?? 'not known right now',
            }}
          />
          <div className="panel-acts">
            <button
              className="button"
              data-testid="read-messages"
              onClick={() =>
                setAct({
                  title: 'Read the messages of this session?',
                  text: 'You are not one of the people it was written for. That you read it, and why, is written down for ever.',
                  button: 'Read',
                  reasonNeeded: true,
                  run: (why) => {
                    setReason(why);
                    return Promise.resolve();
                  },
                })
              }
            >
              Read messages
            </button>
            <button className="button" data-testid={session.is_active ? 'close-session' : 'reopen-session'} onClick={() => setAct(closing(session, changed))}>
              {session.is_active ? 'Close' : 'Reopen'}
            </button>
            <button
              className="button danger-text"
              data-testid="delete-session"
              onClick={() =>
                setAct({
                  title: `Delete “${session.name}”?`,
                  text: 'The session and all its messages go, for everyone and for good.',
                  button: 'Delete for good',
                  danger: true,
                  run: async (why) => {
                    await admin.deleteSession(id, why);
                    onDeleted();
                    navigate(adminPath('sessions'), 'replace');
                  },
                })
              }
            >
              Delete
            </button>
          </div>
          <h3>People</h3>
          <ul className="entries" aria-label="People in this session">
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
        title: `Close “${session.name}”?`,
        text: 'It can be read, but nobody can write there until it is reopened.',
        button: 'Close',
        danger: true,
        run: async (why) => onChanged(await admin.actOnSession(session.id, 'deactivate', why)),
      }
    : {
        title: `Reopen “${session.name}”?`,
        text: 'Its people can write there again.',
        button: 'Reopen',
        run: async (why) => onChanged(await admin.actOnSession(session.id, 'reactivate', why)),
      };
}
