/** A request to a node, never waited for without an end; status 0 where there is no answer. */
export async function ask(base, path, { body, headers = {}, timeoutMs = 5_000 } = {}) {
  try {
    const response = await fetch(base + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: "Bearer sk_bench", "content-type": "application/json", ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch (error) {
    return { status: 0, body: error.message };
  }
}
