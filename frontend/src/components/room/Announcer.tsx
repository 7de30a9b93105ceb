import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { refusal, sentence } from '../../state/sentences';
import { useSignedIn } from '../../state/sync';
import { excerpt } from '../../state/words';
import type { Deletion } from '../../sync/deletions';
import type { OutgoingMessage } from '../../sync/outbox';
import { Problem } from '../../sync/problem';
import type { Message } from '../../sync/protocol';

/** Announced at a time; more would only be noise. */
const most = 5;

interface Props {
  messages: readonly Message[];
  /** This user's, on their way or failed. */
  outgoing: readonly OutgoingMessage[];
  /** By message id. */
  deletions: ReadonlyMap<number, Deletion>;
}

/**
 * Reads new messages of others out, politely, and once what went wrong. The log itself is no live region: loading older
 * messages adds to it as well, and fifty of them would be read out; nor are its rows, which come and go with scrolling.
 */
export function Announcer({ messages, outgoing, deletions }: Props): ReactNode {
  const me = useSignedIn().user.id;
  const last = messages.at(-1)?.seq ?? null;
  const [heard, setHeard] = useState<{ upTo: number | null; from: number }>({ upTo: null, from: 0 });

  if (last !== null && last !== heard.upTo) {
    // What was there when the log was opened is not news.
    setHeard({ upTo: last, from: heard.upTo ?? last });
  }
  const news = messages.slice(-most).filter((m) => m.seq > heard.from && m.sender.id !== me && m.deleted_at === undefined && m.sealed !== 'opening');
  return (
    <>
      <Wrong outgoing={outgoing} deletions={deletions} />
      <div className="visually-hidden" role="log" aria-live="polite" aria-label={t('sessions.newMessages')}>
        {news.map((m) => (
          <p key={m.seq}>{t('sessions.said', { name: m.sender.display_name, text: excerpt(m) })}</p>
        ))}
      </div>
    </>
  );
}

/** What went wrong since this was opened: each once, when it happens. */
function Wrong({ outgoing, deletions }: Omit<Props, 'messages'>): ReactNode {
  const now = new Map<string, string>();
  for (const { client_id, state, code = '', reason, attachments } of outgoing) {
    if (state !== 'failed') continue;
    now.set(client_id, t('room.notSent', { reason: refusal(new Problem(code, reason ?? '', false), attachments.length > 0) }));
  }
  for (const [id, deletion] of deletions) if (deletion instanceof Problem) now.set(`${id}`, sentence(deletion));
  const [known, setKnown] = useState<ReadonlySet<string>>(() => new Set(now.keys()));
  const [said, setSaid] = useState('');
  const news = [...now].filter(([key]) => !known.has(key));
  // What was tried again may fail again, and is news then.
  if (news.length > 0 || [...known].some((key) => !now.has(key))) {
    setKnown(new Set(now.keys()));
    setSaid(news.map(([, words]) => words).join(' '));
  }
  return (
    <div className="visually-hidden" role="alert">
      {said}
    </div>
  );
}
