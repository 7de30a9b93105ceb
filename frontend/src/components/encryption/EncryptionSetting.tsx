import { type ReactNode, useEffect, useState } from 'react';
import { t } from '../../i18n/t';
import { useSignedIn } from '../../state/sync';
import { Card } from '../shared/Frame';
import KeyDialog from './KeyDialog';
import { useKeys } from './useEncryption';

/** The user's own key: whether there is one, whether it is here, and another recovery code. */
export default function EncryptionSetting(): ReactNode {
  const { encryption } = useSignedIn().engine;
  const { own } = useKeys();
  const [wish, setWish] = useState<'open' | 'renew' | 'replace' | null>(null);
  const [done, setDone] = useState(false);

  useEffect(() => encryption.need(), [encryption]);

  function open(what: 'open' | 'renew' | 'replace'): void {
    setDone(false);
    setWish(what);
  }

  return (
    <Card title={t('encryption.title')} lead={t('encryption.lead')} data-testid="encryption-setting">
      <p data-testid="own-key" data-state={own}>
        {t(
          (
            {
              unknown: 'app.loading',
              unsupported: 'room.keyUnsupported',
              none: 'encryption.stateNone',
              locked: 'encryption.stateLocked',
              ready: 'encryption.stateReady',
            } as const
          )[own],
        )}
      </p>
      <div className="actions">
        {own === 'none' && (
          <button className="button" data-testid="set-up-key" onClick={() => open('open')}>
            {t('encryption.makeButton')}
          </button>
        )}
        {own === 'locked' && (
          <button className="button" data-testid="unlock-key" onClick={() => open('open')}>
            {t('encryption.enterCode')}
          </button>
        )}
        {own === 'ready' && (
          <>
            <button className="button" data-testid="renew-code" onClick={() => open('renew')}>
              {t('encryption.newCode')}
            </button>
            <button className="button" data-testid="replace-key" onClick={() => open('replace')}>
              {t('encryption.newKey')}
            </button>
          </>
        )}
        <span className="saved" role="status">
          {done && t('encryption.done')}
        </span>
      </div>
      {wish && (
        <KeyDialog
          {...(wish === 'open' ? {} : { wish })}
          onClose={() => setWish(null)}
          onReady={() => {
            setWish(null);
            setDone(true);
          }}
        />
      )}
    </Card>
  );
}
