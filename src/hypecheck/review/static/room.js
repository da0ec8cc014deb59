// The heights of the head and of the bar go to the style sheet: columns fit between them, whatever the two hold.

const measured = { "--head-height": document.querySelector(".top"), "--bar-height": document.getElementById("bar") };

/** Keep the style sheet told from now on. */
export function watchRoom() {
  const tell = () => {
    for (const [name, element] of Object.entries(measured)) {
      document.documentElement.style.setProperty(name, `${element?.offsetHeight ?? 0}px`);
    }
  };
  const observer = new ResizeObserver(tell);
  Object.values(measured).forEach((element) => element && observer.observe(element));
  tell();
}
