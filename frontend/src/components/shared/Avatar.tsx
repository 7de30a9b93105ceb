import { type ReactNode, useState } from 'react';
import './avatar.css';

const hues = 8;

interface Props {
  name: string;
  /** The same seed has the same colour everywhere. */
  seed: number;
  shape?: 'round' | 'square';
  size?: 'small' | 'row' | 'large' | 'huge';
  /** Of a person who is there right now. */
  online?: boolean;
  /** The picture, where there is one. */
  src?: string | null;
}

/** A picture, or initials on a colour; decoration beside a name, and beside words that say who is online. */
export function Avatar({ name, seed, shape = 'round', size = 'small', online = false, src = null }: Props): ReactNode {
  /** A picture that cannot be had gives way to the initials. */
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className="avatar" data-hue={seed % hues} data-shape={shape} data-size={size} data-online={online} aria-hidden="true">
      {src !== null && src !== broken ? <img src={src} alt="" onError={() => setBroken(src)} /> : initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const last = words.length > 1 ? words.at(-1) : '';
  return (first(words[0] ?? name) + first(last ?? '')).toUpperCase();
}

const segmenter = new Intl.Segmenter();

/** What a reader takes for one character may be several code points. */
function first(text: string): string {
  for (const { segment } of segmenter.segment(text)) return segment;
  return '';
}
