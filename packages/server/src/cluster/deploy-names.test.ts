import { existsSync, readdirSync, readFileSync } from "node:fs";
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { createCommands } from "../program.ts";
import { healthRoutes } from "../routes/health.ts";

const root = new URL("../../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(`deploy/${path}`, root), "utf8");

interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: Array<{ name: string }>;
  ports?: Array<{ name: string; containerPort: number }>;
  volumeMounts?: Array<{ name: string; mountPath: string }>;
  securityContext: { readOnlyRootFilesystem?: boolean };
  [probe: `${string}Probe`]: { httpGet?: { path: string; port: string }; tcpSocket?: { port: string } };
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    serviceName: string;
    selector: Record<string, string>;
    ports: Array<{ name: string; port: number; targetPort?: string }>;
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        initContainers?: Container[];
        containers: Container[];
        volumes?: Array<{ name: string; configMap?: { name: string } }>;
      };
    };
    volumeClaimTemplates?: Array<{ metadata: { name: string } }>;
  };
}

interface ComposeService {
  command?: string[];
  build?: { dockerfile: string; target: string };
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
}

interface Compose {
  services: Record<string, ComposeService>;
  secrets?: Record<string, { file: string }>;
  volumes?: Record<string, unknown>;
}

const manifests: Manifest[] = readdirSync(new URL("deploy/kubernetes", root))
  .filter((name) => name !== "kustomization.yaml")
  .flatMap((name) =>
    parseAllDocuments(read(`kubernetes/${name}`), { merge: true }).map((one) => one.toJS() as Manifest),
  );
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const compose = (file: string) => parse(read(file), { merge: true }) as Compose;
const dockerfile = read("Dockerfile");
const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)$/gm)].map(([, stage]) => stage);
const lists = [...dockerfile.matchAll(/^(?:CMD|ENTRYPOINT) (\[.*\])$/gm)].map(
  ([, list]) => JSON.parse(list!) as string[],
);
const commands = (await createCommands({ ...process, workingDirectory: "/", projectDirectory: root } as never))
  .commands;

/** What of a command line no command of this release knows. */
function unknownIn([name, ...words]: string[]): string[] {
  const command = commands.find((one) => one.name() === name);
  if (command === undefined) return [String(name)];
  const known = command.options.map(({ long }) => long);
  return words.filter((word) => word.startsWith("--") && !known.includes(word.split("=", 1)[0]!));
}

async function answered(path: string): Promise<boolean> {
  const app = Fastify();
  const instance = { state: "serving" };
  healthRoutes(app, { instance } as never);
  return app.hasRoute({ method: "GET", url: path });
}

describe("the Dockerfile", () => {
  it("starts a program that is built, with commands and options that it has", () => {
    const [entry, ...starts] = [
      lists.find(([first]) => first === "node")!,
      ...lists.filter(([first]) => first === "serve"),
    ];
    expect(existsSync(new URL(entry.at(-1)!.replace("/dist/main.js", "/src/main.ts"), root))).toBe(true);
    expect(starts).toHaveLength(2);
    expect(starts.flatMap(unknownIn)).toEqual([]);
  });

  it("runs scripts that are there", () => {
    const scripts = [...dockerfile.matchAll(/node ([\w./-]+\.mjs)/g)].map(([, path]) => path!);
    expect(scripts).toEqual(["scripts/build.mjs", "deploy/keep-what-runs.mjs"]);
    expect(scripts.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it("asks for its health where the program tells it, on the port and over the data that it names", async () => {
    const [, port, path] = /127\.0\.0\.1:(\d+)(\/[\w/]+)/.exec(dockerfile)!;
    expect(await answered(path!)).toBe(true);
    expect(dockerfile).toContain(`EXPOSE ${port}`);
    for (const list of lists.filter(([first]) => first === "serve")) {
      expect(list[list.indexOf("--port") + 1]).toBe(port);
      expect(dockerfile).toContain(`VOLUME ${list[list.indexOf("--data-dir") + 1]}`);
    }
  });
});

describe.each(["compose.yaml", "compose.cluster.yaml"])("%s", (file) => {
  const { services, secrets = {}, volumes = {} } = compose(file);
  const each = Object.entries(services);

  it("builds stages of the Dockerfile, and gives our program options that it has", () => {
    const ours = each.filter(([, { build }]) => build !== undefined);
    expect(ours.map(([, { build }]) => build!.target).filter((target) => !stages.includes(target))).toEqual([]);
    expect(ours.flatMap(([, { command }]) => (command === undefined ? [] : unknownIn(command)))).toEqual([]);
  });

  it("mounts files, volumes and secrets that there are", () => {
    const sources = each.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(":", 1)[0]!);
    const missing = sources.filter((source) =>
      source.startsWith("./") ? !existsSync(new URL(`deploy/${source}`, root)) : !(source in volumes),
    );
    expect(missing).toEqual([]);
    expect(each.flatMap(([, service]) => service.secrets ?? []).filter((name) => !(name in secrets))).toEqual([]);
    const made = read("compose/make-secrets.sh");
    expect(Object.keys(secrets).filter((name) => !made.includes(name))).toEqual([]);
  });

  it("waits for services that there are, for their health only where they tell it", () => {
    for (const [, { depends_on = {} }] of each)
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(services).toHaveProperty(name);
        if (condition === "service_healthy") expect(services[name]).toHaveProperty("healthcheck");
      }
  });
});

describe("the cluster of compose.cluster.yaml", () => {
  it("reads each secret from where Docker puts it, and reaches services by their names", () => {
    const settings = read("compose/cluster.yaml");
    const { services } = compose("compose.cluster.yaml");
    const given = services["attune-0"]?.secrets ?? [];
    const named = [...settings.matchAll(/\/run\/secrets\/([\w-]+)/g)].map(([, name]) => name!);
    expect(named.sort()).toEqual([...given].sort());
    const hosts = [...settings.matchAll(/([a-z]+(?:-\d)?):\d{4}/g)].map(([, host]) => host!);
    expect(hosts.length).toBe(7);
    expect(hosts.filter((host) => !(host in services))).toEqual([]);
  });
});

describe("the manifests for Kubernetes", () => {
  const sets = [...ofKind("StatefulSet"), ...ofKind("Job")];
  const services = ofKind("Service");

  it("give our program commands and options that it has", () => {
    const ours = sets
      .flatMap(({ spec: { template } }) => [...(template.spec.initContainers ?? []), ...template.spec.containers])
      .filter(({ image }) => image.startsWith("attune:"));
    expect(ours.map(({ args }) => args?.[0])).toEqual(["doctor", "serve"]);
    expect(ours.flatMap(({ args }) => unknownIn(args ?? []))).toEqual([]);
  });

  it("ask our nodes for their health where they tell it", async () => {
    const [attune] = sets.find(({ metadata }) => metadata.name === "attune")!.spec.template.spec.containers;
    const paths = (["startupProbe", "livenessProbe", "readinessProbe"] as const).map(
      (probe) => attune![probe]!.httpGet!,
    );
    for (const { path } of paths) expect(await answered(path)).toBe(true);
  });

  it("probe ports that their containers name, and mount what their pods have", () => {
    for (const { spec } of sets) {
      const { containers, initContainers = [], volumes = [] } = spec.template.spec;
      const there = [...volumes, ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata)];
      for (const container of [...containers, ...initContainers]) {
        const ports = (container.ports ?? []).map(({ name }) => name);
        for (const [key, probe] of Object.entries(container)) {
          if (!key.endsWith("Probe")) continue;
          const { httpGet, tcpSocket } = probe as NonNullable<Container["livenessProbe"]>;
          if (httpGet ?? tcpSocket) expect(ports).toContain((httpGet ?? tcpSocket)!.port);
        }
        for (const { name } of container.volumeMounts ?? []) expect(there.map((one) => one.name)).toContain(name);
      }
      for (const { configMap } of volumes)
        if (configMap !== undefined)
          expect(ofKind("ConfigMap").map(({ metadata }) => metadata.name)).toContain(configMap.name);
    }
  });

  it("let our nodes write only where they are told to keep their data, and temporary files", () => {
    const { template } = sets.find(({ metadata }) => metadata.name === "attune")!.spec;
    const [container] = template.spec.containers;
    expect(container!.securityContext.readOnlyRootFilesystem).toBe(true);
    expect(container!.args).toContain("--data-dir=/data");
    const writable = container!
      .volumeMounts!.filter((mount) => !("readOnly" in mount))
      .map(({ mountPath }) => mountPath);
    expect(writable.sort()).toEqual(["/data", "/tmp"]);
  });

  it("lead each service to the pods of a set, and each set by a service that there is", () => {
    const labels = sets.map(({ spec }) => spec.template.metadata.labels.app);
    expect(services.map(({ spec }) => spec.selector.app).filter((app) => !labels.includes(app))).toEqual([]);
    const names = services.map(({ metadata }) => metadata.name);
    expect(
      ofKind("StatefulSet")
        .map(({ spec }) => spec.serviceName)
        .filter((name) => !names.includes(name)),
    ).toEqual([]);
  });

  it("name hosts, secrets and ports of engines that they bring along", () => {
    const settings = (
      ofKind("ConfigMap").find(({ metadata }) => metadata.name === "attune") as unknown as {
        data: { "cluster.yaml": string };
      }
    ).data["cluster.yaml"];
    const hosts = [...settings.matchAll(/([a-z]+)-\d\.([a-z]+):(\d+)/g)];
    expect(hosts).toHaveLength(11);
    for (const [, set, service, port] of hosts) {
      expect(set).toBe(service);
      const { spec } = services.find(({ metadata }) => metadata.name === service)!;
      expect(spec.ports.map((one) => one.port)).toContain(Number(port));
    }
    const secrets = [...settings.matchAll(/\/run\/secrets\/attune\/([\w-]+)/g)].map(([, name]) => name!);
    const made = Object.keys(compose("compose.cluster.yaml").secrets ?? {});
    expect(secrets.sort()).toEqual(made.sort());
  });
});
