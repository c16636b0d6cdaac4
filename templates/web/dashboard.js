// The page answers: one state, three charts and their tables drawn from it.
const $ = id => document.getElementById(id);
const BARS = 20;
const LINES_ACROSS = 90;
const state = {definition: "", level: "", measure: "mid", year: "", district: "", chosen: "city", search: "", shown: ROWS_AT_ONCE, sorted: {key: "mid", direction: -1}};
const views = {};
const HOLDERS = {map: "disegno-mappa", bars: "disegno-barre", trend: "disegno-anni"};

const definitionNow = () => DATA.definitions.find(one => one.code === state.definition);
const levelNow = () => DATA.levels.find(one => one.code === state.level);
const inDistrict = row => !state.district || row.district === state.district;

function chosenRow(rows) {
  return rows.find(row => row.code === state.chosen) || cityOf(state);
}

function withParent(row) {
  const names = (level, code) => { const areas = DATA.areas[level]; const at = areas ? areas.area.indexOf(code) : -1; return at < 0 ? null : areas.name[at]; };
  return [row.nil && names("nil", row.nil), state.level !== "district" && row.district && names("district", row.district)].filter(Boolean).join(", ");
}

// Drawn with its data the first time; afterwards only the data change, one after the other.
function show(name, sets, chosen) {
  views[name] = views[name] ? views[name].then(view => changed(view, sets, chosen)) : embedded(name, sets);
  return views[name];
}

async function embedded(name, sets) {
  const options = {mode: "vega", renderer: "canvas", actions: false, ast: true, logLevel: 1, tooltip: {theme: "light"}};
  const chart = DATA.charts[name], data = chart.data.map(one => sets[one.name] ? {...one, values: sets[one.name]} : one);
  const height = name === "map" ? {height: Math.min(chart.height, $(HOLDERS.map).clientWidth)} : {};
  const made = await vegaEmbed("#" + HOLDERS[name], {...chart, ...height, data}, options);
  made.view.addEventListener("click", (_, item) => { if (item && item.datum && item.datum.code) choose(item.datum.code); });
  return made.view;
}

async function changed(view, sets, chosen) {
  for (const [set, rows] of Object.entries(sets)) view.data(set, rows);
  if (chosen !== undefined) view.signal("chosen", chosen);
  return view.resize().runAsync();
}

function drawMap(rows) {
  const shapes = DATA.shapes[state.level];
  $("mappa").hidden = !shapes;
  document.querySelector(".pair").classList.toggle("alone", !shapes);
  if (!shapes) return;
  const line = rows.length > 1000 ? 0 : 0.7;
  const features = rows.filter(row => shapes[row.code] && inDistrict(row)).map(row => ({
    type: "Feature", geometry: shapes[row.code], code: row.code, cls: classOf(row, state), tip: tipOf(row), line,
  }));
  const parents = state.level === "section" && DATA.shapes.nil ? "nil" : DATA.shapes.district && state.level !== "district" ? "district" : null;
  const outlines = parents === null ? [] : Object.entries(DATA.shapes[parents])
    .filter(([code]) => !state.district || parentDistrict(parents, code) === state.district)
    .map(([code, geometry]) => ({type: "Feature", geometry}));
  const step = widthOf(features.map(one => one.geometry)) / LINES_ACROSS;
  const hatch = hatchOf(features.filter(one => one.cls === "oscurata").map(one => one.geometry), step);
  show("map", {areas: features, hatch, outlines}, state.chosen);
  const hidden = rows.filter(row => row.why && inDistrict(row)).length;
  $("disegno-mappa").setAttribute("aria-label", `Mappa: ${MEASURES[state.measure]}, ${levelNow().title.toLowerCase()}, ${state.year}. ${features.length} aree disegnate, ${hidden} oscurate. I numeri sono nella tabella di tutte le aree.`);
  drawLegend(rows);
}

function parentDistrict(level, code) {
  if (level === "district") return code;
  const areas = DATA.areas[level], at = areas.area.indexOf(code);
  return at < 0 ? null : areas.district[at];
}

function drawLegend(rows) {
  const labels = classLabels(state).map((label, place) => [String(place), label]);
  const there = new Set(rows.filter(inDistrict).map(row => classOf(row, state)));
  if (there.has("oscurata")) labels.push(["oscurata", "oscurata"]);
  if (there.has("vuota")) labels.push(["vuota", "nessun nucleo calcolabile"]);
  $("legenda").replaceChildren(...labels.map(([cls, label]) => {
    const mark = element("i", {className: cls === "oscurata" ? "hatched" : ""}); mark.style.backgroundColor = DATA.colors[cls];
    return element("li", {}, mark, label);
  }));
}

function drawBars(rows) {
  const top = rows.filter(row => inDistrict(row) && !row.why && row[state.measure] !== null).sort(compared(state.measure, -1)).slice(0, BARS);
  const city = cityOf(state);
  const bars = top.map((row, rank) => ({name: row.name, rank, low: row.low, high: row.high, mid: row.mid, code: row.code, tip: tipOf(row)}));
  show("bars", {bars, city: city.mid === null ? [] : [{mid: city.mid, tip: tipOf(city)}]}, state.chosen);
  $("titolo-barre").textContent = top.length < BARS ? `${levelNow().title}, dalla quota più alta` : `${levelNow().title}: le ${BARS} con la quota più alta`;
  $("disegno-barre").setAttribute("aria-label", top.length ? `Barre: ${top.length} aree; la prima è ${top[0].name}, ${sentenceOf(top[0])}` : "Barre: nessuna area da mostrare.");
  fill($("tabella-barre"), $("titolo-barre").textContent, COLUMNS.slice(0, 6), top, {chosen: state.chosen, onChoose: choose});
}

function drawYears(chosen) {
  const level = chosen.code === "city" ? "city" : state.level;
  const place = level === "city" ? 0 : chosen.place;
  const years = DATA.years.map(year => ({name: String(year), year: String(year), code: "", ...figureAt(DATA.figures[state.definition][year][level], place)}));
  const seen = years.filter(row => !row.why && row.mid !== null);
  show("trend", {years: seen.map(row => ({year: row.year, low: row.low, mid: row.mid, high: row.high, tip: row.year + "\n" + sentenceOf(row)}))});
  $("disegno-anni").setAttribute("aria-label", `${chosen.name}, per anno: ` + years.map(row => `${row.year}: ${sentenceOf(row)}`).join(" "));
  fill($("tabella-anni"), `${chosen.name} negli anni`, [{...COLUMNS[0], title: "Anno"}, ...COLUMNS.slice(1)], years);
}

function drawChosen(chosen) {
  const fact = (title, text) => [element("dt", {textContent: title}), element("dd", {textContent: text})];
  $("titolo-area").textContent = chosen.name;
  $("area-dove").textContent = chosen.code === "city" ? `${definitionNow().title}, ${state.year}` : withParent(chosen) + ` · ${state.year}`;
  $("torna").hidden = chosen.code === "city";
  if (chosen.why || !chosen.households) { $("area-detta").replaceChildren(element("p", {className: "note", textContent: sentenceOf(chosen)})); return; }
  const big = element("p", {className: "big"}, `${percent(chosen.low)} – ${percent(chosen.high)}`, element("small", {textContent: "fra i certamente poveri e quanti possono esserlo"}));
  const facts = [
    ...fact("Poveri fra i calcolabili", percent(chosen.mid)), ...fact("Nuclei di cui si parla", whole(chosen.households)),
    ...fact("Di cui calcolabili", whole(chosen.valid)), ...fact("Certamente poveri", whole(chosen.certain)), ...fact("Quanti possono esserlo", whole(chosen.possible)),
  ];
  const shrunk = DATA.shrunk[state.definition];
  if (state.level === "section" && shrunk && chosen.code !== "city" && state.year === String(DATA.years[DATA.years.length - 1]) && shrunk.mid[chosen.place] !== null) {
    const at = name => percent(shrunk[name][chosen.place]);
    facts.push(...fact("Stima corretta verso il quartiere", at("mid")), ...fact("Intervallo al 95 % della stima", `${at("low")} – ${at("high")}`), ...fact("Probabilità di stare nel decimo peggiore", at("worst")));
  }
  $("area-detta").replaceChildren(big, element("dl", {className: "facts"}, ...facts));
}

function drawTable(rows) {
  const search = state.search.trim().toLowerCase();
  const found = rows.filter(row => row.known && inDistrict(row) && (!search || row.name.toLowerCase().includes(search) || row.code.toLowerCase().includes(search))).sort(compared(state.sorted.key, state.sorted.direction));
  const onSort = key => { state.sorted = {key, direction: state.sorted.key === key ? -state.sorted.direction : key === "name" ? 1 : -1}; drawTable(rows); };
  fill($("tabella-aree"), `${levelNow().title}, ${definitionNow().title}, ${state.year}`, COLUMNS, found.slice(0, state.shown), {chosen: state.chosen, onChoose: choose, sorted: state.sorted, onSort});
  $("quante").textContent = found.length > state.shown ? `${WHOLE.format(state.shown)} righe su ${WHOLE.format(found.length)}` : `${WHOLE.format(found.length)} righe`;
  $("altre").hidden = found.length <= state.shown;
}

// Rare conditions are not told of the finest areas: these are not offered, and the next larger ones stand in.
function offerLevels() {
  const told = level => Boolean(DATA.figures[state.definition][state.year][level]);
  for (const option of $("livello").options) option.disabled = !told(option.value);
  if (told(state.level)) return;
  const other = ["nil", "district", "section", "complex", "city"].find(told);
  Object.assign(state, {level: other, chosen: "city"});
  $("livello").value = other;
}

function drawAll(said) {
  offerLevels();
  const rows = rowsOf(state), chosen = chosenRow(rows);
  $("regola").textContent = `${sentence(definitionNow().rule)}. Di chi è quota: ${definitionNow().base}.`;
  $("anno-detto").textContent = state.year;
  $("anno").setAttribute("aria-valuetext", state.year);
  $("titolo-mappa").textContent = `${levelNow().title}: ${MEASURES[state.measure]}, ${state.year}`;
  drawMap(rows); drawBars(rows); drawChosen(chosen); drawYears(chosen); drawTable(rows);
  if (said) $("detto").textContent = said === "area" ? `${chosen.name}: ${sentenceOf(chosen)}` : `${definitionNow().title}, ${levelNow().title}, ${state.year}. Città: ${sentenceOf(cityOf(state))}`;
}

function choose(code) { state.chosen = code; drawAll("area"); }

function listen() {
  const on = (id, name, event = "change") => $(id).addEventListener(event, () => { state[name] = $(id).value; state.shown = ROWS_AT_ONCE; if (name === "level") state.chosen = "city"; if (name === "measure") state.sorted = {key: state.measure, direction: -1}; drawAll("all"); });
  on("definizione", "definition"); on("livello", "level"); on("misura", "measure"); on("municipio", "district");
  $("anno").addEventListener("input", () => { state.year = String(DATA.years[Number($("anno").value)]); drawAll("all"); });
  $("cerca").addEventListener("input", () => { state.search = $("cerca").value; state.shown = ROWS_AT_ONCE; drawTable(rowsOf(state)); });
  $("altre").addEventListener("click", () => { state.shown += ROWS_AT_ONCE * 5; drawTable(rowsOf(state)); });
  $("torna").addEventListener("click", () => { choose("city"); $("titolo-area").setAttribute("tabindex", "-1"); $("titolo-area").focus(); });
}

async function begin() {
  const districts = DATA.areas.district;
  if (districts) districts.area.map((code, place) => [code, districts.name[place] || code]).sort((one, other) => NAMES.compare(one[1], other[1]))
    .forEach(([code, name]) => $("municipio").append(element("option", {value: code, textContent: name})));
  else $("municipio").closest(".control").hidden = true;
  Object.assign(state, {definition: $("definizione").value, level: $("livello").value, measure: $("misura").value, district: $("municipio").value, year: String(DATA.years[Number($("anno").value)])});
  listen();
  drawAll("");
  await Promise.all(Object.values(views));
  document.documentElement.dataset.ready = "sì";
}
begin();
