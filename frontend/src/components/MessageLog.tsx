import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { formatDay } from '../state/format';
import { useSignedIn, useSync } from '../state/sync';
import { timeline } from '../state/timeline';
import { seenBy } from '../state/words';
import type { Message, Participant } from '../sync/protocol';
import { Announcer } from './Announcer';
import { Icon } from './Icon';
import { MessageGroup } from './MessageGroup';
import type { Editing } from './RoomActions';
import { useFollow } from './useFollow';
import { useShow } from './useShow';
import './log.css';

/** With more messages than `most` loaded, a reader at the end lets go of all but `kept`. */
const most = 600;
const kept = 200;
/** Pixels from the top at which older messages are fetched. */
const nearTop = 600;

const nobody: readonly Participant[] = [];

interface Props {
  sessionId: number;
  participants: readonly Participant[] | undefined;
  editing: Editing | null;
  /** The number of a message to lead the reader to. */
  target: number | null;
  onShown: (found: boolean) => void;
  /** The number of the message that the reader was led to. */
  marked: number | null;
}

export function MessageLog({ sessionId, participants = nobody, editing, target, onShown, marked }: Props): ReactNode {
  const { user, engine } = useSignedIn();
  const room = useSync((state) => state.rooms.get(sessionId));
  const all = useSync((state) => state.outgoing);
  const outgoing = useMemo(() => all.filter((m) => m.session_id === sessionId), [all, sessionId]);
  const messages = useMemo(() => room?.messages ?? [], [room?.messages]);
  const days = useMemo(() => timeline(messages, outgoing, user), [messages, outgoing, user]);
  const scroller = useRef<HTMLDivElement>(null);
  const { atEnd, behind, jump, leave } = useFollow(scroller, messages, outgoing, user.id);
  useShow(scroller, sessionId, messages, target, leave, onShown);
  const quotes = room?.quotes;
  const oldest = messages[0]?.seq ?? 0;
  const find = useCallback(
    (seq: number): Message | null | undefined => (seq >= oldest ? messages[seq - oldest] : quotes?.get(seq)),
    [messages, quotes, oldest],
  );
  const seen = useMemo(
    () => seenOf(messages, user.id, participants, room?.markers),
    [messages, user, participants, room?.markers],
  );
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
      <div
        className="log-scroller"
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label="Messages"
        onKeyDown={(event) => walk(event, scroller.current)}
      >
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
                <MessageGroup
                  key={group.key}
                  group={group}
                  latest={group === latest}
                  editing={editing}
                  marked={marked}
                  find={find}
                  seen={seen}
                />
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

/** Who has read the last message of this user. */
function seenOf(
  messages: readonly Message[],
  me: number,
  participants: readonly Participant[],
  markers: ReadonlyMap<number, number> | undefined,
): { seq: number; words: string } | null {
  const last = messages.findLast((m) => m.sender.id === me && m.deleted_at === undefined);
  if (!last || !markers) return null;
  const others = participants.filter((p) => p.id !== me);
  const readers = others.filter((p) => (markers.get(p.id) ?? 0) >= last.seq).map((p) => p.display_name);
  return { seq: last.seq, words: seenBy(readers, others.length) };
}

/** From a message that has the focus, the arrow keys lead to the next one. */
function walk(event: KeyboardEvent, log: HTMLElement | null): void {
  const from = event.target;
  if (!log || !(from instanceof HTMLElement) || from.role !== 'article') return;
  const rows = [...log.querySelectorAll<HTMLElement>('[role="article"]')];
  const at = rows.indexOf(from);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  rows[to]?.focus();
}
