// Your values: base URL, application label, e-mail address and domain of the reader in every snippet and sentence of every
// page, kept in this browser only. What stands in the pages, and what may stand there instead, says
// values.js, which is made from the spec. No field takes the token.
const kept = {
  key: "scimguide-values",
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {}
    } catch {
      return {}
    }
  },
  write(values) {
    try {
      if (Object.keys(values).length) localStorage.setItem(this.key, JSON.stringify(values))
      else localStorage.removeItem(this.key)
    } catch {
      // A browser that keeps nothing shows them on this page.
    }
  },
}

// What was stored is checked like what is typed.
function valid(values) {
  const fits = ({ name, value, pattern }) =>
    typeof values[name] === "string" && values[name] !== value && new RegExp(pattern).test(values[name])
  return Object.fromEntries(scimguide.fields.filter(fits).map(({ name }) => [name, values[name]]))
}

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")

// One pass over a text, so that nothing is replaced twice. Each rule: where, from what, to what.
function rules(values) {
  const from = Object.fromEntries(scimguide.fields.map(({ name, value }) => [name, value]))
  const found = []
  if (values.base) {
    found.push([literal(from.base), values.base])
    // The path of a request stands at the beginning of its piece of coloured code.
    found.push([`^${literal(scimguide.path)}(?=/)`, values.base.replace(/^https:\/\/[^/]+/, "")])
  }
  if (values.email) {
    found.push([literal(from.email), values.email])
    found.push([literal(encodeURIComponent(from.email)), encodeURIComponent(values.email)])
  }
  if (values.domain) found.push([`(?<=@|%40)${literal(from.domain)}`, values.domain])
  // The label may be the name of the service, too: it is the label alone, or in a message of Okta.
  if (values.label) found.push([`(?<=^\\s*|\\bapp )${literal(from.label)}(?=\\s*$| failed)`, values.label])
  return found
}

function replacer(values) {
  const found = rules(values)
  if (!found.length) return (text) => text
  const pattern = new RegExp(found.map(([from]) => `(${from})`).join("|"), "g")
  return (text) => text.replace(pattern, (...match) => found[match.slice(1).findIndex((part) => part !== undefined)][1])
}

// The pieces of a page, each with the text that it was published with. Text only: nothing that a
// reader types becomes HTML. Code that breaks at <wbr> is one piece.
const CODE = "code, .rehearsal-screen, pre"
const published = new Map()

function collect(article) {
  for (const code of article.querySelectorAll("code:has(wbr)"))
    published.set(code, { text: code.textContent, nodes: [...code.childNodes] })
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!node.parentElement.closest("code:has(wbr), script, style, button") && !published.has(node))
      published.set(node, { text: node.data })
  }
}

function breakable(text) {
  return text.split(/(?<=[.:])/).flatMap((part, at) => (at ? [document.createElement("wbr"), part] : [part]))
}

function fill(values) {
  const inCode = replacer(values)
  const inProse = replacer({ ...values, label: undefined })
  for (const own of document.querySelectorAll(".own-value")) own.classList.remove("own-value")
  for (const note of document.querySelectorAll(".own-note")) note.remove()
  for (const [piece, { text, nodes }] of published) {
    const parent = nodes ? piece : piece.parentElement
    if (!parent?.isConnected) continue
    const now = (parent.closest(CODE) ? inCode : inProse)(text)
    if (nodes) piece.replaceChildren(...(now === text ? nodes : breakable(now)))
    else if (piece.data !== now) piece.data = now
    if (now !== text) mark(parent)
  }
}

function mark(parent) {
  const block = parent.closest(".highlight")
  if (!block && parent.closest("code, .rehearsal-screen")) parent.classList.add("own-value")
  if (!block || block.nextElementSibling?.matches(".own-note")) return
  const note = document.createElement("p")
  note.className = "own-note"
  note.textContent = "With your values; executed with the values of the samples."
  block.after(note)
}

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

function row({ name, label, value, expected }) {
  const input = element("input", {
    id: `own-${name}`, name, type: "text", placeholder: value, autocomplete: "off", spellcheck: false,
  })
  input.setAttribute("autocapitalize", "off")
  input.setAttribute("aria-describedby", `own-${name}-says`)
  return element("p", { className: "own-field" }, element("label", { htmlFor: input.id, textContent: label }), input,
    element("small", { id: `own-${name}-says`, textContent: `Expected: ${expected}.` }))
}

function dialog() {
  const button = (text, properties) => element("button", { className: "md-button", textContent: text, ...properties })
  const made = element("dialog", { className: "own-dialog md-typeset" },
    element("h2", { id: "own-title", textContent: "Your values" }),
    element("p", { textContent: "They fill every snippet and every mention on these pages, and stay in this browser. An empty field keeps the value of the sample. No field takes your token: snippets read it from $SCIM_TOKEN." }),
    element("form", { method: "dialog", noValidate: true }, ...scimguide.fields.map(row),
      element("p", { className: "own-buttons" },
        button("Use them", { type: "submit", className: "md-button md-button--primary" }),
        button("Back to the samples", { type: "reset" }),
        button("Cancel", { type: "button", value: "cancel" }))))
  made.setAttribute("aria-labelledby", "own-title")
  return made
}

// The typed values, or null when one is refused; the first refused field has the focus then.
function typed(form) {
  const values = {}
  let refused = null
  for (const { name, value, pattern } of scimguide.fields) {
    const input = form.elements[name]
    const text = input.value.trim()
    const fits = !text || new RegExp(pattern).test(text)
    input.setAttribute("aria-invalid", String(!fits))
    if (!fits) refused ??= input
    if (fits && text && text !== value) values[name] = text
  }
  refused?.focus()
  return refused ? null : values
}

function opener(box) {
  const made = element("button", { type: "button", className: "own-opener" })
  made.addEventListener("click", () => {
    const values = valid(kept.read())
    for (const { name } of scimguide.fields) {
      box.querySelector(`[name=${name}]`).value = values[name] ?? ""
      box.querySelector(`[name=${name}]`).setAttribute("aria-invalid", "false")
    }
    box.showModal()
  })
  return made
}

function show(values) {
  fill(values)
  const count = Object.keys(values).length
  for (const button of document.querySelectorAll(".own-opener")) {
    button.textContent = count ? `Your values (${count})` : "Your values"
    button.classList.toggle("own-opener--used", count > 0)
  }
  for (const place of document.querySelectorAll("[data-own-values] p"))
    place.textContent = count
      ? `In force: ${Object.values(values).join(", ")}.`
      : "The pages show the values of the samples."
}

document$.subscribe(() => {
  const article = document.querySelector("article")
  if (!globalThis.scimguide || !article || document.querySelector(".own-dialog")) return
  const box = dialog()
  const form = box.querySelector("form")
  const use = (values) => {
    kept.write(values)
    show(values)
    box.close()
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const values = typed(form)
    if (values) use(values)
  })
  form.addEventListener("reset", () => use({}))
  form.querySelector("[value=cancel]").addEventListener("click", () => box.close())
  document.body.append(box)
  document.querySelector(".md-header__title")?.after(opener(box))
  collect(article)
  for (const place of document.querySelectorAll("[data-own-values]")) place.append(element("p"), opener(box))
  addEventListener("storage", (event) => event.key === kept.key && show(valid(kept.read())))
  show(valid(kept.read()))
})
