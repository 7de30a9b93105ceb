import { type ReactNode, useCallback } from 'react';
import { rich, t } from '../../i18n/t';
import { sentence } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { exportPath, retention, setRetention } from '../../transport/search';

/** Days; 0: for ever. */
const choices = [0, 30, 90, 365];

function label(days: number): string {
  if (days === 0) return t('sessions.keepEverything');
  return days === 365 ? t('sessions.deleteAfterYear') : t('sessions.deleteAfterDays', { days });
}

/** How long an owner keeps the messages of a session, and a copy of all of them to take away. */
export function SessionHistory({ sessionId }: { sessionId: number }): ReactNode {
  const { data, problem, put } = useLoad(useCallback(() => retention(sessionId), [sessionId]));
  const { busy, problem: refusal, run } = useAction();
  const wrong = problem ?? refusal;
  const days = data?.days ?? 0;
  const known = choices.includes(days);

  return (
    <section className="session-history" aria-label={t('sessions.history')}>
      <label>
        <span>{t('room.messages')}</span>
        <select
          className="small-select"
          data-testid="retention"
          value={days}
          disabled={busy || data === null}
          onChange={(event) => {
            const chosen = Number(event.target.value);
            run(async () => put(await setRetention(sessionId, chosen === 0 ? null : chosen)));
          }}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {label(choice)}
            </option>
          ))}
          {!known && <option value={days}>{label(days)}</option>}
        </select>
      </label>
      <span>
        {rich('sessions.export', {
          html: (inside) => <a href={exportPath(sessionId, 'html')} download data-testid="export-html">{inside}</a>,
          files: (inside) => <a href={`${exportPath(sessionId, 'html')}&files=true`} download data-testid="export-files">{inside}</a>,
          json: (inside) => <a href={exportPath(sessionId, 'json')} download data-testid="export-json">{inside}</a>,
        })}
      </span>
      {data?.site_days != null && <p className="muted">{t('sessions.siteDays', { days: data.site_days })}</p>}
      {wrong && (
        <p className="alert" role="alert">
          {sentence(wrong)}
        </p>
      )}
    </section>
  );
}
