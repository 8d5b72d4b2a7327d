import { expect, it } from "vitest";
import { encode } from "../encode.ts";
import { clusterFormat, requireKnownFormat } from "./data-format.ts";
import { openJetStream } from "./jetstream-link.ts";
import { describeOnEngines, freshNamespace } from "./testing/engines-under-test.ts";

describeOnEngines("the format of an instance's data", ({ jetstream: servers }) => {
  it("is noted by whoever comes first, and refused where a later release wrote it", async () => {
    const link = await openJetStream({ servers });
    const place = { namespace: freshNamespace(), replicas: 3 };
    await Promise.all([requireKnownFormat(link, place), requireKnownFormat(link, place)]);
    await requireKnownFormat(link, place);
    const later = encode({ format: clusterFormat + 1 });
    await link.client.publish(`${place.namespace}-format`, later);
    await expect(requireKnownFormat(link, place)).rejects.toMatchObject({
      code: "data-directory-newer",
      message: expect.stringContaining(
        `have format ${clusterFormat + 1}; this release knows formats up to ${clusterFormat}`,
      ),
    });
    await link.close();
  });
});
