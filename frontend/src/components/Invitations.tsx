import { type ReactNode, useCallback, useState } from 'react';
import { formatStamp } from '../state/format';
import { invitePath } from '../state/routes';
import { useAction } from '../state/useAction';
import { useLoad } from '../state/useLoad';
import { rest } from '../transport/rest';
import { Icon } from './Icon';
import { ProblemNote } from './ProblemNote';

const lifetimes = [
  { hours: 24, label: 'a day' },
  { hours: 7 * 24, label: 'a week' },
  { hours: 30 * 24, label: '30 days' },
];

/** Links that let people in: made, copied, taken back. */
export function Invitations({ sessionId }: { sessionId: number }): ReactNode {
  const { data, reload } = useLoad(useCallback(() => rest.invitations(sessionId), [sessionId]));
  const { busy, problem, run } = useAction();
  const [hours, setHours] = useState(7 * 24);
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);

  function create(): void {
    run(async () => {
      const { token } = await rest.invite(sessionId, hours);
      const address = new URL(invitePath(token), location.href).href;
      setLink(address);
      setCopied(false);
      reload();
      await navigator.clipboard.writeText(address).then(
        () => setCopied(true),
        () => undefined,
      );
    });
  }

  return (
    <section className="details-part" aria-label="Invitation links">
      <h3>Invitation links</h3>
      <div className="invite-new">
        <label>
          <span className="visually-hidden">Good for</span>
          <select value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {lifetimes.map(({ hours: value, label }) => (
              <option key={value} value={value}>
                Good for {label}
              </option>
            ))}
          </select>
        </label>
        <button className="button small with-icon" data-testid="invite" disabled={busy} onClick={create}>
          <Icon name="link" />
          New link
        </button>
      </div>
      {link !== null && (
        <div className="invite-link">
          <input readOnly data-testid="invite-link" aria-label="The new link" value={link} onFocus={(event) => event.target.select()} />
          <p className="field-note" role="status">
            {copied ? 'Copied. It is shown only now.' : 'Copy it now: it is not shown again.'}
          </p>
        </div>
      )}
      <ProblemNote problem={problem} />
      {data && data.length > 0 && (
        <ul className="invite-list">
          {data.map((invitation) => (
            <li key={invitation.id}>
              <span>
                Until {formatStamp(Date.parse(invitation.expires_at))}
                <span className="muted"> · {invitation.uses === 0 ? 'not used yet' : invitation.uses === 1 ? 'used once' : `used ${invitation.uses} times`}</span>
              </span>
              <button
                className="button small quiet danger-text"
                data-testid="revoke"
                disabled={busy}
                onClick={() =>
                  run(async () => {
                    await rest.revoke(sessionId, invitation.id);
                    setLink(null);
                    reload();
                  })
                }
              >
                Take back
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
