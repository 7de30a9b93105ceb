import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { formatDay } from '../state/format';
import { useSignedIn, useSync } from '../state/sync';
import { timeline } from '../state/timeline';
import { Announcer } from './Announcer';
import { Icon } from './Icon';
import { MessageGroup } from './MessageGroup';
import { useFollow } from './useFollow';
import './log.css';

/** With more messages than `most` loaded, a reader at the end lets go of all but `kept`. */
const most = 600;
const kept = 200;
/** Pixels from the top at which older messages are fetched. */
const nearTop = 600;

export function MessageLog({ sessionId }: { sessionId: number }): ReactNode {
  const { user, engine } = useSignedIn();
  const room = useSync((state) => state.rooms.get(sessionId));
  const all = useSync((state) => state.outgoing);
  const outgoing = useMemo(() => all.filter((m) => m.session_id === sessionId), [all, sessionId]);
  const messages = useMemo(() => room?.messages ?? [], [room?.messages]);
  const days = useMemo(() => timeline(messages, outgoing, user), [messages, outgoing, user]);
  const scroller = useRef<HTMLDivElement>(null);
  const { atEnd, behind, jump } = useFollow(scroller, messages, outgoing, user.id);
  const latest = days.at(-1)?.groups.at(-1);
  const older = room?.hasOlder === true ? room.older : null;

  useEffect(() => {
    const element = scroller.current;
    if (!element || older !== 'idle') return;
    const look = () => {
      if (element.scrollTop < nearTop) engine.loadOlder(sessionId);
    };
    // A page may be shorter than the view, and then nothing would ever scroll.
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [engine, sessionId, older, messages]);

  useEffect(() => {
    if (!atEnd) return;
    if (messages.length > most) engine.trim(sessionId, kept);
    const look = () => {
      if (document.visibilityState === 'visible') engine.markSeen(sessionId);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [engine, sessionId, atEnd, messages]);

  return (
    <div className="log">
      {/* Focusable, so that it scrolls with the keyboard. */}
      <div className="log-scroller" ref={scroller} tabIndex={0} role="region" aria-label="Messages">
        <div className="log-content">
          {room?.status === 'ready' && !room.hasOlder && (
            <p className="log-start">
              {messages.length + outgoing.length > 0 ? 'This is where it began.' : 'Nothing here yet. Say hello!'}
            </p>
          )}
          {older === 'failed' && (
            <p className="log-older">
              Older messages could not be loaded.{' '}
              <button className="link" onClick={() => engine.loadOlder(sessionId)}>
                Try again
              </button>
            </p>
          )}
          {(older === 'idle' || older === 'loading') && <p className="log-older">Loading older messages…</p>}
          {room?.status === 'failing' && <p className="log-older">The messages cannot be loaded right now. Trying again…</p>}
          {days.map((day) => (
            <section key={day.key} className="day">
              <h2 className="day-head">
                <span>{formatDay(day.at)}</span>
              </h2>
              {day.groups.map((group) => (
                <MessageGroup key={group.key} group={group} latest={group === latest} />
              ))}
            </section>
          ))}
        </div>
      </div>
      {!atEnd && (
        <button className="jump" data-testid="jump-latest" data-count={behind} onClick={jump}>
          <Icon name="down" />
          {behind === 0 ? 'Jump to latest' : behind === 1 ? '1 new message' : `${behind} new messages`}
        </button>
      )}
      <Announcer messages={messages} />
    </div>
  );
}
