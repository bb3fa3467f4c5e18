/** A way to PostgreSQL that can stall, and lose an acknowledgement. */
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"

export interface Proxy {
  readonly url: string
  /** Drops the acknowledgement of the next statement with this text, after it was committed. */
  readonly cutAfter: (text: string) => void
  /** How many acknowledgements were dropped. */
  readonly cuts: () => number
  /** Whether anything passes. Connections stay open while nothing does. */
  readonly stall: (isStalled: boolean) => void
  readonly close: () => void
}

export const open = async (url: string): Promise<Proxy> => {
  const { hostname, port } = new URL(url)
  let target: string | undefined
  let isStalled = false
  let cuts = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(Number(port), hostname)
    let isCut = false
    const end = () => {
      for (const socket of [client, database]) {
        sockets.delete(socket)
        socket.destroy()
      }
    }
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on("error", end).on("close", end)
      if (isStalled) socket.pause()
    }
    client.on("data", (bytes) => {
      if (target !== undefined && bytes.includes(target)) {
        target = undefined
        isCut = true
      }
      database.write(bytes)
    })
    database.on("data", (bytes) => {
      if (!isCut) return void client.write(bytes)
      cuts++
      end()
    })
    if (isStalled) { for (const socket of [client, database]) socket.pause() }
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the proxy has no port")
  const through = new URL(url)
  through.port = String(address.port)
  return {
    url: through.href,
    cutAfter: (text) => {
      target = text
    },
    cuts: () => cuts,
    stall: (stalled) => {
      isStalled = stalled
      for (const socket of sockets) {
        if (stalled) socket.pause()
        else socket.resume()
      }
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    }
  }
}
