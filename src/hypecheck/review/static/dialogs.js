// A dialog of the page goes in; what it was closed with comes out. Digits press its buttons.

/** Open a dialog and return what it was closed with, or null. */
export function ask(dialog, wire) {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const done = (value) => {
      stop.abort();
      if (dialog.open) dialog.close();
      resolve(value);
    };
    dialog.addEventListener("cancel", () => done(null), { signal: stop.signal }); // Escape
    // told late, when a quick hand has opened the dialog again, the last closing must not close it
    dialog.addEventListener("close", () => dialog.open || done(null), { signal: stop.signal });
    for (const button of dialog.querySelectorAll("[data-cancel]")) {
      button.addEventListener("click", () => done(null), { signal: stop.signal });
    }
    wire(done, stop.signal);
    dialog.showModal();
  });
}

/** Let digits press the buttons of a dialog, and letters go to its text field. */
export function byDigit(dialog, selector, signal, field = null) {
  dialog.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (field && event.target === field && field.value)) return;
      const button = /^[1-9]$/.test(event.key) && dialog.querySelectorAll(selector)[Number(event.key) - 1];
      if (button) {
        event.preventDefault();
        button.click();
      } else if (field && /^\p{L}$/u.test(event.key)) field.focus();
    },
    { signal },
  );
}
