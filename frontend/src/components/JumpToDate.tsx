import { type ReactNode, useEffect, useRef, useState } from 'react';
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

  const midnight = (ago: number) => new Date(new Date(Date.now() - ago * day).setHours(0, 0, 0, 0));
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
        title="Jump to a date"
        onClick={() => setOpen(!open)}
      >
        {label}
        <Icon name="calendar" />
      </button>
      {open && (
        <div className="date-menu" role="dialog" aria-label="Jump to a date">
          <button className="menu-item" disabled={busy} onClick={() => go(midnight(0))}>
            Today
          </button>
          <button className="menu-item" disabled={busy} onClick={() => go(midnight(7))}>
            A week ago
          </button>
          <button className="menu-item" disabled={busy} onClick={() => go(midnight(30))}>
            A month ago
          </button>
          <button className="menu-item" data-testid="jump-first" disabled={busy} onClick={() => go(new Date(0))}>
            The beginning
          </button>
          <label className="date-field">
            <span>Date</span>
            <input
              type="date"
              data-testid="date"
              max={localDate(new Date())}
              onChange={(event) => {
                // While a year is typed, its first digits are a date already.
                if (event.target.value >= '1990') go(new Date(`${event.target.value}T00:00:00`));
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

function localDate(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
