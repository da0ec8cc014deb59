// What is at hand on the page view, for all scripts that do something with it: the page, its text, the mark that was
// stepped to, what is being written about it, and the keys.

/** `page` is null while the next one is on its way. */
export const desk = { page: null, passages: null, atHand: null, draft: null, keys: null };

export const find = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const user = find("meta[name=user]").content;

/** What is told stands over the bar for so long. */
const TOLD_MS = 5000;
let telling;

/** Say something to whoever listens to the page, and show it unless it can be read there already. */
export function tell(words, { shown = true } = {}) {
  const told = document.getElementById("told");
  told.textContent = words;
  told.classList.toggle("shown", shown && words !== "");
  clearTimeout(telling);
  telling = setTimeout(() => told.classList.remove("shown"), TOLD_MS);
}

/** Return how much of the window the bar at its foot covers. */
export function barHeight() {
  return document.getElementById("bar")?.offsetHeight ?? 0;
}

/** Return a button that names the key of its action. */
export function makeButton(label, action, act) {
  const button = document.createElement("button");
  button.type = "button";
  const key = document.createElement("kbd");
  key.dataset.keyOf = action;
  button.append(`${label} `, key);
  button.addEventListener("click", act);
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // a selection stays where it is
  return button;
}
