import { type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { dayKey, startOfDay } from '../../state/format';
import { sentence } from '../../state/sentences';
import { useSignedIn } from '../../state/sync';
import { useToday } from '../../state/today';
import { useAction } from '../../state/useAction';
import { Icon } from '../shared/Icon';
import { useRoomActions } from './RoomActions';

const day = 86_400_000;

interface Props {
  sessionId: number;
  /** The day of what is looked at; null where its heading says it. */
  label: string | null;
}

/** The day of what is looked at; a press asks for another one. */
export function JumpToDate({ sessionId, label }: Props): ReactNode {
  const { engine } = useSignedIn();
  const { show } = useRoomActions();
  const { busy, problem, run } = useAction();
  const [open, setOpen] = useState(false);
  const today = useToday();
  const [date, setDate] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    return () => document.removeEventListener('pointerdown', leave);
  }, [open]);

  function go(at: Date): void {
    if (Number.isNaN(at.getTime())) return;
    run(async () => {
      const seq = await engine.firstSince(sessionId, at.toISOString());
      setOpen(false);
      if (seq === null) engine.latest(sessionId);
      else show(seq);
    });
  }

  const midnight = (ago: number) => new Date(startOfDay(dayKey(Date.now() - ago * day)));
  return (
    <div
      className="jump-date"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        setOpen(false);
        opener.current?.focus();
      }}
    >
      <button
        ref={opener}
        className="day-pill"
        data-testid="jump-date"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={label === null ? t('room.jumpToDate') : undefined}
        title={t('room.jumpToDate')}
        onClick={() => setOpen(!open)}
      >
        {label}
        <Icon name="calendar" />
      </button>
      {open && (
        <div className="date-menu" role="dialog" aria-label={t('room.jumpToDate')}>
          <button className="menu-item" disabled={busy} onClick={() => go(midnight(0))}>
            {t('app.today')}
          </button>
          <button className="menu-item" disabled={busy} onClick={() => go(midnight(7))}>
            {t('room.weekAgo')}
          </button>
          <button className="menu-item" disabled={busy} onClick={() => go(midnight(30))}>
            {t('room.monthAgo')}
          </button>
          <button className="menu-item" data-testid="jump-first" disabled={busy} onClick={() => go(new Date(0))}>
            {t('room.theBeginning')}
          </button>
          {/* While a date is typed, its first digits are one already: it is whole when one says so. */}
          <form
            className="date-form"
            onSubmit={(event) => {
              event.preventDefault();
              go(new Date(startOfDay(date)));
            }}
          >
            <label className="date-field">
              <span>{t('room.date')}</span>
              <input
                type="date"
                data-testid="date"
                required
                min="1990-01-01"
                max={today}
                value={date}
                onChange={(event) => setDate(event.target.value)}
              />
            </label>
            <button className="button small" type="submit" data-testid="date-go" disabled={busy || date === ''}>
              {t('room.go')}
            </button>
          </form>
          {problem && (
            <p className="alert" role="alert">
              {sentence(problem)}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
