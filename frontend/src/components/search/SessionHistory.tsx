import { type ReactNode, useCallback } from 'react';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { exportPath, retention, setRetention } from '../../transport/search';
import './history.css';

const choices = [
  [0, 'Keep everything'],
  [30, 'Delete after 30 days'],
  [90, 'Delete after 90 days'],
  [365, 'Delete after a year'],
] as const;

/** How long an owner keeps the messages of a session, and a copy of all of them to take away. */
export function SessionHistory({ sessionId }: { sessionId: number }): ReactNode {
  const { data, problem, put } = useLoad(useCallback(() => retention(sessionId), [sessionId]));
  const { busy, problem: refusal, run } = useAction();
  const days = data?.days ?? 0;
  const known = choices.some(([choice]) => choice === days);

  return (
    <section className="session-history" aria-label="History">
      <label>
        <span>Messages</span>
        <select
          data-testid="retention"
          value={days}
          disabled={busy || data === null}
          onChange={(event) => {
            const chosen = Number(event.target.value);
            run(async () => put(await setRetention(sessionId, chosen === 0 ? null : chosen)));
          }}
        >
          {choices.map(([choice, label]) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
          {!known && <option value={days}>{`Delete after ${days} days`}</option>}
        </select>
      </label>
      <span>
        Export: <a href={exportPath(sessionId, 'html')} download data-testid="export-html">web page</a> or{' '}
        <a href={exportPath(sessionId, 'json')} download data-testid="export-json">JSON</a>
      </span>
      {data?.site_days != null && <p className="muted">{`Everywhere here, messages are deleted after ${data.site_days} days.`}</p>}
      {(problem ?? refusal) && (
        <p className="alert" role="alert">
          {(problem ?? refusal)?.message}
        </p>
      )}
    </section>
  );
}
