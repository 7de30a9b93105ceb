import { type ReactNode, useId } from 'react';
import { bestLanguage, languageNames, languageOf, languages } from '../../i18n/languages';
import { chooseLanguage } from '../../i18n/locale';
import { t } from '../../i18n/t';
import type { AccountStore } from '../../state/accountStore';
import { useAction } from '../../state/useAction';
import { type Account, accounts } from '../../transport/account';
import { Card } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';

/** The language of the account; the choice is taken at once, and the page speaks it. */
export function LanguageSetting({ account, store }: { account: Account; store: AccountStore }): ReactNode {
  const id = useId();
  const { busy, problem, run } = useAction();

  function pick(name: string): void {
    run(async () => {
      store.put(await accounts.change({ language: name }));
      // Also without a choice of the account there is one of this device, of the sign-in page.
      await chooseLanguage(languageOf(name)).catch(() => undefined);
    });
  }

  return (
    <Card title={t('app.language')} lead={t('settings.languageLead')}>
      <div className="field">
        <label className="visually-hidden" htmlFor={id}>
          {t('app.language')}
        </label>
        {/* Not disabled while it is busy: that would take the focus away. */}
        <select id={id} data-testid="account-language" aria-busy={busy} value={account.language ?? ''} onChange={(event) => pick(event.target.value)}>
          <option value="">{t('settings.languageOfBrowser', { name: languages[bestLanguage(navigator.languages)].name })}</option>
          {languageNames.map((name) => (
            <option key={name} value={name} lang={languages[name].tag}>
              {languages[name].name}
            </option>
          ))}
        </select>
      </div>
      <ProblemNote problem={problem} />
    </Card>
  );
}
