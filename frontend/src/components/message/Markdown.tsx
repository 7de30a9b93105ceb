import DOMPurify from 'dompurify';
import { createElement, Fragment, memo, type ReactNode } from 'react';
import { hasMarkup, isJumbo, toHtml } from '../../state/markdown';
import { splitMentions } from '../../state/mentions';
import { parseRoute } from '../../state/routes';
import { useRoomActions } from '../room/RoomActions';
import { Link } from '../shared/Link';
import { CodeBlock } from './CodeBlock';
import './markdown.css';

const plain = ['p', 'strong', 'em', 's', 'ul', 'ol', 'li', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'br', 'table', 'thead', 'tbody', 'tr', 'th', 'td'];
const sanitizer = {
  ALLOWED_TAGS: [...plain, 'a', 'code', 'pre'],
  ALLOWED_ATTR: ['href', 'class', 'start'],
  RETURN_DOM_FRAGMENT: true as const,
};

/** Texts whose elements are kept: as many as a long look at several sessions needs. */
const kept = 2000;
const cache = new Map<string, ReactNode>();

/** A text with its markup. The same text is made once, whatever message it is in. */
export const Markdown = memo(function Markdown({ children }: { children: string }): ReactNode {
  let made = cache.get(children);
  if (made === undefined) {
    made = make(children);
    cache.set(children, made);
    if (cache.size > kept) for (const oldest of [...cache.keys()].slice(0, kept / 4)) cache.delete(oldest);
  }
  return made;
});

function make(content: string): ReactNode {
  const body = hasMarkup(content) ? elements(DOMPurify.sanitize(toHtml(content), sanitizer)) : <p>{text(content)}</p>;
  return (
    <div className="markdown" data-jumbo={isJumbo(content)} dir="auto">
      {body}
    </div>
  );
}

/** What the sanitiser left, as elements of ours: only those named here come to be. */
function elements(parent: Node): ReactNode[] {
  return [...parent.childNodes].map((node, i) => <Fragment key={i}>{element(node)}</Fragment>);
}

function element(node: Node): ReactNode {
  if (node instanceof Text) return node.data === '\n' ? null : text(node.data);
  if (!(node instanceof HTMLElement)) return null;
  const tag = node.localName;
  if (tag === 'pre') return <CodeBlock code={node.textContent.replace(/\n$/, '')} language={languageOf(node)} />;
  if (tag === 'code') return <code>{node.textContent}</code>;
  if (tag === 'a') return <Anchor href={node.getAttribute('href') ?? ''}>{elements(node)}</Anchor>;
  if (tag === 'br') return <br />;
  if (tag === 'ol') return <ol start={Number(node.getAttribute('start') ?? 1)}>{elements(node)}</ol>;
  // A heading of a message is none of the page.
  if (/^h\d$/.test(tag)) return <p className="markdown-head">{elements(node)}</p>;
  return plain.includes(tag) ? createElement(tag, null, elements(node)) : elements(node);
}

function languageOf(pre: HTMLElement): string {
  return /\blanguage-(\S+)/.exec(pre.firstElementChild?.className ?? '')?.[1]?.toLowerCase() ?? '';
}

/** Who is a participant is known where the text is shown, not here. */
function text(content: string): ReactNode {
  return content.includes('@') ? <Mentions>{content}</Mentions> : content;
}

function Mentions({ children }: { children: string }): ReactNode {
  const { personNamed } = useRoomActions();
  return splitMentions(children, (name) => personNamed(name) !== null).map(({ text, name }, i) => {
    const person = name === null ? null : personNamed(name);
    return person ? (
      <span key={i} className="mention" data-me={person.me} title={person.name}>
        {text}
      </span>
    ) : (
      text
    );
  });
}

/** A link; one to a page of the app does not leave this one. */
function Anchor({ href, children }: { href: string; children: ReactNode }): ReactNode {
  const url = URL.canParse(href) ? new URL(href) : null;
  // Files and the API's description have addresses of this origin, too, and are no pages of the app.
  if (url?.origin === location.origin && parseRoute(url.pathname).page !== 'unknown') {
    return <Link href={url.pathname + url.search + url.hash}>{children}</Link>;
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
