import { type ReactNode, useEffect, useState } from 'react';
import { useSignedIn, useSync } from '../state/sync';
import type { Session } from '../sync/protocol';
import { Avatar } from './Avatar';
import { Composer } from './Composer';
import { Icon } from './Icon';
import { Link } from './Link';
import { MessageLog } from './MessageLog';
import { Notice } from './Notice';
import { SessionDetails } from './SessionDetails';
import './room.css';

export function Room({ id }: { id: number }): ReactNode {
  const { engine } = useSignedIn();
  const session = useSync((state) => state.sessions?.find((s) => s.session.id === id)?.session);
  const missing = useSync((state) => state.missing.has(id));
  const [details, setDetails] = useState(false);

  useEffect(() => {
    engine.open(id);
    return () => engine.close(id);
  }, [engine, id, missing]);

  if (missing) {
    return (
      <Notice title="This session is not here">
        <p>It does not exist, was deleted, or you are not one of its participants.</p>
        <Link className="button" href="/">
          Go to your sessions
        </Link>
      </Notice>
    );
  }
  return (
    <section className="room" aria-label={session?.name ?? 'Session'}>
      <header className="room-head">
        <Link className="icon-button room-back" href="/" aria-label="Back to the sessions">
          <Icon name="back" />
        </Link>
        {session && (
          <>
            <Avatar name={session.name} seed={session.id} shape="square" />
            <div className="room-title">
              <h1>{session.name}</h1>
              <p>{headcount(session)}</p>
            </div>
            <button
              className="icon-button"
              data-testid="session-details"
              aria-label="People and settings"
              title="People and settings"
              onClick={() => setDetails(true)}
            >
              <Icon name="people" />
            </button>
          </>
        )}
      </header>
      <MessageLog sessionId={id} />
      <Composer sessionId={id} name={session?.name ?? ''} closed={session?.is_active === false} />
      {details && session && <SessionDetails session={session} onClose={() => setDetails(false)} />}
    </section>
  );
}

function headcount(session: Session): string {
  return session.participant_count === 1 ? 'Only you' : `${session.participant_count} people`;
}
