/** Which way an arrow key leads in a text of this element's direction: 1 onwards, -1 back, 0 neither. */
export function step(key: string, element: Element): number {
  const right = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
  return key === 'ArrowRight' ? right : key === 'ArrowLeft' ? -right : 0;
}
