/**
 * Runs in the browser, and fetches the part that changes once a second.
 *
 * @internal
 */
export const booksScript = `
const main = document.querySelector("main")
const connection = document.querySelector("#connection")
let shown
const poll = async () => {
  try {
    const response = await fetch("/sandbox/live")
    const text = await response.text()
    // Only then, or a selection would be lost each second.
    if (response.ok && text !== shown) {
      main.innerHTML = text
      shown = text
    }
    connection.textContent = "live"
  } catch {
    connection.textContent = "The sandbox does not respond"
  }
  setTimeout(poll, 1000)
}
poll()
`
