import { type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from '../i18n/t';
import { dayKey, startOfDay } from '../state/format';
import { sentence } from '../state/sentences';
import { useSignedIn } from '../state/sync';
import { useAction } from '../state/useAction';
import { Icon } from './Icon';
import { useRoomActions } from './RoomActions';

const day = 86_400_000;

/** The day of what is looked at; a press asks for another one. */
export function JumpToDate({ sessionId, label }: { sessionId: number; label: string }): ReactNode {
  const { engine } = useSignedIn();
  const { show } = useRoomActions();
  const { busy, problem, run } = useAction();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);

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
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <button
        className="day-pill"
        data-testid="jump-date"
        aria-haspopup="dialog"
        aria-expanded={open}
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
          <label className="date-field">
            <span>{t('room.date')}</span>
            <input
              type="date"
              data-testid="date"
              max={dayKey(new Date().getTime())}
              onChange={(event) => {
                // While a year is typed, its first digits are a date already.
                if (event.target.value >= '1990') go(new Date(startOfDay(event.target.value)));
              }}
            />
          </label>
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
