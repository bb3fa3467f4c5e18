/** A merchant's web server: takes whatever the sandbox calls, and remembers it. */
import { Effect } from "effect"
import * as http from "node:http"

export const merchant = Effect.map(
  Effect.acquireRelease(
    Effect.async<{ readonly server: http.Server; readonly visits: Array<string> }>((resume) => {
      const visits: Array<string> = []
      const server = http.createServer((request, response) => {
        // A browser asks for this by itself.
        if (request.url !== "/favicon.ico") visits.push(`${request.method} ${request.url}`)
        response.setHeader("content-type", "text/html")
        response.end("<h1>The shop</h1>")
      })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed({ server, visits })))
    }),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ),
  ({ server, visits }) => {
    const address = server.address()
    return { visits, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` }
  }
)
