import { type ReactNode, useEffect } from 'react';
import { t } from '../../i18n/t';
import { useSignedIn } from '../../state/sync';
import { useKeys } from './useEncryption';
import './encryptionChoice.css';

/** Whether a new session is encrypted; it stays so or not for ever. */
export function EncryptionChoice({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }): ReactNode {
  const { encryption } = useSignedIn().engine;
  const { own } = useKeys();

  useEffect(() => {
    if (on) encryption.need();
  }, [encryption, on]);

  return (
    <label className="encryption-choice">
      <input type="checkbox" data-testid="encrypt" checked={on} disabled={own === 'unsupported'} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {t('sessions.encrypted')}
        <span className="muted">{t(own === 'unsupported' ? 'room.keyUnsupported' : 'sessions.encryptedLead')}</span>
      </span>
    </label>
  );
}
