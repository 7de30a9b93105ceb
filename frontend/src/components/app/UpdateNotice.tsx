import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { useUpdate } from '../../state/update';

/** A newer version is there. Nothing reloads by itself: somebody may be writing. */
export function UpdateNotice(): ReactNode {
  if (!useUpdate()) return null;
  return (
    <aside className="side-note" role="status" data-testid="update">
      <p>{t('sessions.newVersion')}</p>
      <div className="side-note-actions">
        <button className="button small primary" onClick={() => location.reload()}>
          {t('app.reload')}
        </button>
      </div>
    </aside>
  );
}
