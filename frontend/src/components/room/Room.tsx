import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { answerDraft, followDraft, readDraft } from '../../state/drafts';
import { navigate, useQuery } from '../../state/router';
import { roomPath } from '../../state/routes';
import { useSignedIn, useSync } from '../../state/sync';
import type { Reached } from '../../sync/past';
import type { Message, Participant } from '../../sync/protocol';
import { Composer, type ComposerHandle } from '../composer/Composer';
import { SessionDetails } from '../details/SessionDetails';
import { EncryptedMark } from '../encryption/EncryptedMark';
import { KeyBar } from '../encryption/KeyBar';
import { useEncrypted } from '../encryption/useEncryption';
import { Attendance } from '../people/Attendance';
import { ReadBy } from '../people/ReadBy';
import { SessionAvatar } from '../sessions/SessionAvatar';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';
import { Notice } from '../shared/Notice';
import { LeftBehind } from './LeftBehind';
import { MessageLog } from './MessageLog';
import { type Editing, type RoomActions, RoomActionsContext } from './RoomActions';
import './room.css';

const EmojiPicker = lazy(() => import('../composer/EmojiPicker'));
const MessageSheet = lazy(() => import('../message/MessageSheet'));

/** Milliseconds for which a word is shown that nobody has to answer. */
const noteFor = 5000;
const nobody: readonly Participant[] = [];

interface Offered {
  message: Message;
  onReact: (emoji: string, on: boolean) => void;
}

interface Picking {
  anchor: DOMRect;
  onPick: (emoji: string) => void;
}

export function Room({ id }: { id: number }): ReactNode {
  const { user, engine } = useSignedIn();
  const session = useSync((state) => state.sessions?.find((s) => s.session.id === id)?.session);
  const missing = useSync((state) => state.missing.has(id));
  const encrypted = useEncrypted(id);
  const [details, setDetails] = useState(false);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [replyTo, setReplyTo] = useState(() => readDraft(user.id, id).replyTo);
  const [readOf, setReadOf] = useState<Message | null>(null);
  const [picking, setPicking] = useState<Picking | null>(null);
  const [offered, setOffered] = useState<Offered | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [lost, setLost] = useState<Exclude<Reached, 'there'> | null>(null);
  const linked = useQuery('m');
  const target = chosen ?? (linked !== null && /^[1-9]\d{0,14}$/.test(linked) ? Number(linked) : null);
  const answered = useSync((state) => {
    const room = replyTo === null ? undefined : state.rooms.get(id);
    return room?.past?.messages.find((m) => m.seq === replyTo) ?? room?.messages.find((m) => m.seq === replyTo) ?? null;
  });
  const [marked, setMarked] = useState<number | null>(null);
  const composer = useRef<ComposerHandle>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    engine.open(id);
    return () => engine.close(id);
  }, [engine, id, missing]);

  useEffect(() => followDraft(user.id, id, (draft) => setReplyTo(draft.replyTo)), [user.id, id]);

  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => setLost(null), noteFor);
    return () => clearTimeout(timer);
  }, [lost]);

  const actions = useMemo<RoomActions>(() => {
    const names = new Map(session?.participants.map((p) => [p.id, p.display_name]));
    const people = new Map(session?.participants.map((p) => [p.username.toLowerCase(), { name: p.display_name, me: p.id === user.id }]));
    return {
      open: session?.is_active !== false,
      moderates: session?.my_role === 'owner' || session?.my_role === 'moderator',
      nameOf: (userId) => (userId === user.id ? t('room.you') : (names.get(userId) ?? t('room.someone'))),
      personNamed: (username) => people.get(username.toLowerCase()) ?? null,
      edit: (message) => {
        setEditing((last) => message && { seq: message.seq, turn: (last?.turn ?? 0) + 1 });
        if (!message) composer.current?.focus();
      },
      reply: (message) => {
        setReplyTo(message.seq);
        answerDraft(user.id, id, message.seq);
        composer.current?.focus();
      },
      pickEmoji: (anchor, onPick) => setPicking({ anchor, onPick }),
      offer: (message, onReact) => setOffered({ message, onReact }),
      readers: setReadOf,
      show: (seq) => {
        setMarked(null);
        setChosen(seq);
      },
    };
  }, [session, user, id]);

  const shown = useCallback(
    (reached: Reached) => {
      setMarked(reached === 'there' ? target : null);
      setLost(reached === 'there' ? null : reached);
      setChosen(null);
      // The way there is gone: a reload does not lead back to it.
      if (linked !== null) navigate(roomPath(id), 'replace');
    },
    [target, linked, id],
  );

  if (missing) {
    return (
      <Notice title={t('room.missing')}>
        <p>{t('room.missingLead')}</p>
        <LeftBehind sessionId={id} />
        <Link className="button" href="/">
          {t('app.toSessions')}
        </Link>
      </Notice>
    );
  }
  return (
    <RoomActionsContext value={actions}>
      <section className="room" aria-label={session?.name ?? t('room.session')}>
        <div className="room-main">
          <header className="room-head">
            <Link className="icon-button room-back" href="/" aria-label={t('sessions.backToSessions')}>
              <Icon name="back" />
            </Link>
            {session && (
              <>
                <SessionAvatar session={session} />
                <div className="room-title">
                  <h1>
                    {encrypted && <EncryptedMark />}
                    {session.name}
                  </h1>
                  <Attendance session={session} />
                </div>
                <button
                  ref={opener}
                  className="icon-button"
                  data-testid="session-details"
                  aria-expanded={details}
                  aria-label={t('sessions.peopleAndSettings')}
                  title={t('sessions.peopleAndSettings')}
                  onClick={() => setDetails(!details)}
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
          <div className="room-note" role="status">
            {lost && t(lost === 'gone' ? 'room.messageGone' : 'room.messageUnreachable')}
          </div>
          {encrypted && <KeyBar sessionId={id} people={session?.participants ?? nobody} />}
          <Composer
            sessionId={id}
            name={session?.name ?? ''}
            closed={session?.is_active === false}
            encrypted={encrypted}
            people={session?.participants ?? nobody}
            handle={composer}
            replyTo={replyTo}
            answered={answered}
            onNoReply={() => {
              setReplyTo(null);
              answerDraft(user.id, id, null);
            }}
            onSent={() => setReplyTo(null)}
          />
        </div>
        {details && session && (
          <SessionDetails
            session={session}
            onClose={() => {
              setDetails(false);
              opener.current?.focus();
            }}
          />
        )}
        {readOf && session && <ReadBy message={readOf} participants={session.participants} onClose={() => setReadOf(null)} />}
        {offered && (
          <Suspense>
            <MessageSheet {...offered} onClose={() => setOffered(null)} />
          </Suspense>
        )}
        {picking && (
          <Suspense>
            <EmojiPicker {...picking} onClose={() => setPicking(null)} />
          </Suspense>
        )}
      </section>
    </RoomActionsContext>
  );
}
