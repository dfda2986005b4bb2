// Whatever an admin pastes is a query. The theme's search reads "word:" as the name of a field, and
// looks only when a key is released. So it is given the words of the text, and told of every input.
const SILENT = new Set(
  "a an and are as at be by for from has have in is it its no not of on or that the there this to was were with you your".split(" ")
)

// To the theme's index, "word" is the start of a word, "word^2" a whole word that counts twice,
// "+word" a word that must be there, and "text:word" one that does not count more in a heading.
function asked(text) {
  const words = [...new Set(text.split(/[^\p{L}\p{N}_]+/u))].filter(Boolean)
  const telling = words.filter((word) => !SILENT.has(word.toLowerCase()))
  const kept = telling.length ? telling : words
  // A path or URN has no spaces, and is meant as a whole; its last part may still be typed.
  if (kept.length > 1 && !/\s/.test(text.trim())) return `+${kept.join(" +")}*`
  // Of a whole message all words count alike: its entry shows it letter for letter.
  if (kept.length > 4) return kept.map((word) => `text:${word}^2`).join(" ")
  // A name such as externalNamespace is meant as it is.
  const named = (word) => /[a-z][A-Z]|_/.test(word)
  return kept.map((word) => (named(word) ? `+${word}*` : `${word}^2 ${word}`)).join(" ")
}

document$.subscribe(() => {
  const input = document.querySelector(".md-search__input")
  if (!input || Object.hasOwn(input, "value")) return
  const shown = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")
  Object.defineProperty(input, "value", {
    get: () => asked(shown.get.call(input)),
    set: (text) => shown.set.call(input, text),
  })
  input.addEventListener("input", () => input.dispatchEvent(new Event("keyup")))
})
