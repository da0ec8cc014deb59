// The article on the page goes in; places in its text (in characters, as the server counts them) and ranges of the
// document go to and fro, and passages are shown without touching what is in the page.

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;
const WORD = /[\p{L}\p{M}\p{N}]/u;
const LONGEST_WORD = 40; // what is longer is no word to be made whole

/** The text of an article as the page has it. */
export class Passages {
  #parts;

  /** `root` holds elements with `data-at`, each of which says where in the text its words start. */
  constructor(root) {
    this.#parts = [...root.querySelectorAll("[data-at]")]
      .map((element) => ({ at: Number(element.dataset.at), node: element.firstChild }))
      .filter(({ node }) => node?.nodeType === Node.TEXT_NODE)
      .map(({ at, node }) => ({ start: at, end: at + lengthOf(node.data), node }));
  }

  /** Return `[start, end]` of what a range covers, without white space at its ends; null for nothing. */
  placeOf(range) {
    const parts = this.#parts.filter(({ node }) => range.intersectsNode(node));
    if (range.collapsed || !parts.length) return null;
    const [first, last] = [parts[0], parts.at(-1)];
    const from = range.startContainer === first.node ? range.startOffset : 0;
    const to = range.endContainer === last.node ? range.endOffset : last.node.data.length;
    const lead = first === last ? first.node.data.slice(from, to) : first.node.data.slice(from);
    const tail = last.node.data.slice(first === last ? from : 0, to);
    const start = first.start + lengthOf(first.node.data.slice(0, from)) + lengthOf(lead) - lengthOf(lead.trimStart());
    const end = last.start + lengthOf(last.node.data.slice(0, to)) - (lengthOf(tail) - lengthOf(tail.trimEnd()));
    return start < end ? [start, end] : null;
  }

  /** Return a place with the words whole that it begins or ends within: a pointer is put down beside a letter, not a word. */
  wholeWords(place) {
    if (!place) return null;
    const [from, to] = place;
    const isWithin = (at) => WORD.test(this.#characterAt(at - 1)) && WORD.test(this.#characterAt(at));
    let [start, end] = [from, to];
    while (from - start < LONGEST_WORD && isWithin(start)) start -= 1;
    while (end - to < LONGEST_WORD && isWithin(end)) end += 1;
    return [start, end];
  }

  #characterAt(place) {
    const part = this.#parts.find(({ start, end }) => start <= place && place < end);
    return part ? [...part.node.data][place - part.start] : " ";
  }

  /** Return the range of a place in the text, or null where the page does not hold it. */
  rangeOf(start, end) {
    const first = this.#parts.find((part) => start < part.end);
    const last = this.#parts.findLast((part) => end > part.start);
    if (!first || !last || start >= end) return null;
    const range = new Range();
    range.setStart(first.node, indexOf(first.node.data, Math.max(0, start - first.start)));
    range.setEnd(last.node, indexOf(last.node.data, Math.min(end, last.end) - last.start));
    return range;
  }

  /** Return the words at a place. */
  wordsAt(start, end) {
    return this.#parts
      .filter((part) => part.start < end && part.end > start)
      .map(({ node, start: at }) => [...node.data].slice(Math.max(0, start - at), Math.max(0, end - at)).join(""))
      .join("")
      .replace(/\s+/g, " ");
  }
}

/** Show ranges as one of the highlights that the style sheet knows; none takes it away. */
export function highlight(name, ranges) {
  const there = ranges.filter(Boolean);
  if (typeof Highlight === "undefined") return; // the list of marks says the same
  if (there.length) CSS.highlights.set(name, new Highlight(...there));
  else CSS.highlights.delete(name);
}

/** Bring a range or element into the middle of the window, unless it can be read where it is. */
export function bringIntoView(target, { below = 0 } = {}) {
  const { top, bottom } = target.getBoundingClientRect();
  const height = window.innerHeight - below;
  if (top >= 60 && bottom <= height - 20) return;
  window.scrollBy({ top: top - Math.max(60, (height - (bottom - top)) / 3) });
}

/** Scroll a column until it shows an element of its own, and return whether the window shows it too.
 *
 * The window itself stays where it is: it shows the passage.
 */
export function scrollWithin(column, element, { below = 0 } = {}) {
  const [outer, inner] = [column.getBoundingClientRect(), element.getBoundingClientRect()];
  const bottom = Math.min(outer.bottom, window.innerHeight - below);
  if (inner.top < outer.top) column.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > bottom) column.scrollTop += Math.min(inner.bottom - bottom, inner.top - outer.top);
  const { top, bottom: foot } = element.getBoundingClientRect();
  return top >= 0 && foot <= window.innerHeight - below;
}

function lengthOf(text) {
  return PAIR.test(text) ? [...text].length : text.length;
}

function indexOf(text, characters) {
  return PAIR.test(text) ? [...text].slice(0, characters).join("").length : Math.min(characters, text.length);
}
