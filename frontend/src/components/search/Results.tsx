import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { formatDay, formatStamp, formatTime } from '../../state/format';
import { plainText } from '../../state/markdown';
import { piecesOf, sessionValue, withOperator } from '../../state/searchQuery';
import { useSync } from '../../state/sync';
import type { Found } from '../../state/useSearch';
import type { FoundMessage, SearchHit } from '../../transport/search';
import { Avatar } from '../shared/Avatar';
import { Link } from '../shared/Link';

interface Props {
  found: Found;
  query: string;
  onQuery: (query: string) => void;
}

/** What was found, how much of it in which session, and more of it. */
export function Results({ found, query, onQuery }: Props): ReactNode {
  const sessions = useSync((state) => state.sessions);
  const nameOf = (id: number) => sessions?.find(({ session }) => session.id === id)?.session.name ?? t('room.session');
  const valueOf = (id: number) => {
    const all = sessions?.map(({ session }) => session) ?? [];
    const session = all.find((one) => one.id === id);
    return session ? sessionValue(session, all) : String(id);
  };
  const { answer } = found;
  if (!answer) {
    return found.busy ? (
      <p className="loading" role="status">
        {t('sessions.searching')}
      </p>
    ) : null;
  }

  return (
    <div className="search-found" aria-busy={found.busy}>
      <p className="muted" role="status" data-testid="search-count">
        {counted(answer.count ?? 0, answer.is_count_exact !== false)}
        {!answer.is_complete && ` ${t('search.notReady')}`}
      </p>
      {answer.sessions && answer.sessions.length > 1 && (
        <ul className="search-facets" aria-label={t('search.bySession')}>
          {answer.sessions.slice(0, 12).map(({ session_id, count }) => (
            <li key={session_id}>
              <button
                type="button"
                className="criterion"
                data-testid="search-facet"
                onClick={() => onQuery(withOperator(query, 'in', valueOf(session_id)))}
              >
                {nameOf(session_id)} <span className="muted">{count}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <ol className="search-hits">
        {answer.results.map((hit) => (
          <Hit key={hit.message.id} hit={hit} session={nameOf(hit.message.chat_session)} />
        ))}
      </ol>
      {found.more && (
        <button type="button" className="button" data-testid="search-more" disabled={found.busy} onClick={found.advance}>
          {t('search.more')}
        </button>
      )}
    </div>
  );
}

function counted(count: number, exact: boolean): string {
  if (count === 0) return t('search.nothing');
  if (!exact) return t('search.moreThan', { count });
  return t('search.count', { count });
}

function Hit({ hit, session }: { hit: SearchHit; session: string }): ReactNode {
  const { message } = hit;
  const at = Date.parse(message.timestamp);
  return (
    <li>
      <Link className="search-hit" data-testid="search-hit" data-seq={message.seq} href={`/room/${message.chat_session}/?m=${message.seq}`}>
        <span className="search-where">
          <strong>{session}</strong>
          <time dateTime={message.timestamp} title={formatStamp(at)}>
            {formatDay(at)}, {formatTime(at)}
          </time>
        </span>
        {hit.before.map((other) => (
          <Neighbour key={other.seq} message={other} />
        ))}
        <span className="search-message">
          <Avatar name={message.sender.display_name} seed={message.sender.id} />
          <span className="search-text">
            <b>{message.sender.display_name}</b>
            <span className="search-content" dir="auto">
              {piecesOf(message.content, hit.highlights).map((piece, index) =>
                piece.marked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
              )}
            </span>
          </span>
        </span>
        {hit.after.map((other) => (
          <Neighbour key={other.seq} message={other} />
        ))}
      </Link>
    </li>
  );
}

/** What was said right before or after: one line. */
function Neighbour({ message }: { message: FoundMessage }): ReactNode {
  return (
    <span className="search-neighbour" dir="auto">
      {message.sender.display_name}: {plainText(message.content)}
    </span>
  );
}
