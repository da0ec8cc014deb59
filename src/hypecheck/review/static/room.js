// The heights of the head, as far as the window shows it, and of the bar go to the style sheet: columns fit between them.

import { barHeight, find } from "./desk.js";

/** Keep the style sheet told from now on. */
export function watchRoom() {
  const head = find(".top");
  const bar = document.getElementById("bar");
  const { style } = document.documentElement;
  const tell = () => {
    style.setProperty("--head-height", `${Math.max(0, head.getBoundingClientRect().bottom)}px`);
    style.setProperty("--bar-height", `${barHeight()}px`);
  };
  const observer = new ResizeObserver(tell);
  for (const element of [head, bar]) if (element) observer.observe(element);
  document.addEventListener("scroll", tell, { passive: true });
  tell();
}
