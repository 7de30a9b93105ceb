import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import type { ManagedUser } from '../../transport/admin';

/** What state an account is in. */
export function UserTags({ user }: { user: ManagedUser }): ReactNode {
  return (
    <span className="tags">
      {user.is_active ? (
        <span className="tag" data-kind="good">
          {t('admin.active')}
        </span>
      ) : (
        <span className="tag">{t('admin.deactivated')}</span>
      )}
      {user.locked_until !== null && (
        <span className="tag" data-kind="bad">
          {t('admin.locked')}
        </span>
      )}
      {user.is_admin && (
        <span className="tag" data-kind="accent">
          {t('admin.administrator')}
        </span>
      )}
    </span>
  );
}
