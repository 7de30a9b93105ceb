import { useEffect, useState } from 'react';
import { useSignedIn, useSync } from '../../state/sync';
import type { Message } from '../../sync/protocol';
import { useRoomActions } from './RoomActions';

interface Line {
  /** The last message above the line. */
  seq: number;
  /** How many of others came after it. */
  unread: number;
}

/**
 * The line above what is new: where the user had stopped reading when the session was opened, or where they were when they
 * looked away from the page or scrolled back, and something came.
 */
export function useNewLine(sessionId: number, newest: readonly Message[], atEnd: boolean, leftAt: number) {
  const { user, engine } = useSignedIn();
  const { show } = useRoomActions();
  const stop = useSync(() => engine.stoppedAt(sessionId));
  const [away, setAway] = useState<number | null>(null);
  const last = newest.at(-1)?.seq ?? 0;

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'hidden') setAway(newest.at(-1)?.seq ?? null);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [newest]);

  // Later absences count more than the one before the session was opened, as soon as something has come.
  const since = (seq: number) => newest.filter((m) => m.seq > seq && m.sender.id !== user.id && m.deleted_at === undefined).length;
  let line: Line | null = stop && stop.unread > 0 ? stop : null;
  if (away !== null && away > (line?.seq ?? 0) && since(away) > 0) line = { seq: away, unread: since(away) };
  if (!atEnd && leftAt > (line?.seq ?? 0) && leftAt < last && since(leftAt) > 0) line = { seq: leftAt, unread: since(leftAt) };
  const seq = line?.seq ?? null;
  return line && seq !== null ? { ...line, show: () => show(seq + 1) } : null;
}
