import { type ReactNode, useCallback, useState } from 'react';
import { t } from '../../i18n/t';
import { formatStamp } from '../../state/format';
import { useAction } from '../../state/useAction';
import { useLoad } from '../../state/useLoad';
import { deletedText, excerpt } from '../../state/words';
import type { Message } from '../../sync/protocol';
import { generationOf } from '../../sync/sealedTexts';
import { admin, messagesAtOnce } from '../../transport/admin';
import { Loading } from '../shared/Frame';
import { Icon } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';
import { type Act, ActDialog } from './ActDialog';
import { TraceDialog } from './TraceDialog';

interface Props {
  sessionId: number;
  /** Why somebody reads what was not written for them. */
  reason: string;
  onBack: () => void;
}

/** The messages of a session, newest page first, for administrators who gave a reason. */
export function SessionContent({ sessionId, reason, onBack }: Props): ReactNode {
  const { data: messages, problem, put } = useLoad(useCallback(() => admin.messages(sessionId, reason), [sessionId, reason]));
  const { busy, problem: pageProblem, run } = useAction();
  const [first, setFirst] = useState(false);
  const [act, setAct] = useState<Act | null>(null);
  const [traced, setTraced] = useState<Message | null>(null);
  const oldest = messages?.[0]?.seq ?? 1;
  const whole = first || oldest === 1 || (messages !== null && messages.length < messagesAtOnce);

  function older(): void {
    run(async () => {
      const page = await admin.messages(sessionId, reason, oldest);
      if (page.length < messagesAtOnce) setFirst(true);
      put([...page, ...(messages ?? [])]);
    });
  }

  function remove(message: Message): Act {
    return {
      title: t('admin.deleteMessageAsk', { name: message.sender.display_name }),
      text: t('admin.deleteMessageLead', { text: generationOf(message.content) === null ? excerpt(message).slice(0, 200) : t('app.encryptedMessage') }),
      button: t('app.delete'),
      danger: true,
      run: async (why) => {
        await admin.deleteMessage(message.id, why);
        const deleted = { ...message, content: '', deleted_at: new Date().toISOString() };
        put((messages ?? []).map((other) => (other.id === message.id ? deleted : other)));
      },
    };
  }

  return (
    <>
      <div className="actions">
        <button className="button small" onClick={onBack}>
          {t('admin.backToSession')}
        </button>
        <span className="muted">{t('admin.yourReason', { reason })}</span>
      </div>
      {!messages && !problem && <Loading />}
      <ProblemNote problem={problem ?? pageProblem} />
      {messages?.length === 0 && <p className="list-empty">{t('admin.noMessages')}</p>}
      {messages && messages.length > 0 && !whole && (
        <div className="list-more">
          <button className="button" data-testid="older" disabled={busy} onClick={older}>
            {t(busy ? 'app.loading' : 'admin.showOlder')}
          </button>
        </div>
      )}
      {messages && (
        <ol className="content" aria-label={t('admin.messages')} data-testid="content">
          {messages.map((message) => (
            <li key={message.id} className="content-message" data-testid="content-message">
              <p className="content-head">
                <strong>{message.sender.display_name}</strong>{' '}
                <time className="muted" dateTime={message.timestamp}>
                  {formatStamp(Date.parse(message.timestamp))}
                </time>
              </p>
              {message.deleted_at === undefined ? (
                <>
                  {generationOf(message.content) === null ? (
                    <p className="content-text">{message.content}</p>
                  ) : (
                    <p className="content-text muted">
                      <Icon name="lock" /> {t('app.encryptedMessage')}
                    </p>
                  )}
                  <button
                    className="icon-button"
                    data-testid="trace-message"
                    aria-label={t('admin.traceOf', { name: message.sender.display_name })}
                    title={t('admin.trace')}
                    onClick={() => setTraced(message)}
                  >
                    <Icon name="clock" />
                  </button>
                  <button
                    className="icon-button"
                    data-testid="delete-message"
                    aria-label={t('admin.deleteMessageOf', { name: message.sender.display_name })}
                    title={t('app.delete')}
                    onClick={() => setAct(remove(message))}
                  >
                    <Icon name="trash" />
                  </button>
                </>
              ) : (
                <p className="content-text muted">{deletedText()}</p>
              )}
            </li>
          ))}
        </ol>
      )}
      {traced && <TraceDialog message={traced} onClose={() => setTraced(null)} />}
      {act && <ActDialog act={act} onClose={() => setAct(null)} />}
    </>
  );
}
