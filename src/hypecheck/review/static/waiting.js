// Decisions that the server has not, or did not take, are listed; they can be sent again or given up.

import { find, makeButton } from "./desk.js";
import { ask } from "./dialogs.js";
import { explain } from "./outbox.js";

/** Open the list of what is in an outbox. */
export function openWaiting(outbox) {
  const dialog = document.getElementById("waiting");
  const list = find("ul", dialog);
  const fillList = () => {
    const records = outbox.records().filter(({ state }) => state !== "kept");
    list.replaceChildren(
      ...records.map((record) => {
        const item = document.createElement("li");
        item.append(`${record.about.label}: ${record.about.name}. ${record.error ?? "Waits to be sent."} `);
        if (record.state === "refused") {
          item.append(
            makeButton("Send again", "", () => (outbox.retry(record.key), fillList())),
            " ",
            makeButton("Drop it", "", () => (outbox.drop(record.key), fillList())),
          );
        }
        return item;
      }),
    );
  };
  fillList();
  find("#waiting-why").textContent = list.childElementCount ? explain(outbox.state()) : "Everything is sent.";
  ask(dialog, () => {});
}
