/** The tab's icon, with a dot when something waits; an installed app has a number at its icon. */
export function showBadge(unread: number, mentions: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = mentions > 0 ? '/icon-mention.svg' : unread > 0 ? '/icon-unread.svg' : '/icon.svg';
  if (link && link.getAttribute('href') !== href) link.setAttribute('href', href);
  if ('setAppBadge' in navigator) {
    const done = mentions > 0 ? navigator.setAppBadge(mentions) : navigator.clearAppBadge();
    done.catch(() => undefined);
  }
}
