import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useLocale } from '../../i18n/locale';
import { t } from '../../i18n/t';
import { dayKeyIn, formatDay } from '../../state/format';
import { useSignedIn, useSync } from '../../state/sync';
import { type Item, timeline } from '../../state/timeline';
import { useToday } from '../../state/today';
import { seenBy } from '../../state/words';
import type { Deletion } from '../../sync/deletions';
import type { OutgoingMessage } from '../../sync/outbox';
import type { Reached } from '../../sync/past';
import type { Message, Participant } from '../../sync/protocol';
import { Icon } from '../shared/Icon';
import { Announcer } from './Announcer';
import { JumpToDate } from './JumpToDate';
import { LogItem } from './LogItem';
import type { Editing } from './RoomActions';
import { useFollow } from './useFollow';
import { useGrowth } from './useGrowth';
import { useNewLine } from './useNewLine';
import { useShow } from './useShow';
import './log.css';

/** With more messages than `most` loaded, a reader at the end lets go of all but `kept`. */
const most = 600;
const kept = 200;
/** Pixels from an end of what is loaded at which more of it is fetched. */
const near = 1500;
/** Pixels beyond the view for which messages are rendered. */
const buffer = 700;
/** Pixels; log.css has the same. */
const topHeight = 64;

const nobody: readonly Participant[] = [];
const none: readonly OutgoingMessage[] = [];

interface Props {
  sessionId: number;
  participants: readonly Participant[] | undefined;
  editing: Editing | null;
  /** The number of a message to lead the reader to. */
  target: number | null;
  onShown: (reached: Reached) => void;
  /** The number of the message that the reader was led to. */
  marked: number | null;
}

export function MessageLog({ sessionId, participants = nobody, editing, target, onShown, marked }: Props): ReactNode {
  const { user, engine } = useSignedIn();
  const { timeZone } = useLocale();
  useToday();
  const room = useSync((state) => state.rooms.get(sessionId));
  const all = useSync((state) => state.outgoing);
  const deletions = useSync((state) => state.deletions);
  // A session that is not loaded yet begins at its end.
  const live = !room?.past;
  const messages = useMemo(() => (room?.past ?? room)?.messages ?? [], [room]);
  const newest = useMemo(() => room?.messages ?? [], [room?.messages]);
  const mine = useMemo(() => all.filter((m) => m.session_id === sessionId), [all, sessionId]);
  const outgoing = live ? mine : none;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const span = room?.span ?? 0;
  const { atEnd, behind, leftAt, jump, leave, arrive } = useFollow(scroller, live, newest, outgoing, user.id, span);
  const line = useNewLine(sessionId, newest, atEnd, leftAt);
  const dayOf = useMemo(() => dayKeyIn(timeZone), [timeZone]);
  const built = useMemo(() => timeline(messages, outgoing, user, dayOf, line?.seq), [messages, outgoing, user, dayOf, line?.seq]);
  const known = useSync(() => engine.stoppedAt(sessionId) !== null);
  const { items, shift } = useGrowth(built, span);
  const [day, setDay] = useState<number | null>(null);
  /** The log is seen from its beginning, and so is the heading of its first day. */
  const [atTop, setAtTop] = useState(false);
  const [aboveLine, setAboveLine] = useState(false);
  const { older = 'idle', hasOlder = false } = room?.past ?? room ?? {};
  const newer = room?.past?.newer ?? null;

  const quotes = room?.quotes;
  const oldest = messages[0]?.seq ?? 0;
  const find = useCallback(
    (seq: number): Message | null | undefined => (seq >= oldest ? messages[seq - oldest] : quotes?.get(seq)),
    [messages, quotes, oldest],
  );
  const seen = seenOf(newest, user.id, participants, room?.markers);
  const edited = editing && items.findIndex((item) => item.row.seq === editing.seq);
  const keepMounted = useMemo(() => (edited === null || edited < 0 ? [] : [edited]), [edited]);

  // Another part of the history begins where the reader was led to, the newest messages at their end.
  const shownSpan = useRef(-1);
  useLayoutEffect(() => {
    // A reader who has come down to the newest messages stays where they are.
    if (live && shownSpan.current !== span) jump();
    shownSpan.current = span;
  }, [span, live, jump]);

  useEffect(() => {
    const element = scroller.current;
    if (!element || room?.status !== 'ready') return;
    const look = () => {
      if (element.scrollTop < near && hasOlder && older === 'idle') engine.loadOlder(sessionId);
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (below < near && newer === 'idle') engine.loadNewer(sessionId);
      const handle = list.current;
      if (!handle || items.length === 0) return;
      const first = handle.findItemIndex(element.scrollTop);
      setDay(items[first]?.row.at ?? null);
      setAtTop(element.scrollTop < 1);
      const fresh = items.findIndex((item) => item.fresh);
      setAboveLine(line !== null && fresh < first && (fresh >= 0 || line.seq < (items[0]?.row.seq ?? 0)));
    };
    // A page may be shorter than the view, and then nothing would ever scroll.
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [engine, sessionId, room?.status, hasOlder, older, newer, items, line]);

  useEffect(() => {
    if (!atEnd || !live) return;
    if (newest.length > most) engine.trim(sessionId, kept);
    const look = () => {
      if (document.visibilityState === 'visible') engine.markSeen(sessionId);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [engine, sessionId, atEnd, live, newest, known]);

  useShow(items, target, room?.status === 'ready', sessionId, list, scroller, leave, arrive, onShown);

  function toEnd(): void {
    engine.latest(sessionId);
    jump();
  }

  return (
    <div className="log">
      {/* Focusable, so that it scrolls with the keyboard. */}
      <div
        className="log-scroller"
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={t('room.messages')}
        onKeyDown={(event) => walk(event, scroller.current)}
      >
        <div className="log-fill" />
        <div className="log-top">
          {room?.status === 'ready' && !hasOlder && t(items.length > 0 ? 'room.beginning' : 'room.nothingYet')}
          {hasOlder && older === 'failed' && (
            <span>
              {t('room.olderFailed')}{' '}
              <button className="link" onClick={() => engine.loadOlder(sessionId)}>
                {t('app.tryAgain')}
              </button>
            </span>
          )}
          {hasOlder && older !== 'failed' && t('room.loadingOlder')}
          {room?.status === 'failing' && t('room.failing')}
        </div>
        <Virtualizer
          key={span}
          ref={list}
          data={items}
          scrollRef={scroller}
          startMargin={topHeight}
          bufferSize={buffer}
          shift={shift}
          keepMounted={keepMounted}
        >
          {(item: Item, index) => {
            const { key, ...row } = item.row;
            const { seq } = row;
            return (
              <LogItem
                key={key}
                {...row}
                sender={item.sender}
                own={item.own}
                head={item.head}
                day={item.day}
                fresh={item.fresh}
                latest={index === items.length - 1}
                editing={seq !== null && seq === editing?.seq ? editing.turn : 0}
                marked={seq !== null && seq === marked}
                quoted={row.replyTo === null ? null : find(row.replyTo)}
                seen={seq !== null && seq === seen?.seq ? seen.words : ''}
                deletion={deletionOf(row.message, deletions)}
              />
            );
          }}
        </Virtualizer>
        <div className="log-end">
          {newer === 'failed' && (
            <button className="link" onClick={() => engine.loadNewer(sessionId)}>
              {t('room.newerFailed')}
            </button>
          )}
          {(newer === 'idle' || newer === 'loading') && t('room.loadingNewer')}
        </div>
      </div>
      <div className="log-float" data-end={atEnd}>
        {day !== null && items.length > 0 && <JumpToDate sessionId={sessionId} label={atTop ? null : formatDay(day)} />}
        {aboveLine && line && line.unread > 0 && (
          <button
            className="jump-new"
            data-testid="jump-new"
            onClick={() => {
              leave();
              line.show();
            }}
          >
            <Icon name="up" />
            {t('room.newCount', { count: line.unread })}
          </button>
        )}
      </div>
      {(!atEnd || !live) && room?.status === 'ready' && (
        <button className="jump" data-testid="jump-latest" data-count={behind} onClick={toEnd}>
          <Icon name="down" />
          {behind === 0 ? t('room.jumpToLatest') : t('room.newCount', { count: behind })}
        </button>
      )}
      <Announcer messages={newest} outgoing={mine} deletions={deletions} />
    </div>
  );
}

function deletionOf(message: Message | null, deletions: ReadonlyMap<number, Deletion>): Deletion | null {
  return (message && deletions.get(message.id)) ?? null;
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
