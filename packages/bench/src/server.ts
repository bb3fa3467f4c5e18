/**
 * Serves a LINE Pay on the loopback, in a separate process. It answers from
 * memory on bare sockets and checks nothing, so that its cost stays small.
 */
import * as Net from "node:net"
import { confirmed, details } from "./answers.ts"

const answers = new Map<string, Buffer>()

const answerTo = (target: string): Buffer => {
  const known = answers.get(target)
  if (known !== undefined) return known
  const ids = target.match(/\d{19}/g) ?? []
  const body = target.endsWith("/confirm") ? confirmed(ids[0] ?? "") : details(ids)
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-cache\r\nConnection: keep-alive\r\n` +
    `Date: Sat, 22 Apr 2023 11:48:26 GMT\r\n\r\n`
  const answer = Buffer.from(head + body)
  answers.set(target, answer)
  return answer
}

const server = Net.createServer({ noDelay: true }, (socket) => {
  let unread = ""
  socket.setEncoding("latin1")
  socket.on("error", () => {})
  socket.on("data", (chunk: string) => {
    unread = unread === "" ? chunk : unread + chunk
    for (let end = unread.indexOf("\r\n\r\n"); end !== -1; end = unread.indexOf("\r\n\r\n")) {
      const head = unread.slice(0, end)
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (unread.length < end + 4 + length) return
      unread = unread.slice(end + 4 + length)
      const [, target = ""] = head.split(" ", 2)
      socket.write(answerTo(target))
    }
  })
})

server.listen(0, "127.0.0.1", () => process.send?.(server.address()))
process.on("disconnect", () => process.exit())
