// Asks what has become of this page: shows what is wrong, and loads the page when it is new.
(() => {
  const address = `/.scimguide/state?path=${encodeURIComponent(location.pathname)}`
  let known
  const look = async () => {
    try {
      const state = await (await fetch(address, { cache: "no-store" })).json()
      known ??= state.page
      if (state.page !== known) return location.reload()
      const box = document.getElementById("scimguide-message")
      const text = state.messages.join("\n")
      if (box.firstElementChild.textContent !== text) box.firstElementChild.textContent = text
      box.hidden = !text
    } catch { /* The server has ended, or starts again. */ }
    setTimeout(look, 300)
  }
  look()
})()
