// The tables: every number of a chart stands in one, and areas are chosen from them with the keyboard.
const COLUMNS = [
  {key: "name", title: "Area", tell: row => row.name},
  {key: "households", title: "Nuclei", tell: row => whole(row.households), number: true},
  {key: "valid", title: "Calcolabili", tell: row => whole(row.valid), number: true},
  {key: "low", title: "Certamente poveri", tell: row => percent(row.low), number: true},
  {key: "mid", title: "Poveri fra i calcolabili", tell: row => percent(row.mid), number: true},
  {key: "high", title: "Quanti possono esserlo", tell: row => percent(row.high), number: true},
  {key: "why", title: "Oscurata perché", tell: row => row.why ? reasonOf(row).short : ""},
];
const ROWS_AT_ONCE = 200;
const NAMES = new Intl.Collator("it", {numeric: true});

function element(name, options, ...children) {
  const made = Object.assign(document.createElement(name), options || {});
  made.append(...children);
  return made;
}

function compared(key, direction) {
  return (one, other) => {
    if (key === "name") return direction * NAMES.compare(one.name, other.name);
    const [a, b] = [one[key], other[key]];
    if (a === null || b === null) return (a === null) - (b === null);
    return direction * (a - b) || NAMES.compare(one.name, other.name);
  };
}

function headOf(columns, sorted, onSort) {
  const row = element("tr");
  for (const column of columns) {
    const cell = element("th", {scope: "col", className: column.number ? "n" : ""});
    if (onSort) {
      cell.append(element("button", {type: "button", textContent: column.title, onclick: () => onSort(column.key)}));
      cell.setAttribute("aria-sort", sorted.key !== column.key ? "none" : sorted.direction > 0 ? "ascending" : "descending");
    } else cell.textContent = column.title;
    row.append(cell);
  }
  return element("thead", {}, row);
}

function bodyOf(columns, rows, chosen, onChoose) {
  return element("tbody", {}, ...rows.map(row => element("tr", {className: row.code === chosen ? "on" : ""},
    ...columns.map((column, place) => {
      const text = column.tell(row);
      if (place > 0) return element("td", {className: column.number ? "n" : column.key === "why" ? "why" : "", textContent: text});
      const head = element("th", {scope: "row"});
      if (onChoose) head.append(element("button", {type: "button", textContent: text, onclick: () => onChoose(row.code)}));
      else head.textContent = text;
      return head;
    }))));
}

function fill(table, title, columns, rows, {chosen = "", onChoose = null, sorted = null, onSort = null} = {}) {
  const caption = element("caption", {className: "unseen", textContent: title});
  table.replaceChildren(caption, headOf(columns, sorted, onSort), bodyOf(columns, rows, chosen, onChoose));
}
