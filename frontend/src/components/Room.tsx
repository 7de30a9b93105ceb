import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSignedIn, useSync } from '../state/sync';
import type { Message } from '../sync/protocol';
import { Attendance } from './Attendance';
import { Composer, type ComposerHandle } from './Composer';
import { DeleteMessage } from './DeleteMessage';
import { Icon } from './Icon';
import { Link } from './Link';
import { MessageLog } from './MessageLog';
import { Notice } from './Notice';
import { type Editing, type RoomActions, RoomActionsContext } from './RoomActions';
import { SessionAvatar } from './SessionAvatar';
import { SessionDetails } from './SessionDetails';
import './room.css';

export function Room({ id }: { id: number }): ReactNode {
  const { user, engine } = useSignedIn();
  const session = useSync((state) => state.sessions?.find((s) => s.session.id === id)?.session);
  const missing = useSync((state) => state.missing.has(id));
  const [details, setDetails] = useState(false);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [deleting, setDeleting] = useState<Message | null>(null);
  const [target, setTarget] = useState(messageInAddress);
  const [marked, setMarked] = useState<number | null>(null);
  const composer = useRef<ComposerHandle>(null);

  useEffect(() => {
    engine.open(id);
    return () => engine.close(id);
  }, [engine, id, missing]);

  const actions = useMemo<RoomActions>(() => {
    const names = new Map(session?.participants.map((p) => [p.id, p.display_name]));
    return {
      open: session?.is_active !== false,
      moderates: session?.my_role === 'owner' || session?.my_role === 'moderator',
      nameOf: (userId) => (userId === user.id ? 'You' : (names.get(userId) ?? 'Someone')),
      edit: (message) => {
        setEditing((last) => message && { seq: message.seq, turn: (last?.turn ?? 0) + 1 });
        if (!message) composer.current?.focus();
      },
      reply: (message) => {
        setReplyTo(message);
        composer.current?.focus();
      },
      remove: setDeleting,
      show: (seq) => {
        setMarked(null);
        setTarget(seq);
      },
    };
  }, [session, user]);

  const shown = useCallback(
    (found: boolean) => {
      if (found) setMarked(target);
      setTarget(null);
    },
    [target],
  );

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
    <RoomActionsContext value={actions}>
      <section className="room" aria-label={session?.name ?? 'Session'}>
        <header className="room-head">
          <Link className="icon-button room-back" href="/" aria-label="Back to the sessions">
            <Icon name="back" />
          </Link>
          {session && (
            <>
              <SessionAvatar session={session} />
              <div className="room-title">
                <h1>{session.name}</h1>
                <Attendance session={session} />
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
        <MessageLog
          sessionId={id}
          participants={session?.participants}
          editing={editing}
          target={target}
          onShown={shown}
          marked={marked}
        />
        <Composer
          sessionId={id}
          name={session?.name ?? ''}
          closed={session?.is_active === false}
          handle={composer}
          replyTo={replyTo}
          onNoReply={() => setReplyTo(null)}
        />
        {details && session && <SessionDetails session={session} onClose={() => setDetails(false)} />}
        {deleting && <DeleteMessage message={deleting} onClose={() => setDeleting(null)} />}
      </section>
    </RoomActionsContext>
  );
}

/** The number of the message that a link leads to. */
function messageInAddress(): number | null {
  const seq = Number(new URLSearchParams(location.search).get('m'));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}
