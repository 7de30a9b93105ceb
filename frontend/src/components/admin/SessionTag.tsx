import type { ReactNode } from 'react';
import { t } from '../../i18n/t';

/** Whether a session is open to writing. */
export function SessionTag({ open }: { open: boolean }): ReactNode {
  return (
    <span className="tag" data-kind={open ? 'good' : undefined}>
      {t(open ? 'admin.stateOpen' : 'admin.stateClosed')}
    </span>
  );
}
