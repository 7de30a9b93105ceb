import { memo, type ReactNode } from 'react';
import { formatWhen } from '../state/format';
import { roomPath } from '../state/routes';
import { useSignedIn, useSync } from '../state/sync';
import type { Message, Session } from '../sync/protocol';
import { excerpt } from '../state/words';
import { Avatar } from './Avatar';
import { Link } from './Link';
import './sessions.css';

export function SessionList({ activeId, onCreate }: { activeId: number | null; onCreate: () => void }): ReactNode {
  const sessions = useSync((state) => state.sessions);
  const me = useSignedIn().user.id;

  if (sessions === null) return <div className="sessions-empty" aria-busy="true" />;
  if (sessions.length === 0) {
    return (
      <div className="sessions-empty">
        <p>No sessions yet.</p>
        <button className="button" onClick={onCreate}>
          Start one
        </button>
      </div>
    );
  }
  return (
    <ul className="sessions">
      {sessions.map(({ session, last, unread }) => (
        <Item key={session.id} session={session} last={last} unread={unread} active={session.id === activeId} me={me} />
      ))}
    </ul>
  );
}

interface ItemProps {
  session: Session;
  last: Message | null;
  unread: number;
  active: boolean;
  me: number;
}

const Item = memo(function Item({ session, last, unread, active, me }: ItemProps): ReactNode {
  const at = Date.parse(last?.timestamp ?? session.updated_at);
  return (
    <li>
      <Link
        className="session"
        href={roomPath(session.id)}
        data-testid="session-item"
        data-session-id={session.id}
        data-unread={unread}
        aria-current={active ? 'page' : undefined}
      >
        <Avatar name={session.name} seed={session.id} shape="square" size="large" />
        <span className="session-text">
          <span className="session-name">{session.name}</span>
          <span className="session-preview">{last ? preview(last, me) : people(session, me)}</span>
        </span>
        <span className="session-side">
          <time dateTime={new Date(at).toISOString()}>{formatWhen(at)}</time>
          {unread > 0 && (
            <span className="badge">
              {unread > 99 ? '99+' : unread}
              <span className="visually-hidden"> unread</span>
            </span>
          )}
        </span>
      </Link>
    </li>
  );
});

function preview(message: Message, me: number): string {
  return `${message.sender.id === me ? 'You' : message.sender.display_name}: ${excerpt(message)}`;
}

/** Who else is in it, while no message is known. */
function people(session: Session, me: number): string {
  const others = session.participants.filter((p) => p.id !== me);
  const named = others.slice(0, 3).map((p) => p.display_name);
  const more = session.participant_count - 1 - named.length;
  if (named.length === 0) return 'Only you';
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
