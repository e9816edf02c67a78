// The files of the exhibits. They stay in this browser (IndexedDB), each under its dossier and its name, until the last
// page puts them into the form that makes the ZIP: the same form as without scripts.

const CURRENT = "creance.current";
const TYPES = { pdf: "application/pdf", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg" };

const database = new Promise((resolve, reject) => {
  const asked = indexedDB.open("creance", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("files");
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
database.catch(() => {});

async function act(mode, work) {
  const store = (await database).transaction("files", mode).objectStore("files");
  const asked = work(store);
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

const all = (id) => IDBKeyRange.bound(`${id}/`, `${id}/\uffff`);
const fetchFile = (name) => act("readonly", (s) => s.get(`${sessionStorage.getItem(CURRENT)}/${name}`));
const dropFile = (name) => act("readwrite", (s) => s.delete(`${sessionStorage.getItem(CURRENT)}/${name}`));

document.addEventListener("creance:forgotten", (event) => {
  act("readwrite", (s) => s.delete(all(event.detail.id))).catch(() => {});
});

async function keep(file, name) {
  if (!sessionStorage.getItem(CURRENT)) {
    sessionStorage.setItem(CURRENT, `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`);
  }
  const bytes = await file.arrayBuffer();
  const type = TYPES[name.split(".").pop().toLowerCase()];
  const kept = { blob: new Blob([bytes], { type }), pages: type === TYPES.pdf ? pagesOf(bytes) : null };
  await act("readwrite", (s) => s.put(kept, `${sessionStorage.getItem(CURRENT)}/${name}`));
}

/** How many pages a PDF says it has, when it says so in the open. */
function pagesOf(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  const counts = [...text.matchAll(/\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d+)|\/Count\s+(\d+)[^>]*?\/Type\s*\/Pages\b/g)];
  const most = Math.max(0, ...counts.map((found) => Number(found[1] ?? found[2])));
  return most || null;
}

function sized(bytes) {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "Ko"] : [bytes / 1_000_000, "Mo"];
  return `${value.toLocaleString("fr-FR", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

function element(tag, properties, ...children) {
  const { classes, data, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  if (classes) made.className = classes;
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

// The step of the exhibits.

const LIST = "/exhibits";
const controlOf = (form, rank, field) => form.elements[`${LIST}/${rank}/${field}`];

function rowsOf(form) {
  const rows = [];
  for (let rank = 0; controlOf(form, rank, "label"); rank += 1) {
    const label = controlOf(form, rank, "label");
    rows.push({ rank, label, file: controlOf(form, rank, "file"), place: label.closest("[data-row]") ?? label.closest("li, fieldset, article, tr") });
  }
  return rows;
}

/** A name that no other file of the dossier has, and that every system can write. */
function free(name, taken) {
  const plain = name.normalize("NFC").replaceAll(/[\u0000-\u001f\u007f"*/:<>?\\|]+/g, "_").trim() || "piece.pdf";
  const dot = plain.lastIndexOf(".");
  const [stem, extension] = [plain.slice(0, dot).slice(0, 90), plain.slice(dot)];
  for (let n = 1; ; n += 1) {
    const tried = n === 1 ? stem + extension : `${stem}_${n}${extension}`;
    if (!taken.has(tried.toLowerCase())) return tried;
  }
}

const wordsOf = (name) => {
  const words = name.replace(/\.[^.]+$/, "").replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toLocaleUpperCase("fr-FR") + words.slice(1);
};

function submit(form, name, value) {
  const button = element("button", { hidden: true, name, value, formNoValidate: true });
  button.formAction = form.action;
  form.append(button);
  form.requestSubmit(button);
}

async function take(form, files, said) {
  const good = [...files].filter((file) => file.name.split(".").pop().toLowerCase() in TYPES);
  const refused = [...files].filter((file) => !good.includes(file)).map((file) => file.name);
  said.textContent = refused.length ? `PDF, PNG ou JPEG seulement : ${refused.join(", ")} n’est pas admis.` : "";
  if (!good.length) return;
  const rows = rowsOf(form);
  let next = rows.length;
  const taken = new Set(rows.map((row) => row.file?.value.toLowerCase()).filter(Boolean));
  try {
    for (const file of good) {
      // A row that waits for this very file, else a blank one, else a new one.
      let row = rows.find((r) => r.file?.value && r.file.value.toLowerCase() === file.name.toLowerCase());
      const name = row ? row.file.value : free(file.name, taken);
      await keep(file, name);
      taken.add(name.toLowerCase());
      if (row) continue;
      row = rows.find((r) => r.file && !r.file.value && !r.label.value.trim());
      if (row) {
        row.file.value = name;
        row.label.value = wordsOf(name);
      } else {
        const rank = next++;
        for (const [field, value] of [["label", wordsOf(name)], ["file", name]]) {
          form.append(element("input", { type: "hidden", name: `${LIST}/${rank}/${field}`, value }));
        }
      }
    }
  } catch {
    said.textContent = "Ce navigateur ne garde pas de fichiers ici : choisissez-les à la dernière étape.";
    return;
  }
  submit(form, "aller", "pieces");
}

/** What is there for a row: a picture, a name, a size; ways to put it there or take it away. */
async function dress(form, row, said) {
  const old = row.place.querySelector(":scope [data-file]");
  const kept = row.file?.value ? await fetchFile(row.file.value).catch(() => null) : null;
  const number = `de la pièce ${row.rank + 1}`;
  const place = element("div", { classes: "row attached no-print", data: { file: "" } });
  if (kept) {
    if (kept.blob.type.startsWith("image/")) {
      const picture = element("img", { classes: "thumb", alt: "" });
      picture.src = URL.createObjectURL(kept.blob);
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
      place.append(picture);
    } else {
      place.append(element("span", { classes: "thumb", ariaHidden: "true" }, "PDF"));
    }
    const pages = kept.pages ? `, ${kept.pages} page${kept.pages > 1 ? "s" : ""}` : "";
    place.append(element("span", {}, `${row.file.value} `, element("span", { classes: "small" }, sized(kept.blob.size) + pages)));
  } else if (row.file?.value) {
    place.append(element("span", { classes: "small" }, `« ${row.file.value} » n’est pas joint dans ce navigateur.`));
  }
  const id = `joindre-${row.rank}`;
  const input = element("input", { type: "file", id, accept: ".pdf,.png,.jpg,.jpeg", classes: "visually-hidden" });
  const label = element("label", { classes: "button", htmlFor: id }, kept ? "Remplacer" : "Joindre un fichier", element("span", { classes: "visually-hidden" }, ` ${number}`));
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    if (!(file.name.split(".").pop().toLowerCase() in TYPES)) {
      said.textContent = `PDF, PNG ou JPEG seulement : ${file.name} n’est pas admis.`;
      return;
    }
    try {
      const others = rowsOf(form).filter((r) => r.rank !== row.rank);
      const name = free(file.name, new Set(others.map((r) => r.file?.value.toLowerCase()).filter(Boolean)));
      if (row.file.value && row.file.value !== name) await dropFile(row.file.value);
      await keep(file, name);
      row.file.value = name;
      if (!row.label.value.trim()) row.label.value = wordsOf(name);
      row.file.dispatchEvent(new Event("input", { bubbles: true }));
      said.textContent = `${name} est joint.`;
      await dress(form, row, said);
      document.getElementById(id)?.focus();
    } catch {
      said.textContent = "Ce navigateur ne garde pas de fichiers ici : choisissez-les à la dernière étape.";
    }
  });
  place.append(input, label);
  if (kept) {
    const away = element("button", { type: "button", classes: "button button--quiet button--danger" }, "Ôter le fichier", element("span", { classes: "visually-hidden" }, ` ${number}`));
    away.addEventListener("click", async () => {
      await dropFile(row.file.value);
      said.textContent = `${row.file.value} est ôté.`;
      row.file.value = "";
      row.file.dispatchEvent(new Event("input", { bubbles: true }));
      await dress(form, row, said);
      document.getElementById(id)?.focus();
    });
    place.append(away);
  }
  if (old) old.replaceWith(place);
  else if (row.file.closest(".grid-2, .grid-3")) row.file.closest(".grid-2, .grid-3").after(place);
  else row.place.append(place);
}

/** Moves a row by the server's own moves, one rank at a time: it alone knows what a row holds. */
async function move(form, from, to) {
  const word = from > to ? "monter" : "descendre";
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  let fields = body;
  for (let rank = from; rank !== to; rank += from > to ? -1 : 1) {
    const last = rank + (from > to ? -1 : 1) === to;
    if (last && fields === body) return submit(form, "faire", `${word}:${LIST}/${rank}`);
    fields.set("faire", `${word}:${LIST}/${rank}`);
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "text/html" } });
    if (!answer.ok) return undefined;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    fields = new URLSearchParams();
    for (const name of ["dossier", "but", "vus"]) fields.set(name, page.querySelector(`input[name="${name}"]`)?.value ?? "");
    if (last) {
      for (const control of [...form.elements]) if (control.name?.startsWith("/")) control.disabled = true;
      for (const [name, value] of fields) if (form.elements[name]) form.elements[name].value = value;
      submit(form, "aller", "pieces");
    }
  }
  return undefined;
}

function draggable(form, rows) {
  if (rows.length < 2 || rows.some((row) => !row.place)) return;
  let dragged = null;
  for (const row of rows) {
    const handle = element("span", { classes: "handle no-print", draggable: true, ariaHidden: "true", title: "Glisser pour changer l’ordre" }, "⠿");
    (row.place.querySelector(":scope > legend") ?? row.place).append(handle);
    handle.addEventListener("dragstart", (event) => {
      dragged = row.rank;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", String(row.rank));
      event.dataTransfer.setDragImage(row.place, 12, 12);
      row.place.dataset.dragged = "";
    });
    handle.addEventListener("dragend", () => {
      dragged = null;
      delete row.place.dataset.dragged;
    });
    row.place.addEventListener("dragover", (event) => {
      if (dragged === null || dragged === row.rank) return;
      event.preventDefault();
      row.place.dataset.overRow = "";
    });
    row.place.addEventListener("dragleave", () => delete row.place.dataset.overRow);
    row.place.addEventListener("drop", (event) => {
      delete row.place.dataset.overRow;
      if (dragged === null) return;
      event.preventDefault();
      event.stopPropagation();
      move(form, dragged, row.rank);
    });
  }
}

function exhibitsStep(form, before) {
  const said = element("p", { classes: "small" });
  said.setAttribute("role", "status");
  const input = element("input", { type: "file", multiple: true, id: "deposer", accept: ".pdf,.png,.jpg,.jpeg", classes: "visually-hidden" });
  const drop = element("div", { classes: "drop no-print" },
    input,
    element("label", { htmlFor: "deposer", classes: "button" }, "Choisir des fichiers"),
    element("p", { classes: "hint" }, "ou déposez-les ici : PDF, PNG ou JPEG. Chacun devient une pièce, à nommer et à ranger ensuite. Ils restent dans ce navigateur."),
    said,
  );
  before.before(drop);
  input.addEventListener("change", () => take(form, input.files, said));
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    drop.dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && delete drop.dataset.over);
  document.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    delete drop.dataset.over;
    take(form, event.dataTransfer.files, said);
  });
  const rows = rowsOf(form);
  for (const row of rows) if (row.place && row.file) dress(form, row, said);
  draggable(form, rows);
}

// The last page: what is kept goes into the places of the form.

async function fillPlaces(form) {
  let claim;
  try {
    claim = JSON.parse(form.elements.dossier.value || "{}");
  } catch {
    return;
  }
  for (const input of form.querySelectorAll('input[type="file"][name^="piece"]')) {
    const rank = Number(input.name.match(/(\d+)$/)?.[1]);
    const name = claim.exhibits?.[rank]?.file;
    const kept = name && (await fetchFile(name).catch(() => null));
    if (!kept) continue;
    const transfer = new DataTransfer();
    transfer.items.add(new File([kept.blob], name, { type: kept.blob.type }));
    input.files = transfer.files;
    const told = element("p", { classes: "small" }, element("span", { classes: "badge badge--ok" }, "joint"), ` ${name}, ${sized(kept.blob.size)}`);
    input.after(told);
    input.addEventListener("change", () => told.remove(), { once: true });
  }
  form.dataset.filesReady = "";
}

const form = document.querySelector('input[name="dossier"]')?.form;
if (form && "indexedDB" in window) {
  const first = rowsOf(form)[0];
  const list = document.querySelector('[data-module~="files"]') ?? first?.place?.closest("ol, ul, fieldset, .scroll") ?? first?.place;
  if (location.pathname === "/dossier/pieces" && list) exhibitsStep(form, list);
  if (form.querySelector('input[type="file"][name^="piece"]')) fillPlaces(form);
}
