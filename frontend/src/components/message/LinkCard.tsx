import type { ReactNode } from 'react';
import type { LinkPreview } from '../../sync/protocol';
import './linkCard.css';

/** Where a link leads: what the page says of itself, below the host that it really is. */
export function LinkCard({ preview }: { preview: LinkPreview }): ReactNode {
  const { url, site, title, description, image } = preview;
  if (!/^https?:/i.test(url)) return null;
  return (
    <a className="link-card" data-testid="link-card" href={url} target="_blank" rel="noopener noreferrer nofollow">
      <span className="link-card-text">
        <span className="link-card-site">{site}</span>
        <span className="link-card-title" dir="auto">
          {title}
        </span>
        {description !== undefined && (
          <span className="link-card-description" dir="auto">
            {description}
          </span>
        )}
      </span>
      {image && <img src={image.url} width={image.width} height={image.height} alt="" loading="lazy" decoding="async" />}
    </a>
  );
}
