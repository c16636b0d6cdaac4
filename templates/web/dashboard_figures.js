"use strict";
// The figures of the page: what each area shows for an indicator, a year and a measure; hidden counts are not here at all.
const DATA = JSON.parse(document.getElementById("dati").textContent);
const PERCENT = new Intl.NumberFormat("it-IT", {style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1});
const WHOLE = new Intl.NumberFormat("it-IT", {useGrouping: "always"});
const MEASURES = {mid: "poveri fra i calcolabili", low: "certamente poveri", high: "quanti possono esserlo"};
const percent = value => value === null ? "–" : PERCENT.format(value);
const sentence = text => text.charAt(0).toUpperCase() + text.slice(1);
const whole = value => value === null ? "–" : WHOLE.format(value);

function share(part, all) { return part === null || all === null || all === 0 ? null : part / all; }

// Everything that may be said of one area; `why` is the place of the reason why it is hidden, from 1, or 0.
function figureAt(columns, place) {
  const at = name => columns === null || columns === undefined ? null : columns[name][place];
  const [households, valid, poor, certain, possible] = ["households", "valid", "poor", "certain", "possible"].map(at);
  return {
    households, valid, poor, certain, possible, why: at("why") || 0, known: at("why") !== null,
    low: share(certain, households), mid: share(poor, valid), high: share(possible, households),
  };
}

function rowsOf(state) {
  const areas = DATA.areas[state.level], columns = DATA.figures[state.definition][state.year][state.level];
  return areas.area.map((code, place) => ({
    code, place, name: nameOf(state.level, code, areas.name[place]), nil: areas.nil[place],
    district: state.level === "district" ? code : areas.district[place], ...figureAt(columns, place),
  }));
}

function nameOf(level, code, name) { return level === "section" ? "Sezione " + code : name || code; }

function cityOf(state) {
  const columns = DATA.figures[state.definition][state.year].city;
  return {code: "city", name: DATA.city, ...figureAt(columns, 0)};
}

function classOf(row, state) {
  if (row.why) return "oscurata";
  const value = row[state.measure];
  if (value === null) return "vuota";
  const limits = DATA.limits[state.definition][state.level];
  let place = 0;
  while (place < limits.length && value >= limits[place]) place += 1;
  return String(place);
}

function classLabels(state) {
  const limits = DATA.limits[state.definition][state.level], told = value => PERCENT.format(value).replace(/,0/, "");
  const between = limits.slice(1).map((limit, place) => told(limits[place]) + " – " + told(limit));
  return ["meno di " + told(limits[0]), ...between, told(limits[limits.length - 1]) + " e più"];
}

function reasonOf(row) { return row.why ? DATA.reasons[row.why - 1] : null; }

function tipOf(row) {
  if (row.why) return row.name + "\nOscurata: " + reasonOf(row).short;
  if (!row.households) return row.name + "\nNessun nucleo nell'estrazione";
  return row.name + "\nPoveri fra i calcolabili: " + percent(row.mid) + "\nFascia: da " + percent(row.low) + " a " + percent(row.high);
}

function sentenceOf(row) {
  if (row.why) return "I numeri di quest'area sono oscurati: " + reasonOf(row).long + ".";
  if (!row.households) return "Nessun nucleo di quest'area è nell'estrazione di quell'anno.";
  return percent(row.mid) + " dei nuclei calcolabili; fascia da " + percent(row.low) + " a " + percent(row.high) + ".";
}

const polygonsOf = geometry => geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;

// Slanted lines over what is hidden, so that gray print and every eye tell it from a class. They run through
// neighbors without a break: each lies where x + y is a multiple of the step, in meters.
function hatchOf(geometries, step) {
  const lines = [];
  for (const polygon of geometries.flatMap(polygonsOf)) {
    const crossings = new Map();
    for (const ring of polygon) for (let at = 1; at < ring.length; at += 1) {
      const [[x0, y0], [x1, y1]] = [ring[at - 1], ring[at]], [from, to] = [x0 + y0, x1 + y1];
      for (let line = Math.floor(Math.min(from, to) / step) + 1; line * step <= Math.max(from, to); line += 1) {
        const part = (line * step - from) / (to - from), across = x0 - y0 + part * (x1 - y1 - x0 + y0);
        if (!crossings.has(line)) crossings.set(line, []);
        crossings.get(line).push(across);
      }
    }
    for (const [line, found] of crossings) {
      const sum = line * step, point = across => [(sum + across) / 2, (sum - across) / 2];
      found.sort((one, other) => one - other);
      for (let at = 1; at < found.length; at += 2) lines.push([point(found[at - 1]), point(found[at])]);
    }
  }
  return lines.length ? [{type: "Feature", geometry: {type: "MultiLineString", coordinates: lines}}] : [];
}

function widthOf(geometries) {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const polygon of geometries.flatMap(polygonsOf)) for (const [x, y] of polygon[0]) {
    west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y);
  }
  return Math.max(east - west, north - south);
}
