import { readdirSync, readFileSync } from "node:fs";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { clusterFileSchema } from "./cluster-file.ts";

const read = (path: string) => readFileSync(new URL(`../../../../deploy/${path}`, import.meta.url), "utf8");
const validator = Compile(clusterFileSchema);

interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
}

const manifests: Manifest[] = readdirSync(new URL("../../../../deploy/kubernetes", import.meta.url))
  .filter((name) => name !== "kustomization.yaml")
  .flatMap((name) => parseAllDocuments(read(`kubernetes/${name}`)).map((document) => document.toJS() as Manifest));

describe("what deploy/ holds", () => {
  it("names a cluster that a node of this release can read, with Docker and on Kubernetes", () => {
    expect([...validator.Errors(parse(read("compose/cluster.yaml")))]).toEqual([]);
    const settings = manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "attune");
    expect([...validator.Errors(parse(settings?.data?.["cluster.yaml"] ?? ""))]).toEqual([]);
  });

  it("lists every manifest for kustomize", () => {
    const { resources } = parse(read("kubernetes/kustomization.yaml")) as { resources: string[] };
    const there = readdirSync(new URL("../../../../deploy/kubernetes", import.meta.url));
    expect([...resources, "kustomization.yaml"].sort()).toEqual([...there].sort());
  });

  it("lets every engine lose one pod at a time, and no more", () => {
    const sets = manifests.filter(({ kind }) => kind === "StatefulSet").map(({ metadata }) => metadata.name);
    const guarded = manifests.filter(({ kind }) => kind === "PodDisruptionBudget").map(({ metadata }) => metadata.name);
    expect(guarded.sort()).toEqual(sets.sort());
  });

  it("runs the nodes as a user that is not root, and says so to Kubernetes by number", () => {
    expect(
      read("Dockerfile")
        .match(/^USER .*$/gm)
        ?.at(-1),
    ).toBe("USER 10001:10001");
    expect(read("kubernetes/attune.yaml")).toContain("runAsUser: 10001");
  });
});
