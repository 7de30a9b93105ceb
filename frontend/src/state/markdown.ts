import MarkdownIt from 'markdown-it';

/** Nothing in a text without any of these is markup. */
const markup = /[\\`*_~[\]<>#|&\n]|https?:\/\/|^\s*(?:[-+]|\d+[.)])\s/i;

const parser = new MarkdownIt('default', { html: false, breaks: true, linkify: true, typographer: false });
// Only what people mean when they write a message. Pictures from elsewhere would tell their server who reads; indented text is
// pasted text, not code; a line of dashes under a text makes it no heading.
parser.disable(['image', 'code', 'lheading', 'reference', 'hr', 'entity']);
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
parser.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());

export function hasMarkup(content: string): boolean {
  return markup.test(content);
}

/** Markdown as HTML. Markup of HTML in it is text: this is the first of two times that a message is sanitised. */
export function toHtml(content: string): string {
  return parser.render(content);
}

/** What a message says without its markup, in one line. */
export function plainText(content: string): string {
  if (!hasMarkup(content)) return content;
  const words: string[] = [];
  for (const block of parser.parse(content, {})) {
    if (block.type === 'fence') words.push(block.content);
    for (const token of block.children ?? []) words.push(token.type === 'softbreak' || token.type === 'hardbreak' ? ' ' : token.content);
    words.push(' ');
  }
  return words.join('').replace(/\s+/g, ' ').trim();
}

const emoji = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3|\s|[\u{e0020}-\u{e007f}])+$/u;
const segmenter = new Intl.Segmenter();

/** A few emoji and nothing else. */
export function isJumbo(content: string): boolean {
  return content.length <= 60 && emoji.test(content) && [...segmenter.segment(content.replace(/\s/g, ''))].length <= 5;
}
