// Asks how far it is, at the address of the page itself, and shows the page anew when that has changed. Without
// scripts, the page loads itself again every few seconds.
const known = document.body.dataset.asksWhile
let asked = 0

const askAgain = async () => {
  try {
    const answer = await fetch(location.href, { headers: { accept: "application/json" }, cache: "no-store" })
    const { status } = await answer.json()
    if (status !== known) return location.reload()
  } catch {
    // No network for a moment: the next time, then.
  }
  later()
}

const later = () => setTimeout(askAgain, ++asked < 60 ? 2_000 : 30_000)

later()
