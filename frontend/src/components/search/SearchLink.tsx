import { type ReactNode, useEffect } from 'react';
import { t } from '../../i18n/t';
import { navigate } from '../../state/router';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';

const mac = navigator.userAgent.includes('Mac');

/** Leads to the search; so does Ctrl+Shift+F (Cmd on a Mac) from anywhere, and `/` where nothing is being written. */
export function SearchLink(): ReactNode {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const chord = (mac ? event.metaKey : event.ctrlKey) && event.shiftKey && event.key.toLowerCase() === 'f';
      const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target);
      if (event.defaultPrevented || event.repeat || (!chord && !slash)) return;
      event.preventDefault();
      // Who is there already begins anew where they type.
      const box = document.querySelector<HTMLInputElement>('[data-testid="search-input"]');
      if (box) box.select();
      else navigate('/search/');
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const title = t('sessions.searchMessagesTitle', { keys: mac ? '⌘⇧F' : t('sessions.searchKeys') });
  return (
    <Link className="icon-button" href="/search/" data-testid="search-link" aria-label={t('sessions.searchMessages')} title={title}>
      <Icon name="search" />
    </Link>
  );
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select, [role="dialog"] *'));
}
