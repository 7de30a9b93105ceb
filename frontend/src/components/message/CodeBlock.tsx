import DOMPurify from 'dompurify';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocale } from '../../i18n/locale';
import { t } from '../../i18n/t';
import { copyText } from '../../state/clipboard';
import { Icon } from '../shared/Icon';

const sanitizer = { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'], RETURN_DOM_FRAGMENT: true as const };
/** Milliseconds for which a button says that it is done. */
const doneFor = 1500;

/** A block of code; its colours come when what makes them has been loaded. */
export function CodeBlock({ code, language }: { code: string; language: string }): ReactNode {
  // The elements around it are made once for each text.
  useLocale();
  const element = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (language === '') return;
    let wanted = true;
    const colour = async () => {
      const { highlight } = await import('./highlight');
      const html = highlight(code, language);
      if (!wanted || html === null) return;
      element.current?.replaceChildren(DOMPurify.sanitize(html, sanitizer));
    };
    // Without its colours it is as readable.
    colour().catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [code, language]);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), doneFor);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div className="code-block">
      <pre tabIndex={0} aria-label={language === '' ? t('room.code') : t('room.codeIn', { language })}>
        <code ref={element}>{code}</code>
      </pre>
      <button
        className="code-copy"
        aria-label={t('room.copyCode')}
        title={t('room.copy')}
        onClick={() => void copyText(code).then(setCopied)}
      >
        <Icon name={copied ? 'check' : 'copy'} />
      </button>
    </div>
  );
}
