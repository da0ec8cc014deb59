// Sorts and filters the rows of one scan. Without it they stand in the order of the input.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector("main ol");
  const rows = Array.from(list.children, (element) => ({
    element,
    label: element.dataset.label,
    number: Number(element.dataset.number),
    score: element.dataset.score === "" ? null : Number(element.dataset.score),
    title: element.querySelector(".name").textContent,
    words: element.textContent.toLowerCase(),
  }));

  // Pages without a score come last, whichever way the scores run.
  const byScore = (way) => (a, b) =>
    (a.score === null) - (b.score === null) || way * ((a.score ?? 0) - (b.score ?? 0)) || a.number - b.number;
  const orders = {
    input: (a, b) => a.number - b.number,
    high: byScore(-1),
    low: byScore(1),
    title: (a, b) => a.title.localeCompare(b.title) || a.number - b.number,
  };

  function shows(controls, words) {
    const wanted = new Set(Array.from(controls.querySelectorAll(":checked[type=checkbox]"), (box) => box.value));
    return (row) => wanted.has(row.label) && row.words.includes(words);
  }

  controlRows(list, rows, shows, orders);
});
