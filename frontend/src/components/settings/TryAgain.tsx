import type { ReactNode } from 'react';
import { t } from '../../i18n/t';

/** For what could not be read. */
export function TryAgain({ onRetry }: { onRetry: () => void }): ReactNode {
  return (
    <div className="actions">
      <button className="button" onClick={onRetry}>
        {t('app.tryAgain')}
      </button>
    </div>
  );
}
