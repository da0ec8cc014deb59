"use strict";
// Sorts and filters the rows of one scan. Without it the page still shows every row in the order of the input.
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
  const controls = document.querySelector(".controls");
  const find = document.getElementById("find");
  const sort = document.getElementById("sort");
  const shown = document.getElementById("shown");

  // Pages without a score come last, whichever way the scores run.
  const byScore = (way) => (a, b) =>
    (a.score === null) - (b.score === null) || way * ((a.score ?? 0) - (b.score ?? 0)) || a.number - b.number;
  const orders = {
    input: (a, b) => a.number - b.number,
    high: byScore(-1),
    low: byScore(1),
    title: (a, b) => a.title.localeCompare(b.title) || a.number - b.number,
  };

  function filterRows() {
    const wanted = new Set(Array.from(controls.querySelectorAll(":checked[type=checkbox]"), (box) => box.value));
    const needle = find.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      const show = wanted.has(row.label) && row.words.includes(needle);
      row.element.hidden = !show;
      count += show;
    }
    shown.textContent = `${count.toLocaleString()} of ${rows.length.toLocaleString()} shown`;
  }

  let waiting = 0;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filterRows, 120);
  });
  controls.addEventListener("change", filterRows);
  controls.addEventListener("submit", (event) => event.preventDefault());
  sort.addEventListener("change", () => list.append(...rows.sort(orders[sort.value]).map((row) => row.element)));
  controls.hidden = false;
  filterRows();
});
