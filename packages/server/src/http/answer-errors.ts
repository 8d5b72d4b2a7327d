import { AttuneError, type ErrorBody, type ErrorCode, errorCatalogue } from "@attune/model/errors";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Known trouble is logged at most once in this time and code: a full disk must not be filled further by its own log. */
const logEveryMs = 10_000;

/** Every failure leaves in the one error shape of the catalogue, with the id under which the log has it. */
export function answerErrors(app: FastifyInstance, clock: () => number): void {
  const loggedAt = new Map<ErrorCode, number>();

  function note(error: AttuneError, request: FastifyRequest): void {
    if (errorCatalogue[error.code].status < 500) return;
    const now = clock();
    if (error.code !== "internal" && now - (loggedAt.get(error.code) ?? Number.NEGATIVE_INFINITY) < logEveryMs) return;
    loggedAt.set(error.code, now);
    const route = request.routeOptions.url ?? "none";
    const told = { reqId: request.id, err: error.cause ?? error, code: error.code, method: request.method, route };
    request.log.error(told, error.message);
  }

  app.setErrorHandler((failure: FastifyError | AttuneError, request, reply) => {
    const error = asAttuneError(failure);
    note(error, request);
    return sendError(error, request, reply);
  });
}

export function sendError(error: AttuneError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, retryable } = errorCatalogue[error.code];
  if (retryable && status !== 500) reply.header("retry-after", String(error.retryAfterSeconds ?? 1));
  // The rest of the body would be taken for the next request.
  if (error.code === "request-timeout") reply.header("connection", "close");
  const body: ErrorBody = { error: { code: error.code, message: error.message, requestId: request.id } };
  if (error.path !== undefined) body.error.path = error.path;
  return reply.code(status).type("application/json; charset=utf-8").send(body);
}

/** An error by its code, from wherever it comes: packages may be loaded twice, so classes prove nothing. */
function asAttuneError(error: FastifyError | AttuneError): AttuneError {
  if (error.code in errorCatalogue) {
    const known = error as AttuneError;
    return new AttuneError(known.code as ErrorCode, known.message, {
      cause: known.cause,
      ...(known.path === undefined ? {} : { path: known.path }),
      ...(known.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: known.retryAfterSeconds }),
    });
  }
  const fastifyError = error as FastifyError;
  if (fastifyError.statusCode === 413) return new AttuneError("batch-too-large", fastifyError.message);
  if (fastifyError.statusCode !== undefined && fastifyError.statusCode < 500) {
    return new AttuneError("bad-request", fastifyError.message);
  }
  return new AttuneError(
    "internal",
    "Something failed that should not; the log has the details under this request id.",
    {
      cause: error,
    },
  );
}
