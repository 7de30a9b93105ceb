import { type ReactNode, useEffect, useState } from 'react';
import { t } from '../../i18n/t';
import { useSignedIn } from '../../state/sync';
import type { User } from '../../sync/protocol';
import { Dialog } from '../shared/Dialog';
import { useKeys } from './useEncryption';
import './encryption.css';

/** The number that two people compare; and, when somebody's key has changed, whether it is to be trusted. */
export default function SecurityNumber({ person, onClose }: { person: User; onClose: () => void }): ReactNode {
  const { encryption } = useSignedIn().engine;
  const { people, publicKey } = useKeys();
  const pin = people.get(person.id);
  const changed = pin?.offered != null;
  const theirs = pin?.offered ?? pin?.public_key ?? null;
  const [number, setNumber] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    encryption.securityNumber(person.id).then((found) => current && setNumber(found), () => undefined);
    return () => void (current = false);
  }, [encryption, person.id, theirs, publicKey]);

  return (
    <Dialog title={t('encryption.numberTitle', { name: person.display_name })} onClose={onClose}>
      {changed && (
        <p className="alert" role="alert">
          {t('encryption.numberChanged', { name: person.display_name })}
        </p>
      )}
      {number === null ? (
        <p className="muted">{t('encryption.numberMissing', { name: person.display_name })}</p>
      ) : (
        <>
          <p>{t('encryption.numberLead', { name: person.display_name })}</p>
          <ol className="security-number" data-testid="security-number" aria-label={t('encryption.number')}>
            {number.split(' ').map((group, i) => (
              <li key={i}>{group}</li>
            ))}
          </ol>
          <div className="dialog-actions">
            {changed ? (
              <button
                className="button danger"
                data-testid="accept-key"
                onClick={() => {
                  encryption.accept(person.id);
                  onClose();
                }}
              >
                {t('encryption.accept')}
              </button>
            ) : (
              <button
                className={pin?.verified ? 'button' : 'button primary'}
                data-testid="verify"
                aria-pressed={pin?.verified === true}
                data-autofocus
                onClick={() => encryption.verify(person.id, pin?.verified !== true)}
              >
                {t(pin?.verified ? 'encryption.unverify' : 'encryption.verify')}
              </button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
