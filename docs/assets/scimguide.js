// What the theme leaves out for people who use a keyboard or a screen reader.
// document$ is the theme's: it fires once a page is there.
document$.subscribe(() => {
  document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search")
  // A table or code block wider than the screen scrolls, so it must be reachable without a mouse.
  for (const region of document.querySelectorAll(".md-typeset__scrollwrap, pre > code"))
    region.tabIndex = 0
  // One landmark for each copy button is noise. The theme adds them as blocks come into view.
  const quiet = () => {
    for (const nav of document.querySelectorAll(".md-code__nav:not([role])")) nav.setAttribute("role", "none")
  }
  new MutationObserver(quiet).observe(document.querySelector(".md-content"), { childList: true, subtree: true })
  quiet()
})
