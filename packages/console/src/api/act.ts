import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "./request.ts";

interface Order {
  path: string;
  method?: "POST" | "PUT" | "PATCH" | "DELETE";
  body?: object;
}

/** Does something on the server; afterwards everything that is on the page is asked for anew. */
export function useAct<T>() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method = "POST", body }: Order) =>
      request<T>(path, { method, ...(body === undefined && method === "DELETE" ? {} : { body: body ?? {} }) }),
    onSuccess: () => client.invalidateQueries(),
  });
}
