import { type ReactNode, useState } from 'react';
import { t } from '../i18n/t';
import { useSignedIn } from '../state/sync';
import { excerpt } from '../state/words';
import type { Message } from '../sync/protocol';

/** Announced at a time; more would only be noise. */
const most = 5;

/**
 * Reads new messages of others out, politely. The log itself is not the live region: loading older messages adds to it
 * as well, and fifty of them would be read out.
 */
export function Announcer({ messages }: { messages: readonly Message[] }): ReactNode {
  const me = useSignedIn().user.id;
  const last = messages.at(-1)?.seq ?? null;
  const [heard, setHeard] = useState<{ upTo: number | null; from: number }>({ upTo: null, from: 0 });

  if (last !== null && last !== heard.upTo) {
    // What was there when the log was opened is not news.
    setHeard({ upTo: last, from: heard.upTo ?? last });
  }
  const news = messages.slice(-most).filter((m) => m.seq > heard.from && m.sender.id !== me && m.deleted_at === undefined && m.sealed !== 'opening');
  return (
    <div className="visually-hidden" role="log" aria-live="polite" aria-label={t('sessions.newMessages')}>
      {news.map((m) => (
        <p key={m.seq}>
          {t('sessions.said', { name: m.sender.display_name, text: excerpt(m) })}
        </p>
      ))}
    </div>
  );
}
