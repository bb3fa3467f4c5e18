import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"

/**
 * Returns whether a page of another site made the browser send this. Otherwise
 * some page that a developer visits could approve a payment.
 *
 * @internal
 */
export const isCrossSite = ({ headers }: HttpServerRequest): boolean => headers["sec-fetch-site"] === "cross-site"
