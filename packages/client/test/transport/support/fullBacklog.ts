import { Effect } from "effect"
import * as Net from "node:net"
import { Worker } from "node:worker_threads"

const serverThread = `
  const { parentPort } = require("node:worker_threads")
  const server = require("node:net").createServer(() => {})
  server.listen(0, "127.0.0.1", 1, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
`

/**
 * An origin whose connections are never made: a server that listens, but whose
 * thread sleeps, and whose queue of connections is full. The kernel drops what
 * else knocks, as a dead host would.
 */
export const origin = Effect.gen(function*() {
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() => new Worker(serverThread, { eval: true })),
    (worker) => Effect.promise(() => worker.terminate())
  )
  const port = yield* Effect.async<number>((resume) => {
    worker.once("message", (port: number) => resume(Effect.succeed(port)))
  })
  // A backlog of 1 holds two connections on Linux; the others stay on their way and hold nothing up.
  yield* Effect.acquireRelease(
    Effect.async<ReadonlyArray<Net.Socket>>((resume) => {
      let connected = 0
      const sockets: ReadonlyArray<Net.Socket> = Array.from({ length: 8 }, () =>
        Net.connect(port, "127.0.0.1", () => {
          if (++connected === 2) resume(Effect.succeed(sockets))
        }).on("error", () => {}))
    }),
    (sockets) => Effect.sync(() => sockets.forEach((socket) => socket.destroy()))
  )
  return `http://127.0.0.1:${port}`
})
