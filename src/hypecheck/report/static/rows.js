"use strict";
// Filters and sorts the rows of a page: `shows()` gives a test of one row by what the controls say now, `orders` has a
// comparison for each option of the sort. Without it the page still shows every row.
function controlRows(list, rows, shows, orders) {
  const controls = document.querySelector(".controls");
  const find = document.getElementById("find");
  const sort = document.getElementById("sort");
  const shown = document.getElementById("shown");

  function filterRows() {
    const isShown = shows(controls, find.value.trim().toLowerCase());
    let count = 0;
    for (const row of rows) {
      const show = isShown(row);
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
  // "/" goes to the filter, as in many readers
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select")) {
      event.preventDefault();
      find.focus();
    }
  });
  controls.hidden = false;
  filterRows();
}
