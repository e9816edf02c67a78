// The commune of a postal code: written when there is one, offered when there are several.

const known = new Map();

async function communesOf(code) {
  if (!known.has(code)) {
    const answer = await fetch(`/communes?code_postal=${encodeURIComponent(code)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return [];
    const names = (await answer.json()).map((commune) => commune.name);
    known.set(code, [...new Set(names)]);
  }
  return known.get(code);
}

document.addEventListener("input", async (event) => {
  const code = event.target;
  if (!code.name?.endsWith("/postal_code") || !code.form) return;
  const typed = code.value.replaceAll(/\s/g, "");
  const city = code.form.elements[code.name.replace(/postal_code$/, "city")];
  const country = code.form.elements[code.name.replace(/postal_code$/, "country")]?.value.trim() ?? "";
  if (!city || !/^\d{5}$/.test(typed) || !["", "FR", "France"].includes(country)) return;
  let names;
  try {
    names = await communesOf(typed);
  } catch {
    return;
  }
  if (code.value.replaceAll(/\s/g, "") !== typed) return;
  const list = city.list ?? city.parentElement.querySelector("datalist");
  list?.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  // What was written for another code is written over; what one typed stays.
  const ours = city.value === "" || city.dataset.written === city.value;
  if (ours && names.length === 1) {
    [city.value] = names;
    city.dataset.written = city.value;
  } else if (ours && city.value) {
    city.value = "";
  }
  if (ours) city.dispatchEvent(new Event("input", { bubbles: true }));
});
