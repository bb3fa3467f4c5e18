import type * as Undici from "@effect/platform-node/Undici"
import type { Exchange } from "effect-line-pay/Exchange"

type Receiver = Parameters<Exchange.Transport>[1]
type Controller = Undici.Dispatcher.DispatchController

/** Sends through undici, and takes the answer straight from its parser, without a stream or a promise in between. */
export const make =
  (dispatcher: Undici.Dispatcher): Exchange.Transport =>
  ({ body, headers, maximumAnswerBytes, method, origin, target }, receiver) => {
    const answer = new Answer(receiver, maximumAnswerBytes)
    dispatcher.dispatch({
      origin,
      path: target,
      method,
      headers,
      body: body ?? null,
      // The exchange has the read timeout.
      headersTimeout: 0,
      bodyTimeout: 0
    }, answer)
    return () => answer.giveUp()
  }

/** An answer as undici reports it. */
class Answer implements Undici.Dispatcher.DispatchHandler {
  readonly #receiver: Receiver
  readonly #maximumBytes: number
  #controller: Controller | undefined
  #givenUp = false
  #status = 0
  #bytes = 0
  #first: Buffer | undefined
  #others: Array<Buffer> | undefined

  constructor(receiver: Receiver, maximumBytes: number) {
    this.#receiver = receiver
    this.#maximumBytes = maximumBytes
  }

  giveUp(): void {
    if (this.#givenUp) return
    this.#givenUp = true
    this.#controller?.abort(new Error("The request was given up"))
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#givenUp) controller.abort(new Error("The request was given up"))
  }

  onResponseStart(_: Controller, status: number, headers: { readonly [name: string]: unknown }): void {
    // Informational responses, such as 103 Early Hints.
    if (status < 200) return
    this.#status = status
    if (Number(headers["content-length"]) > this.#maximumBytes) this.#tooLong()
  }

  onResponseData(_: Controller, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#maximumBytes) return this.#tooLong()
    if (this.#first === undefined) this.#first = chunk
    else (this.#others ??= [this.#first]).push(chunk)
  }

  onResponseEnd(): void {
    const bytes = this.#others === undefined ? this.#first : Buffer.concat(this.#others)
    this.#receiver.answered(this.#status, bytes === undefined ? "" : textOf(bytes))
  }

  onResponseError(_: Controller, error: Error): void {
    this.#receiver.failed(error)
  }

  #tooLong(): void {
    this.#receiver.answered(this.#status, undefined)
    this.giveUp()
  }
}

/** Drops a byte order mark, as every other client does. */
const textOf = (bytes: Buffer): string =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString("utf8", 3) : bytes.toString("utf8")
