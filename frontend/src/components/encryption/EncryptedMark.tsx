import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { Icon } from '../shared/Icon';
import './encryptedMark.css';

/** The lock beside the name of an encrypted session. */
export function EncryptedMark(): ReactNode {
  return (
    <span className="encrypted-mark" data-testid="encrypted" title={t('sessions.encrypted')}>
      <Icon name="lock" />
      <span className="visually-hidden">{t('sessions.encrypted')}</span>
    </span>
  );
}
