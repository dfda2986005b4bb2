// The checklist keeps its ticks in this browser, says how far it is, and starts over when asked.
// Without this script it is a list with boxes.
const ticks = {
  key: "scimguide-checklist",
  read() {
    try {
      return new Set(JSON.parse(localStorage.getItem(this.key)) ?? [])
    } catch {
      return new Set()
    }
  },
  write(names) {
    try {
      localStorage.setItem(this.key, JSON.stringify(names))
    } catch {
      // A browser that keeps nothing still shows what is ticked until the page is left.
    }
  },
}

document$.subscribe(() => {
  const boxes = [...document.querySelectorAll("article label > input[type=checkbox][name*='#']")]
  if (!boxes.length) return
  const words = document.createElement("span")
  words.setAttribute("role", "status")
  const bar = Object.assign(document.createElement("progress"), { max: boxes.length })
  bar.setAttribute("aria-label", "Progress of the setup")
  const clear = Object.assign(document.createElement("button"), {
    type: "button", className: "md-button", textContent: "Start over",
  })
  const line = Object.assign(document.createElement("div"), { className: "checklist-progress" })
  line.append(bar, words, clear)
  document.querySelector("article h2").before(line)

  const show = () => {
    bar.value = boxes.filter((box) => box.checked).length
    words.textContent = `${bar.value} of ${boxes.length} done`
    clear.disabled = !bar.value
  }
  const restore = () => {
    const ticked = ticks.read()
    for (const box of boxes) box.checked = ticked.has(box.name)
    show()
  }
  const keep = () => {
    ticks.write(boxes.filter((box) => box.checked).map((box) => box.name))
    show()
  }
  for (const box of boxes) box.addEventListener("change", keep)
  clear.addEventListener("click", () => {
    for (const box of boxes) box.checked = false
    keep()
    boxes[0].focus()
  })
  addEventListener("storage", (event) => event.key === ticks.key && restore())
  restore()
})
