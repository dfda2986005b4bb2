// The playground's form: asks the worker after each change, and shows its answer as it came.
// Nothing is loaded before the button is pressed; nothing is kept, and nothing is sent anywhere.
{
  const base = document.currentScript.src
  const root = document.getElementById("playground-app")
  const part = (name) => document.getElementById(`playground-${name}`)
  const [begin, status, progress, form] = [".playground-start", ".playground-status", "progress", "form"].map((each) =>
    root.querySelector(each),
  )
  const SECONDS = 10
  const PAUSE = 200

  let starts = null
  let worker = null
  let ready = false
  let busy = 0 // the timer of the question that is being answered
  let changed = false
  let pause = 0

  const load = () => {
    ready = false
    if (location.protocol === "file:") return failed("it needs a web server, and this page was opened from disk")
    progress.hidden = false
    try {
      worker = new Worker(new URL("playground/worker.js", base), { type: "module" })
    } catch (error) {
      return failed(error.message)
    }
    worker.onmessage = ({ data }) => heard(data)
    worker.onerror = (event) => failed(event.message || "the worker did not start")
  }

  const heard = (data) => {
    if (data.status) status.textContent = data.status
    else if (data.failed) failed(data.failed)
    else if (data.starts) opened(JSON.parse(data.starts))
    else answered(JSON.parse(data.answer))
  }

  const failed = (why) => {
    end()
    status.textContent = `The playground could not be loaded: ${why.replace(/\.$/, "")}. The commands below do the same.`
    begin.hidden = false
    form.hidden = true
  }

  const end = () => {
    worker?.terminate()
    clearTimeout(busy)
    worker = null
    busy = 0
    progress.hidden = true
  }

  const opened = (found) => {
    ready = true
    progress.hidden = true
    status.textContent = ""
    if (!starts) fill(found)
    if (form.hidden) {
      form.hidden = false
      part("person").focus()
    }
    ask()
  }

  // -- starting points ---------------------------------------------------

  const fill = (found) => {
    starts = found
    part("person").replaceChildren(...starts.people.map((each, index) => new Option(each.name, index)))
    part("use").append(...starts.uses.map((use) => new Option(use.replace("-", " "), use)))
    part("path").replaceChildren(...starts.attributes.map(({ path }) => new Option(path.split(":").pop(), path)))
    const roles = Object.entries(starts.roles).map(([group, role]) => `${group} gives ${role}`)
    part("roles").textContent = roles.length ? `Groups of the guide: ${roles.join(", ")}.` : ""
    const first = starts.attributes.find(({ expressions }) => expressions.length > 1)
    if (first) part("path").value = first.path
    person()
    path()
  }

  const person = () => {
    const chosen = starts.people[part("person").value]
    part("profile").value = JSON.stringify(chosen.profile, null, 2)
    part("groups").value = chosen.groups.join("\n")
  }

  const path = () => {
    const { expressions } = starts.attributes.find((each) => each.path === part("path").value)
    part("expression").value = expressions[0]
    part("choices").replaceChildren(...expressions.map(choice))
  }

  const choice = (expression) => {
    const button = element("button", expression)
    button.type = "button"
    button.addEventListener("click", () => {
      part("expression").value = expression
      ask()
    })
    return element("li", button)
  }

  // -- question and answer -----------------------------------------------

  const ask = () => {
    clearTimeout(pause)
    pause = 0
    if (!worker) return load()
    if (!ready || busy) {
      changed = true
      return
    }
    changed = false
    root.dataset.state = "asking"
    busy = setTimeout(stopped, SECONDS * 1000)
    const groups = part("groups").value.split("\n").map((each) => each.trim())
    const question = {
      profile: part("profile").value,
      groups: groups.filter((each) => each),
      expression: part("expression").value.trim(),
      path: part("path").value,
      use: part("use").value,
    }
    worker.postMessage({ question: JSON.stringify(question) })
  }

  const stopped = () => {
    end()
    const text = `The expression took more than ${SECONDS} seconds and was stopped. A change starts the playground again.`
    show({ error: text, unmapped: text })
  }

  const answered = (answer) => {
    clearTimeout(busy)
    busy = 0
    if (changed) return ask()
    if (!pause) show(answer) // otherwise the next question is about to be asked
  }

  const show = (answer) => {
    refuse("profile", "refused", answer.refused)
    refuse("expression", "error", answer.error)
    if (answer.line) part("error").append(pointer(answer))
    put("value", answer.value)
    list("assumed", answer.assumptions)
    put("body", answer.body)
    part("unmapped").textContent = answer.unmapped && answer.unmapped !== answer.error ? answer.unmapped : ""
    const sources = Object.entries(answer.sources ?? {})
    part("sources").replaceChildren(
      ...sources.map(([name, source]) => element("tr", element("td", element("code", name)), element("td", source))),
    )
    list("body-assumed", answer.bodyAssumptions)
    part("more").hidden = !sources.length
    root.dataset.state = "answered"
  }

  const refuse = (field, place, text = "") => {
    part(place).textContent = text
    if (text) part(field).setAttribute("aria-invalid", "true")
    else part(field).removeAttribute("aria-invalid")
  }

  const put = (name, text) => {
    part(name).textContent = text ?? ""
    for (const each of [part(name), part(`${name}-label`)]) each.hidden = text === undefined
  }

  const list = (name, texts = []) => {
    part(name).replaceChildren(...texts.map((text) => element("li", `Assumed: ${text}`)))
    part(name).hidden = !texts.length
  }

  // The text around the place of a mistake, and a caret below it.
  const pointer = ({ line, column }) => {
    const text = part("expression").value.trim().split("\n")[line - 1] ?? ""
    const from = Math.max(0, column - 15)
    const found = element("span", `${text.slice(from, column + 15)}\n${" ".repeat(column - 1 - from)}^`)
    found.setAttribute("aria-hidden", "true")
    return found
  }

  const element = (name, ...children) => {
    const made = document.createElement(name)
    made.append(...children)
    return made
  }

  // -- what the reader does ----------------------------------------------

  root.querySelector(".playground-absent").hidden = true
  begin.hidden = false
  begin.querySelector("button").addEventListener("click", () => {
    begin.hidden = true
    load()
  })
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("input", ({ target }) => {
    if (target === part("person")) person()
    if (target === part("path")) path()
    clearTimeout(pause)
    root.dataset.state = "asking"
    pause = setTimeout(ask, target.tagName === "SELECT" ? 0 : PAUSE)
  })
}
