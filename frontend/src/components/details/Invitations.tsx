import { type ReactNode, useCallback, useState } from 'react';
import { t } from '../../i18n/t';
import { copyText } from '../../state/clipboard';
import { formatStamp } from '../../state/format';
import { invitePath } from '../../state/routes';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { rest } from '../../transport/rest';
import { Icon } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';

const lifetimes = [
  { hours: 24, label: 'sessions.goodForDay' },
  { hours: 7 * 24, label: 'sessions.goodForWeek' },
  { hours: 30 * 24, label: 'sessions.goodFor30Days' },
] as const;

/** Links that let people in: made, copied, taken back. */
export function Invitations({ sessionId }: { sessionId: number }): ReactNode {
  const { data, reload } = useLoad(useCallback(() => rest.invitations(sessionId), [sessionId]));
  const { busy, problem, run } = useAction();
  const [hours, setHours] = useState<number>(7 * 24);
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);

  function create(): void {
    run(async () => {
      const { token } = await rest.invite(sessionId, hours);
      const address = new URL(invitePath(token), location.href).href;
      setLink(address);
      setCopied(false);
      reload();
      setCopied(await copyText(address));
    });
  }

  return (
    <section className="details-part" aria-label={t('sessions.links')}>
      <h3>{t('sessions.links')}</h3>
      <div className="invite-new">
        <label>
          <span className="visually-hidden">{t('sessions.goodFor')}</span>
          <select className="small-select" value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {lifetimes.map(({ hours: value, label }) => (
              <option key={value} value={value}>
                {t(label)}
              </option>
            ))}
          </select>
        </label>
        <button className="button small with-icon" data-testid="invite" disabled={busy} onClick={create}>
          <Icon name="link" />
          {t('sessions.newLink')}
        </button>
      </div>
      {link !== null && (
        <div className="invite-link">
          <input readOnly data-testid="invite-link" aria-label={t('sessions.theNewLink')} value={link} onFocus={(event) => event.target.select()} />
          <p className="field-note" role="status">
            {t(copied ? 'sessions.linkCopied' : 'sessions.linkCopyNow')}
          </p>
        </div>
      )}
      <ProblemNote problem={problem} />
      {data && data.length > 0 && (
        <ul className="invite-list">
          {data.map((invitation) => (
            <li key={invitation.id}>
              <span>
                {t('sessions.linkUntil', { time: formatStamp(Date.parse(invitation.expires_at)) })}
                <span className="muted"> · {t('sessions.linkUses', { count: invitation.uses })}</span>
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
                {t('sessions.takeBack')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
