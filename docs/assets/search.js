// Whatever an admin types or pastes is a query. The theme's search reads "word:" as the name of a field,
// and looks only when a key is released. So it is given the words of the text, and told of every input.
const SILENT = new Set(
  (
    "a an and any anybody are as at be been but by can could did do does for from get gets give given had has have " +
    "how i if in into is it its let make may me mean means my need needs no not of off on or our out over should " +
    "so some somebody someone than that the their them then there they this to up us use using want was we were what " +
    "when where which while who why will with would you your happen happens about exactly " +
    "must look find show see explain tell long"
  ).split(" ")
)
// What the whole guide is about tells no page from another.
const EVERYWHERE = new Set("okta scim testomat testomatio io".split(" "))
// Somebody who says that something is not so has a problem, as the glossary calls it.
const TROUBLE = /\b(?:not|cannot|can't|\w+n't|never|nothing|fail\w*|errors?|wrong|missing|broken|stuck)\b/i

// The beginning that the forms of a word share: users and user, deactivated and deactivation.
const ENDINGS = ["ations", "ation", "ings", "ing", "ions", "ion", "ed", "es", "s", "e"]
function stem(word) {
  const ending = ENDINGS.find((each) => word.endsWith(each) && word.length - each.length > (each === "s" ? 2 : 3))
  return ending ? word.slice(0, -ending.length) : word
}

// To the theme's index, "word^2" is a whole word that counts twice, "word*" the start of a word,
// "+word" a word that must be there, and "text:word" one that does not count more in a heading.
// What a message lists in brackets is what somebody expected, and nothing that tells it from another.
function asked(typed) {
  const text = typed.length > 60 ? typed.replace(/\([^)]*\)/g, " ") : typed
  const words = [...new Set(text.split(/[^\p{L}\p{N}_]+/u))].filter(Boolean)
  const without = (from, set) => {
    const left = from.filter((word) => !set.has(word.toLowerCase()))
    return left.length ? left : from
  }
  const kept = without(without(words, SILENT), EVERYWHERE)
  // A path or URN has no spaces, and is meant as a whole; its last part may still be typed.
  if (words.length > 1 && !/\s/.test(text.trim()) && /[:/.[_]/.test(text)) return `+${words.join(" +")}*`
  // Of a whole message all words count alike: its entry shows it letter for letter.
  if (kept.length > 7 || (kept.length > 3 && /[:"'.;[]/.test(text))) return kept.map((word) => `text:${word}^2`).join(" ")
  // A name such as externalNamespace is meant as it is.
  const named = (word) => /[a-z][A-Z]|_/.test(word)
  const terms = kept.map((word) => (named(word) ? `+${word}*` : `${word}^2 ${stem(word)}*`))
  return [...terms, ...(TROUBLE.test(text) ? ["tags:problem^4"] : [])].join(" ")
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
