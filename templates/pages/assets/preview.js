// Each document read in the page, as it will be printed. Without a PDF reader in the browser, its buttons remain: the
// file itself, or the pictures of its pages.

const forms = new WeakMap();

async function show(place, button) {
  const form = place.closest("form");
  const open = forms.get(place);
  if (open) {
    open.frame.remove();
    URL.revokeObjectURL(open.address);
    forms.delete(place);
    button.setAttribute("aria-expanded", "false");
    return;
  }
  button.setAttribute("aria-busy", "true");
  const said = place.querySelector("[data-said]");
  said.textContent = "Le document se compose…";
  try {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const answer = await fetch(place.dataset.url, { method: "POST", body, headers: { Accept: "application/pdf, text/html;q=0.5" } });
    if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/pdf")) throw new Error(String(answer.status));
    const address = URL.createObjectURL(await answer.blob());
    const frame = document.createElement("iframe");
    frame.className = "sheet";
    frame.title = place.dataset.title ?? "Document";
    frame.src = address;
    place.append(frame);
    forms.set(place, { frame, address });
    button.setAttribute("aria-expanded", "true");
    said.textContent = "";
  } catch {
    said.textContent = "Le document ne peut pas être montré ici : « Ouvrir le PDF » dira pourquoi.";
  } finally {
    button.removeAttribute("aria-busy");
  }
}

if (navigator.pdfViewerEnabled) {
  const places = [...document.querySelectorAll('[data-module="preview"][data-url]')];
  for (const place of places) {
    const said = document.createElement("p");
    said.className = "small";
    said.dataset.said = "";
    said.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.setAttribute("aria-expanded", "false");
    button.append("Lire ici");
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = ` : ${place.dataset.title ?? ""}`;
    button.append(hidden);
    button.addEventListener("click", () => show(place, button));
    (place.querySelector(".row") ?? place).prepend(button);
    place.append(said);
  }
}
