import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { navigate } from '../../state/router';

/** A link within the app: a plain click changes the page without loading it. */
export function Link({ href, ...rest }: ComponentProps<'a'> & { href: string }): ReactNode {
  function follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  }
  return <a href={href} onClick={follow} {...rest} />;
}
