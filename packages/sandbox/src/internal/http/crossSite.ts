import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"

/**
 * Whether a page of another site makes a browser send this. Nobody's payment
 * is approved because a developer looked at some page meanwhile.
 *
 * @internal
 */
export const isCrossSite = ({ headers }: HttpServerRequest): boolean => headers["sec-fetch-site"] === "cross-site"
