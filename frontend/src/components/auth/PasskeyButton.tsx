import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { signedIn } from '../../state/auth';
import { offersInField, passkeySupport, provePasskey } from '../../state/passkeys';
import { useAction } from '../../state/useAction';
import { door } from '../../transport/door';
import { Icon } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';

/**
 * Signs in with a passkey: with the button, or, where the browser does that, from the suggestions of the field for the
 * user name. A browser answers one such request at a time, so the button ends the other one first.
 */
export function PasskeyButton(): ReactNode {
  const { busy, problem, run } = useAction();
  const offer = useRef<AbortController>(null);
  const [turn, setTurn] = useState(0);

  async function prove(mediation: CredentialMediationRequirement, signal: AbortSignal): Promise<void> {
    const credential = await provePasskey(await door.passkeyOptions(signal), mediation, signal);
    if (credential) signedIn(await door.passkeyLogin(credential));
    else if (!signal.aborted) setTurn((last) => last + 1);
  }

  /** Nobody asked for it, so nobody hears of it when it does not work out; a passkey that was picked is another matter. */
  const offerInField = useEffectEvent(async (signal: AbortSignal) => {
    if (!(await offersInField())) return;
    const options = await door.passkeyOptions(signal).catch(() => null);
    if (!options || signal.aborted) return;
    const credential = await provePasskey(options, 'conditional', signal);
    if (credential) run(async () => signedIn(await door.passkeyLogin(credential)));
  });

  useEffect(() => {
    const abort = new AbortController();
    offer.current = abort;
    offerInField(abort.signal).catch(() => undefined);
    return () => abort.abort();
  }, [turn]);

  function press(): void {
    offer.current?.abort();
    run(() => prove('optional', new AbortController().signal));
  }

  if (passkeySupport() !== 'yes') return null;
  return (
    <>
      <button className="button wide with-icon" type="button" data-testid="passkey-sign-in" disabled={busy} onClick={press}>
        <Icon name="key" />
        {t('auth.usePasskey')}
      </button>
      <ProblemNote problem={problem} />
    </>
  );
}
