// Tables of entry: rows are gone through as in a spreadsheet, added without leaving the page, and filled by a paste.

const TABLE = 'table[data-module="table"]';
const rowsOf = (table) => [...table.querySelectorAll("tbody > tr[data-item]")];
const controlsOf = (row) => [...row.querySelectorAll("td[data-field] :is(input, select, textarea):not([type='hidden'])")];
const isWhole = (table) => rowsOf(table)[0]?.dataset.item.endsWith("/0") && Number(table.dataset.count) <= rowsOf(table).length;

/** One more row, blank, after the last; `null` when only the server can add it. */
function addRow(table) {
  const rows = rowsOf(table);
  const last = rows.at(-1);
  if (!last || !isWhole(table)) return null;
  const list = table.dataset.list;
  const rank = Number(last.dataset.item.slice(list.length + 1));
  const dashed = list.slice(1).replaceAll("/", "-");
  const title = last.querySelector("th").textContent.trim();
  const again = title.replace(/\d+$/, (n) => String(Number(n) + 1));
  const renamed = (text) =>
    text.replaceAll(`${list}/${rank}`, `${list}/${rank + 1}`).replaceAll(new RegExp(`\\b${dashed}-${rank}(?=\\b|-)`, "g"), `${dashed}-${rank + 1}`);
  const made = [last, last.nextElementSibling?.matches("tr[data-more]") ? last.nextElementSibling : null].filter(Boolean).map((row) => {
    const copy = row.cloneNode(true);
    for (const e of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name, value } of [...e.attributes]) if (value.includes(dashed) || value.includes(list)) e.setAttribute(name, renamed(value));
      e.removeAttribute("aria-invalid");
      e.removeAttribute("autofocus");
    }
    for (const note of copy.querySelectorAll("[data-notes], .finding")) note.remove();
    for (const button of copy.querySelectorAll('button[value^="retirer:"]')) button.remove();
    for (const control of copy.querySelectorAll("input:not([type='hidden']), textarea")) {
      if (control.type === "checkbox") control.checked = false;
      else control.value = "";
      control.removeAttribute("value");
    }
    for (const select of copy.querySelectorAll("select")) select.selectedIndex = 0;
    for (const details of copy.querySelectorAll("details")) details.open = false;
    const words = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) words.currentNode.data = words.currentNode.data.replaceAll(title, again);
    return copy;
  });
  rows.at(-1).parentElement.append(...made);
  return made[0];
}

const cellsOf = (text) => text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));

/** Puts a value where a hand would have typed it. */
function write(control, value) {
  if (control.tagName === "SELECT") {
    const option = [...control.options].find((o) => o.label.toLocaleLowerCase("fr-FR") === value.toLocaleLowerCase("fr-FR") || o.value === value);
    if (!option) return;
    control.value = option.value;
  } else {
    control.value = value;
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("paste", (event) => {
  const control = event.target;
  const table = control.closest?.(TABLE);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const cells = cellsOf(text);
  if (!table || (cells.length < 2 && cells[0].length < 2)) return;
  const row = control.closest("tr[data-item]");
  if (!row) return;
  event.preventDefault();
  const column = controlsOf(row).indexOf(control);
  const isBlank = controlsOf(row).every((c) => c.tagName === "SELECT" || c.value === "");
  const whole = column === 0 && isBlank && cells.some((line) => line.length > 2);
  const place = document.querySelector(`textarea[data-paste="${CSS.escape(table.dataset.list)}"]`);
  const button = place?.form.querySelector(`button[value="${CSS.escape(`coller:${table.dataset.list}`)}"]`);
  // Whole lines, with titles or in an order of their own: the server knows the columns.
  if (button && (whole || cells.length > 200)) {
    place.value = text;
    place.form.requestSubmit(button);
    return;
  }
  let at = row;
  for (const line of cells) {
    if (!at) break;
    const controls = controlsOf(at);
    line.forEach((cell, n) => controls[column + n] && write(controls[column + n], cell));
    const rows = rowsOf(table);
    at = rows[rows.indexOf(at) + 1] ?? addRow(table);
  }
  control.focus();
});

document.addEventListener("keydown", (event) => {
  const control = event.target;
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !control.matches?.(`${TABLE} input:not([type="checkbox"])`)) return;
  const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || control.list?.options.length) return;
  const row = control.closest("tr[data-item]");
  if (!row) return;
  const table = control.closest(TABLE);
  const rows = rowsOf(table);
  const to = rows[rows.indexOf(row) + step] ?? (event.key === "Enter" && step > 0 && control.value !== "" ? addRow(table) : null);
  // Enter never sends the page from a table: one would lose one's place.
  if (event.key === "Enter" || to) event.preventDefault();
  const target = to && controlsOf(to)[controlsOf(row).indexOf(control)];
  target?.focus();
  target?.select?.();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-add]");
  const table = button && document.querySelector(`${TABLE}[data-list="${CSS.escape(button.dataset.add)}"]`);
  if (!table) return;
  const row = addRow(table);
  if (!row) return;
  event.preventDefault();
  controlsOf(row)[0]?.focus();
});
