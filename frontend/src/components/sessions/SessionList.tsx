import { memo, type ReactNode, useState } from 'react';
import { directionOf } from '../../i18n/direction';
import { useLocale } from '../../i18n/locale';
import { type Key, t } from '../../i18n/t';
import { formatList, formatWhen } from '../../state/format';
import { roomPath } from '../../state/routes';
import { arrange, type Filter, filters } from '../../state/sessionList';
import { useSignedIn, useSync } from '../../state/sync';
import { useToday } from '../../state/today';
import { useAction } from '../../state/useAction';
import { excerpt } from '../../state/words';
import type { SessionView } from '../../sync/directory';
import type { Message, Session } from '../../sync/protocol';
import { EncryptedMark } from '../encryption/EncryptedMark';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';
import { SessionAvatar } from './SessionAvatar';
import './sessions.css';

const names: Record<Filter, Key> = { all: 'sessions.all', unread: 'sessions.unread', mentions: 'sessions.mentions', direct: 'sessions.direct' };
const nothing: Record<Filter, Key> = {
  all: 'sessions.noneAll',
  unread: 'sessions.noneUnread',
  mentions: 'sessions.noneMentions',
  direct: 'sessions.noneDirect',
};

export function SessionList({ activeId, onCreate }: { activeId: number | null; onCreate: () => void }): ReactNode {
  const sessions = useSync((state) => state.sessions);
  const [filter, setFilter] = useState<Filter>('all');

  if (sessions === null) return <div className="sessions-empty" aria-busy="true" />;
  const { pinned, others } = arrange(sessions, filter, activeId);
  const waiting: Record<Filter, boolean> = {
    all: false,
    unread: sessions.some((view) => view.unread > 0 && !view.session.preferences.muted),
    mentions: sessions.some((view) => view.mentions > 0),
    direct: sessions.some((view) => view.session.kind === 'direct' && view.unread > 0),
  };
  return (
    <>
      {sessions.length > 0 && (
        <div className="filters" role="group" aria-label={t('sessions.show')}>
          {filters.map((name) => (
            <button
              key={name}
              className="filter"
              data-testid={`filter-${name}`}
              data-waiting={waiting[name]}
              aria-pressed={filter === name}
              onClick={() => setFilter(name)}
            >
              {t(names[name])}
            </button>
          ))}
        </div>
      )}
      {pinned.length + others.length === 0 ? (
        <div className="sessions-empty">
          <p>{t(nothing[filter])}</p>
          {filter === 'all' && (
            <button className="button" onClick={onCreate}>
              {t('sessions.startOne')}
            </button>
          )}
        </div>
      ) : (
        <div className="sessions">
          {pinned.length > 0 && <Part title={t('sessions.pinned')} views={pinned} activeId={activeId} />}
          {others.length > 0 && <Part title={pinned.length > 0 ? t('sessions.recent') : null} views={others} activeId={activeId} />}
        </div>
      )}
    </>
  );
}

function Part({ title, views, activeId }: { title: string | null; views: readonly SessionView[]; activeId: number | null }): ReactNode {
  return (
    <>
      {title !== null && <h2 className="sessions-title">{title}</h2>}
      <ul aria-label={title ?? t('sessions.sessions')}>
        {views.map((view) => (
          <Item
            key={view.session.id}
            session={view.session}
            last={view.last}
            unread={view.unread}
            mentions={view.mentions}
            active={view.session.id === activeId}
          />
        ))}
      </ul>
    </>
  );
}

interface ItemProps {
  session: Session;
  last: Message | null;
  unread: number;
  mentions: number;
  active: boolean;
}

const Item = memo(function Item({ session, last, unread, mentions, active }: ItemProps): ReactNode {
  const me = useSignedIn().user.id;
  // Memoized: another language must reach it all the same.
  useLocale();
  useToday();
  const at = Date.parse(last?.timestamp ?? session.updated_at);
  const { muted } = session.preferences;
  const loud = mentions > 0 || (session.kind === 'direct' && unread > 0 && !muted);
  return (
    <li className="session-row">
      <Link
        className="session"
        href={roomPath(session.id)}
        data-testid="session-item"
        data-session-id={session.id}
        data-unread={unread}
        data-mentions={mentions}
        data-muted={muted}
        aria-current={active ? 'page' : undefined}
      >
        <SessionAvatar session={session} size="large" />
        <span className="session-text">
          <span className="session-name">
            {session.is_encrypted && <EncryptedMark />}
            {session.name}
          </span>
          <Preview session={session} last={last} me={me} />
        </span>
        <span className="session-side">
          <time dateTime={new Date(at).toISOString()}>{formatWhen(at)}</time>
          <span className="session-marks">
            {muted && (
              <>
                <Icon name="mute" />
                <span className="visually-hidden">{t('sessions.muted')}</span>
              </>
            )}
            {unread > 0 && (
              <span className="badge" data-testid="badge" data-kind={loud ? 'mention' : muted ? 'muted' : 'unread'}>
                <span aria-hidden="true">
                  {mentions > 0 && '@'}
                  {unread > 99 ? '99+' : unread}
                </span>
                <span className="visually-hidden">{unreadWords(unread, mentions)}</span>
              </span>
            )}
          </span>
        </span>
      </Link>
      <Tools session={session} />
    </li>
  );
});

/** What is done with a session without going there; seen when the mouse or the focus is on it. */
function Tools({ session }: { session: Session }): ReactNode {
  const { engine } = useSignedIn();
  const { busy, run } = useAction();
  const { pinned, muted } = session.preferences;
  return (
    <span className="session-tools">
      <button
        className="icon-button"
        data-testid="pin"
        aria-pressed={pinned}
        aria-label={t('sessions.pin', { name: session.name })}
        title={t(pinned ? 'sessions.unpinTitle' : 'sessions.pinTitle')}
        disabled={busy}
        onClick={() => run(() => engine.prefer(session.id, !pinned, muted))}
      >
        <Icon name="pin" />
      </button>
      <button
        className="icon-button"
        data-testid="mute"
        aria-pressed={muted}
        aria-label={t('sessions.mute', { name: session.name })}
        title={t(muted ? 'sessions.unmuteTitle' : 'sessions.muteTitle')}
        disabled={busy}
        onClick={() => run(() => engine.prefer(session.id, pinned, !muted))}
      >
        <Icon name="mute" />
      </button>
    </span>
  );
}

function Preview({ session, last, me }: { session: Session; last: Message | null; me: number }): ReactNode {
  const typing = useSync((state) => state.typing.get(session.id));
  const [writer] = typing ?? [];
  if (writer) {
    return <span className="session-preview session-typing">{session.kind === 'direct' ? t('sessions.writingDirect') : t('sessions.writingName', { name: writer.display_name })}</span>;
  }
  // Cut off at the end of what was said, not at its beginning: its direction is that of the line.
  const direction = last ? directionOf(excerpt(last)) : undefined;
  return (
    <span className="session-preview" dir={direction}>
      {last ? preview(session, last, me) : people(session, me)}
    </span>
  );
}

function unreadWords(count: number, mentions: number): string {
  return mentions > 0 ? t('sessions.unreadForYou', { count, mentions }) : t('sessions.unreadCount', { count });
}

function preview(session: Session, message: Message, me: number): string {
  if (message.sender.id === me) return t('sessions.you', { text: excerpt(message) });
  return session.kind === 'direct' ? excerpt(message) : t('sessions.said', { name: message.sender.display_name, text: excerpt(message) });
}

/** Who else is in it, while no message is known. */
function people(session: Session, me: number): string {
  const others = session.participants.filter((p) => p.id !== me);
  if (session.kind === 'direct') return others[0] ? `@${others[0].username}` : t('sessions.nobodyLeft');
  const named = others.slice(0, 3).map((p) => p.display_name);
  const more = session.participant_count - 1 - named.length;
  if (named.length === 0) return t('sessions.onlyYou');
  return more > 0 ? formatList([...named, t('app.andMore', { count: more })]) : formatList(named);
}
