// Only on pages with a grid: a table of the page becomes one that sorts and
// scrolls by itself. Without JavaScript the table stays as it is.
import { Tabulator, FormatModule, SortModule, ResizeColumnsModule, FrozenColumnsModule, AccessorModule, ClipboardModule, SelectRangeModule } from "tabulator-tables";

Tabulator.registerModule([FormatModule, SortModule, ResizeColumnsModule, FrozenColumnsModule, AccessorModule, ClipboardModule, SelectRangeModule]);

const collator = new Intl.Collator(document.documentElement.lang || "vi", { numeric: true });

// The heading with its unit, without the sign of sorting, which the grid sets.
function titleOf(head) {
  const unit = head.querySelector(".unit");
  const link = head.querySelector("a");
  const from = (link || head).firstChild;
  return (from ? from.textContent.trim() : "") + (unit ? " (" + unit.textContent.trim() + ")" : "");
}

// Cells carry the server's markup, which is already escaped; they are moved as
// nodes, never parsed again.
function cells(table) {
  const heads = [...table.tHead.rows[0].cells];
  const columns = heads.map((head, i) => ({
    title: titleOf(head),
    field: "c" + i,
    frozen: i === 0 && innerWidth > 640, // on a telephone it would fill the screen
    hozAlign: head.classList.contains("number") ? "right" : "left",
    formatter: (cell) => {
      const from = cell.getValue();
      const room = document.createElement("span");
      room.append(...[...from.childNodes].map((n) => n.cloneNode(true)));
      return room;
    },
    // data-value is the plain number under what is shown.
    sorter: (a, b) => {
      const x = a.dataset.value, y = b.dataset.value;
      if (x !== undefined && y !== undefined) return Number(x) - Number(y);
      return collator.compare(a.textContent.trim(), b.textContent.trim());
    },
    accessorClipboard: (from) => from.textContent.trim(),
  }));
  const data = [...table.tBodies[0].rows].map((row) => {
    const out = {};
    [...row.cells].forEach((cell, i) => { out["c" + i] = cell; });
    return out;
  });
  return { columns, data };
}

for (const table of document.querySelectorAll("table[data-grid]")) {
  const { columns, data } = cells(table);
  const title = document.createElement("p");
  title.className = "tabulator-caption";
  title.textContent = table.caption ? table.caption.textContent.trim() : "";
  const room = document.createElement("div");
  room.setAttribute("aria-label", title.textContent);
  // The table itself stays for the printer.
  const around = table.closest(".table-scroll") || table;
  around.classList.add("on-paper");
  around.before(title, room);
  const grid = new Tabulator(room, { columns, data, layout: "fitDataFill", maxHeight: "70vh", columnDefaults: { headerHozAlign: "left" } });
  // The box between the grid and its rows is none of the roles of a grid.
  grid.on("tableBuilt", () => {
    const holder = room.querySelector(".tabulator-tableholder");
    holder.setAttribute("role", "presentation");
    holder.removeAttribute("tabindex");
  });
}
