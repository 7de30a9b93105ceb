import { type ReactNode, useId, useState } from 'react';
import { languageNames, languageOf, languages } from '../../i18n/languages';
import { chooseLanguage, useLocale } from '../../i18n/locale';
import { t } from '../../i18n/t';
import './language.css';

/** For people who are not signed in: a language for this device. */
export function LanguagePicker(): ReactNode {
  const id = useId();
  const { language } = useLocale();
  const [failed, setFailed] = useState(false);

  function pick(name: string): void {
    setFailed(false);
    chooseLanguage(languageOf(name)).catch(() => setFailed(true));
  }

  return (
    <div className="language-picker">
      <label htmlFor={id}>{t('app.language')}</label>
      <select id={id} data-testid="language" value={language} onChange={(event) => pick(event.target.value)}>
        {languageNames.map((name) => (
          <option key={name} value={name} lang={languages[name].tag}>
            {languages[name].name}
          </option>
        ))}
      </select>
      {failed && <p role="alert">{t('app.languageFailed')}</p>}
    </div>
  );
}
