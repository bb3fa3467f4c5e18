import type { SignedRequest, Transport } from "./overTransport.ts"

/** Sends through `fetch`. The function is asked for each time, because a test may have replaced it meanwhile. */
export const make =
  (fetch: () => typeof globalThis.fetch, init: globalThis.RequestInit): Transport => (request, receiver) => {
    const abortion = new AbortController()
    fetch()(request.origin + request.target, {
      ...init,
      method: request.method,
      headers: init.headers === undefined ? request.headers : merged(init.headers, request.headers),
      ...(request.body === undefined ? undefined : { body: request.body }),
      // fetch would follow a redirect to any host with the signed request, or with a refund as a GET.
      redirect: "manual",
      signal: abortion.signal
    }).then(async (response) => {
      const text = await textWithin(request.maximumAnswerBytes, response)
      receiver.answered(response.status, text)
      if (text === undefined) abortion.abort()
    }).catch(receiver.failed)
    return () => abortion.abort()
  }

const merged = (given: HeadersInit, signed: SignedRequest["headers"]): Headers => {
  const headers = new Headers(given)
  for (const [name, value] of Object.entries(signed)) headers.set(name, value)
  return headers
}

/** Reads the text of a body. Returns `undefined` as soon as it exceeds the limit, and leaves the rest unread. */
const textWithin = async (maximumBytes: number, response: Response): Promise<string | undefined> => {
  const length = response.headers.get("content-length")
  if (length !== null && response.headers.get("transfer-encoding") === null) {
    // The length of a compressed body says nothing about the text, unless it is over the limit by itself.
    if (Number(length) > maximumBytes) return undefined
    if (response.headers.get("content-encoding") === null) return response.text()
  }
  if (response.body === null) return ""
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ""
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.length
    if (size > maximumBytes) return undefined
    text += decoder.decode(value, { stream: true })
  }
}
